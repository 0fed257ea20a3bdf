"""`check`: whatever would keep people out, or let the wrong ones in, is said before the wall is started."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import data_sources
from layouts.cli.check import add_check_command, findings
from layouts.cli.standing import NOBODY
from layouts.cli.wiring import Wiring
from layouts.wall.tiles import TILES
from wallboard.access.access import Access
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Role
from wallboard.settings import Settings
from wallboard.settings.file import read as settings_file
from wallboard.source import Batch, Carries, Finding, SourceError

SITE = '[sites.main]\nname = "311"\nzone = "America/Chicago"\n'


def check(folder: Path, text: str) -> tuple[int, str]:
    file = folder / "wallboard.toml"
    access = f'[access]\ndatabase = "sqlite:///{folder}/access.db"\nkeys_file = "{folder}/access.keys"\n'
    file.write_text(f'ledger = "sqlite:///{folder}/ledger.db"\n{SITE}{access}{text}', encoding="utf-8")

    def load(path: Path) -> Settings:
        return settings_file.load(path, data_sources.kinds(), {}, TILES)

    cli = typer.Typer()
    add_check_command(cli, Wiring(load, lambda settings, name: pytest.fail("there is no source"), lambda settings: {}))
    told = CliRunner().invoke(cli, ["--settings", str(file)])
    return told.exit_code, told.output


class Slow:
    """A source that answers only while another is being asked too."""

    carries: Carries = "calls"

    def __init__(self, name: str, together: threading.Barrier) -> None:
        self.name, self.site, self._together = name, "main", together

    def check(self, now: int) -> list[Finding]:
        self._together.wait(10)
        return [Finding(True, f"{self.name} answers")]

    def sample(self, now: int, most: int) -> Batch:
        return Batch({})

    def close(self) -> None: ...


def test_no_source_waits_for_another_and_each_is_told_in_its_place(tmp_path: Path) -> None:
    (file := tmp_path / "wallboard.toml").touch()
    together = threading.Barrier(3)
    options = {name: {"kind": "slow"} for name in ("pbx", "desk", "crm")}
    settings = Settings.model_validate(
        {
            "sites": {"main": {"name": "311", "zone": "UTC"}},
            "sources": options,
            "ledger": "sqlite:////nowhere/at/all.db",
        }
    )
    wiring = Wiring(lambda path: settings, lambda _, name: Slow(name, together), lambda _: {})  # type: ignore[arg-type, return-value]
    told = [what.what for where, what in findings(file, settings, wiring) if where.startswith("sources")]
    assert [what for what in told if "answers" in what] == ["pbx answers", "desk answers", "crm answers"]


def test_a_calendar_that_never_opens_is_told(tmp_path: Path) -> None:
    hours = '[[sites.main.hours]]\nholidays = "US"\n[[departments."Parks & Rec".hours]]\nspecial_days = { 2026-12-24 = "08:00-12:00" }\n'
    code, told = check(tmp_path, hours)
    assert (code, 'hours: sites."main".hours open on no day' in " ".join(told.split())) == (1, True)
    assert "Parks" not in told, "it opens once"


class Unread(Slow):
    """A source whose rows cannot be read, for which its own check has a reason or none."""

    def __init__(self, reason: str) -> None:
        self.name, self.site, self._reason = "pbx", "main", reason

    def check(self, now: int) -> list[Finding]:
        return [Finding(not self._reason, "reachable", self._reason)]

    def sample(self, now: int, most: int) -> Batch:
        raise SourceError("pbx", "gone")


@pytest.mark.parametrize("reason", ["", "sources.pbx: gone"])
def test_why_rows_cannot_be_read_is_told_and_told_once(tmp_path: Path, reason: str) -> None:
    (file := tmp_path / "wallboard.toml").touch()
    site = {"main": {"name": "311", "zone": "UTC"}}
    settings = Settings.model_validate(
        {"sites": site, "sources": {"pbx": {"kind": "x"}}, "ledger": "sqlite:////no/at.db"}
    )
    wiring = Wiring(lambda path: settings, lambda _, name: Unread(reason), lambda _: {})  # type: ignore[arg-type, return-value]
    wrong = [
        found.detail for where, found in findings(file, settings, wiring) if where == "sources.pbx" and not found.ok
    ]
    assert wrong == ["gone"]


def administrator(folder: Path) -> None:
    settings = Settings.model_validate(
        {
            "sites": {"main": {"name": "311", "zone": "UTC"}},
            "access": {"database": f"sqlite:///{folder}/access.db", "keys_file": f"{folder}/access.keys"},
        }
    )
    access = Access(settings)
    access.open()
    access.people.add("ada", "Ada Lopez", Role.ADMINISTRATOR, EVERYTHING, by=None)
    access.close()


def test_without_sign_in_nothing_is_made_and_nothing_is_wrong(tmp_path: Path) -> None:
    code, told = check(tmp_path, "")
    assert code == 0, told
    assert not (tmp_path / "access.db").exists()
    assert not (tmp_path / "access.keys").exists()


def test_sign_in_that_lets_no_administrator_in_is_wrong_and_says_how_to_make_one(tmp_path: Path) -> None:
    code, told = check(tmp_path, "sign_in = true\n")
    assert code == 1
    assert NOBODY in told


def test_sign_in_with_an_administrator_is_right(tmp_path: Path) -> None:
    administrator(tmp_path)
    code, told = check(tmp_path, "sign_in = true\n")
    assert code == 0, told
    assert "somebody can as administrator" in told


def test_a_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    administrator(tmp_path)
    front = f'[server]\nhost = "0.0.0.0"\naddress = "https://wall.example"\ncertificate = "{tmp_path}/no.crt"\n'
    code, told = check(tmp_path, f'{front}certificate_key = "{tmp_path}/no.key"\n')
    assert code == 1
    assert f"cannot read {tmp_path}/no.crt" in told


def test_keys_that_others_may_read_are_wrong_and_say_what_to_run(tmp_path: Path) -> None:
    administrator(tmp_path)
    (tmp_path / "access.keys").chmod(0o644)
    code, told = check(tmp_path, "sign_in = true\n")
    assert code == 1
    assert f"chmod 600 {tmp_path}/access.keys" in told

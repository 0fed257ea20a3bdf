"""Settings changed while something that they need is away: taken over whole or not at all, and tried again until they are."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

import app
from tests.servers import PostgresServer
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, settings
from wallboard.engine.settings_taking import SettingsTaking
from wallboard.model import SECOND, State
from wallboard.settings.file.watch import SettingsWatch
from wallboard.simulate import queue_log_table
from wallboard.source import Batch

PATIENCE_S = 30.0
CALL = ("c1", "roads", "NONE", "ENTERQUEUE", "", "", "1", "", "")


class Installation:
    """A wall built from a settings file, with phone systems in files; polled and looked at by hand."""

    def __init__(self, folder: Path, ledger: str, sign_in: bool = False) -> None:
        self.folder, self.ledger, self.sign_in = folder, ledger, sign_in
        self.file = folder / "wallboard.toml"
        self.phones("pbx")
        self.write("pbx")
        self.application = app.build(app.load(self.file, {}))
        self.engine = self.application.engine
        watch = SettingsWatch(self.file, lambda: app.load(self.file, {}))
        self.taking = SettingsTaking(watch, self.application, self.engine.equipment)

    def phones(self, name: str) -> None:
        """A phone system that had one call."""
        database = sa.create_engine(f"sqlite:///{self.folder}/{name}.db")
        with database.begin() as connection:
            queue_log_table.create(connection)
            queue_log_table.insert(connection, [(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}", *CALL)])
        database.dispose()

    def write(self, *sources: str) -> None:
        text = f'ledger = "{self.ledger}"\n[sites.main]\nname = "Main"\nzone = "UTC"\n'
        access = f'[access]\nsign_in = {str(self.sign_in).lower()}\ndatabase = "sqlite:///{self.folder}/access.db"\nkeys_file = "{self.folder}/access.keys"\n'
        for name in sources:
            text += f'[sources.{name}]\nkind = "asterisk_queue_log"\nurl = "sqlite:///{self.folder}/{name}.db"\n'
            access += f'[boards.{name}]\nrows = [["queues:4"]]\n'
        self.file.write_text(text + access)

    def states(self) -> dict[str, State]:
        return {health.source: health.state for health in self.engine.present.health()}

    def poll(self) -> None:
        for name in self.engine.present.sources():
            for _ in range(2):
                self.engine.polls.poll(name)

    def in_force(self) -> tuple[list[str], list[str], int]:
        """By the engine, by the application, and by the pages."""
        return (
            list(self.engine.present.sources()),
            list(self.application.settings.boards),
            id(self.application.web.shell),
        )

    def close(self) -> None:
        self.engine.stop()
        self.application.access.close()


@pytest.fixture
def there(tmp_path: Path, postgres_server: PostgresServer) -> Iterator[Installation]:
    with (
        postgres_server.database() as name,
        contextlib.closing(Installation(tmp_path, postgres_server.url(name))) as made,
    ):
        yield made


def test_settings_changed_while_the_ledger_is_away_are_in_force_when_it_is_back(
    there: Installation, postgres_server: PostgresServer
) -> None:
    there.poll()
    before = there.in_force()
    there.phones("desk")
    with capture_logs() as logs:
        postgres_server.stop(crash=True)
        there.write("pbx", "desk")
        for _ in range(3):
            there.taking.look()
            there.poll()
        assert there.in_force() == before
        assert {trouble.part for trouble in there.engine.equipment.troubles.lasting()} == {"settings", "ledger"}
        assert there.states() == {"pbx": State.LATE}
        postgres_server.start()
        there.taking.look()
        there.poll()
        there.engine.maintenance.run()
    assert list(there.engine.present.sources()) == ["pbx", "desk"]
    assert list(there.application.settings.boards) == ["pbx", "desk"]
    assert there.states() == {"pbx": State.LIVE, "desk": State.LIVE}
    assert there.engine.equipment.troubles.lasting() == ()
    told = [(line["event"], line.get("part", "")) for line in logs if line["log_level"] != "debug"]
    assert sorted(told) == sorted(
        [(event, part) for event in ("trouble", "trouble over") for part in ("settings", "ledger")]
        + [("settings taken over", "")]
    )


def test_of_two_changes_while_it_is_away_the_newer_counts_and_a_wrong_one_keeps_the_old(
    there: Installation, postgres_server: PostgresServer
) -> None:
    there.phones("desk")
    postgres_server.stop(crash=True)
    for sources in (("desk",), ("desk", "pbx")):
        there.write(*sources)
        there.taking.look()
    postgres_server.start()
    there.taking.look()
    assert list(there.engine.present.sources()) == ["desk", "pbx"]
    postgres_server.stop(crash=True)
    there.write("pbx")
    there.taking.look()
    there.file.write_text("nonsense")
    there.taking.look()
    assert [trouble.part for trouble in there.engine.equipment.troubles.lasting()] == []
    postgres_server.start()
    there.taking.look()
    assert list(there.engine.present.sources()) == ["desk", "pbx"]


def test_settings_changed_while_the_new_sources_database_is_away_need_no_second_change(tmp_path: Path) -> None:
    with contextlib.closing(Installation(tmp_path, f"sqlite:///{tmp_path}/ledger.db")) as there:
        there.write("pbx", "desk")
        there.taking.look()
        there.poll()
        assert there.states() == {"pbx": State.LIVE, "desk": State.LOST}
        assert there.engine.equipment.troubles.lasting() == ()
        there.phones("desk")
        there.poll()
        assert there.states() == {"pbx": State.LIVE, "desk": State.LIVE}


def test_settings_changed_while_people_and_screens_are_away_are_in_force_at_once(tmp_path: Path) -> None:
    with contextlib.closing(Installation(tmp_path, f"sqlite:///{tmp_path}/ledger.db", sign_in=True)) as there:
        (tmp_path / "access.db").unlink()
        there.phones("desk")
        there.write("pbx", "desk")
        there.taking.look()
        there.poll()
        assert there.states() == {"pbx": State.LIVE, "desk": State.LIVE}


def test_people_and_screens_that_cannot_be_looked_up_are_told_as_one_trouble_and_put_back(tmp_path: Path) -> None:
    with contextlib.closing(Installation(tmp_path, f"sqlite:///{tmp_path}/ledger.db", sign_in=True)) as there:
        file = tmp_path / "access.db"
        there.application.web.look_at_access()
        there.application.access.purge()
        with capture_logs() as logs:
            file.rename(tmp_path / "old.db")
            file.write_bytes(b"")
            for _ in range(3):
                there.application.web.look_at_access()
            (trouble,) = there.engine.equipment.troubles.lasting()
            assert trouble.part == "access"
            assert trouble.message.startswith("The database of people and screens's file was replaced by another")
            file.unlink()
            there.application.web.look_at_access()
            assert there.engine.equipment.troubles.lasting() == ()
            assert file.stat().st_mode & 0o777 == 0o600
        assert [line["event"] for line in logs if line["log_level"] != "debug"] == ["trouble", "trouble over"]


def test_what_a_poll_brings_that_hung_over_a_change_of_settings_is_shown(tmp_path: Path) -> None:
    """Once, by whichever of the two sources brought it."""
    begun, release = threading.Event(), threading.Event()

    def late() -> Batch:
        begun.set()
        assert release.wait(PATIENCE_S)
        return batch(entered(2, NOON + SECOND))

    old, new = FakeSource("pbx", "calls", batch(entered(1, NOON)), late), FakeSource("pbx", "calls")
    new.answers = [batch(), batch(entered(2, NOON + SECOND))]
    with contextlib.closing(Wall(tmp_path, old)) as wall:
        wall.poll("pbx")
        hanging = threading.Thread(target=wall.poll, args=["pbx", 2])
        hanging.start()
        assert begun.wait(PATIENCE_S)
        wall.engine.take_over(settings(sources=["pbx"]), {"pbx": new})
        wall.poll("pbx", after_s=2)
        release.set()
        hanging.join(PATIENCE_S)
        wall.poll("pbx", after_s=2)
        assert wall.value("calls.waiting") == 2


def test_a_poll_that_hung_over_the_end_of_its_source_is_no_fault_of_ours(tmp_path: Path) -> None:
    begun, release = threading.Event(), threading.Event()

    def late() -> Batch:
        begun.set()
        assert release.wait(PATIENCE_S)
        return batch(entered(2, NOON + SECOND))

    old, other = FakeSource("pbx", "calls", late), FakeSource("desk", "calls", site="west")
    with contextlib.closing(Wall(tmp_path, old)) as wall, capture_logs() as logs:
        hanging = threading.Thread(target=wall.poll, args=["pbx", 2])
        hanging.start()
        assert begun.wait(PATIENCE_S)
        west = {"west": {"name": "West", "zone": "UTC"}}
        wall.engine.take_over(settings(sources=["desk"], sites=west), {"desk": other})
        release.set()
        hanging.join(PATIENCE_S)
        wall.poll("desk", after_s=2)
        assert [line for line in logs if line["log_level"] in ("error", "critical")] == []

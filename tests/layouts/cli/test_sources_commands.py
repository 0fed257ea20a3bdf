"""`import`, `import --again` and `sources`, as an installer types them, over a real ticket database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

import app
from tests.data_sources.test_sql_tickets import City
from tests.empty_databases import lay_ledger
from tests.open_files import held_open
from wallboard.clock import system_clock
from wallboard.model import DAY, SECOND

SETTINGS = """
ledger = "sqlite:///{folder}/ledger.db"
[sites.main]
name = "311"
zone = "{zone}"
[sources.{name}]
kind = "sql_tickets"
url = "sqlite:///{folder}/city.db"
table = "tickets"
columns = {{ ticket = "id", opened_at = "opened", updated_at = "updated", finished_at = "closed", status = "status" }}
states = {{ {states} }}
"""
OPEN_ONLY, BOTH = '"open" = "open"', '"open" = "open", "closed" = "finished"'


class House:
    def __init__(self, folder: Path, city: City) -> None:
        self.folder, self.city = folder, city
        lay_ledger(folder / "ledger.db")
        self.settings()

    def settings(self, name: str = "city", states: str = BOTH, zone: str = "America/Chicago") -> None:
        text = SETTINGS.format(folder=self.folder, name=name, states=states, zone=zone)
        (self.folder / "wallboard.toml").write_text(text, encoding="utf-8")

    def run(self, *words: str, code: int = 0) -> str:
        told = CliRunner().invoke(app.cli, [*words, "--settings", str(self.folder / "wallboard.toml")])
        assert told.exit_code == code, told.output
        assert not held_open(self.folder / "ledger.db"), "a command that ends lets go of what it opened"
        return told.output


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with closing(City(tmp_path)) as db:
        now = system_clock()
        db.put(1, 2, updated=now - DAY, status="open")
        db.put(3, 4, 5, updated=now - DAY, opened=now - 2 * DAY, status="closed")
        yield House(tmp_path, db)


def test_an_import_after_the_words_are_mapped_takes_what_was_set_aside(house: House) -> None:
    house.settings(states=OPEN_ONLY)
    assert "2 taken, 0 repeats, 3 set aside" in house.run("import", "city")
    assert "3 rows are set aside" in house.run("sources", "aside", "city")
    house.settings()
    assert "3 rows that were set aside before are taken by the settings of now" in house.run("import", "city")
    assert "0 rows are set aside" in house.run("sources", "aside", "city")


def test_a_row_that_was_corrected_is_listed_as_mended_alone(house: House) -> None:
    house.settings(states=OPEN_ONLY)
    house.run("import", "city")
    house.city.put(3, updated=system_clock() - 10 * SECOND, status="open")
    assert "1 taken" in house.run("import", "city")
    told = house.run("sources", "aside", "city")
    assert "2 rows are set aside" in told
    assert "id 3:" not in told
    (line, _) = house.run("sources", "aside", "city", "--mended").splitlines()
    assert line.startswith("id 3: taken 20")
    assert 'was: status is "closed"' in line


def test_an_import_by_another_zone_says_so_and_again_reads_it_anew(house: House) -> None:
    house.settings(zone="UTC")
    house.run("import", "city")
    house.settings()
    told = house.run("import", "city")
    assert "zone changed in the settings; what was read before keeps its old meaning: `import --again city`" in told
    told = house.run("import", "city", "--again")
    assert "requests, open                          2 before            2 now  as before" in told
    assert "changed in the settings" not in house.run("import", "city")


def test_an_import_under_another_name_doubles_nothing(house: House) -> None:
    house.run("import", "city")
    house.settings(name="requests")
    assert "0 taken" in house.run("import", "requests")
    assert house.run("sources", "list").splitlines() == ["requests: 5 rows and changes of site main, 0 set aside"]


def test_rows_of_a_source_that_is_gone_are_listed_and_can_be_forgotten(house: House) -> None:
    house.run("import", "city")
    (house.folder / "wallboard.toml").write_text(
        f'ledger = "sqlite:///{house.folder}/ledger.db"\n[sites.main]\nname = "311"\nzone = "UTC"\n'
    )
    assert "city: 5 rows and changes of site main, 0 set aside, no longer in the settings" in house.run(
        "sources", "list"
    )
    assert "5 rows of city deleted." in house.run("sources", "forget", "city")
    assert 'the ledger knows no source "city"' in house.run("sources", "forget", "city", code=2)


def test_a_source_is_renamed_by_hand_where_its_address_changed_too(house: House) -> None:
    house.run("import", "city")
    (house.folder / "city.db").rename(house.folder / "moved.db")
    house.settings(name="requests")
    file = house.folder / "wallboard.toml"
    file.write_text(file.read_text().replace("city.db", "moved.db"))
    assert "The rows of city go on as requests." in house.run("sources", "rename", "city", "requests")
    assert "0 taken" in house.run("import", "requests")


def test_check_fails_where_most_rows_would_be_set_aside(house: House) -> None:
    house.settings(states=OPEN_ONLY)
    assert '3 because status is "closed", which states does not map' in house.run("check", code=1)

"""A wall whose settings were wrong, and are mended: over a real ticket database, as an installer would do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog

from data_sources.sql_tickets import KIND
from tests.data_sources.test_sql_tickets import COLUMNS, NOW, STATES, City
from tests.empty_databases import lay_ledger
from wallboard.engine.engine import Engine
from wallboard.engine.read_anew import read_anew
from wallboard.ledger import AsOf, Ledger
from wallboard.model import DAY, Scope, Snapshot
from wallboard.settings import Settings
from wallboard.source import Source, SourceError

pytestmark = pytest.mark.whole

OPEN_ONLY = {"open": "open"}
EVERY_DAY = 40 * DAY


class Wall:
    """Starts the engine over the city's tickets with some settings, polls until there is no more, and looks."""

    def __init__(self, folder: Path, db: City) -> None:
        self.folder, self.db = folder, db
        lay_ledger(folder / "ledger.db")
        self.ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        self.ledger.migrate()
        self.opened = ExitStack()

    def settings(self, name: str = "city", **changed: Any) -> Settings:
        told = {"kind": "sql_tickets", "url": f"sqlite:///{self.db.path}", "columns": COLUMNS, "table": "tickets"}
        options = KIND.options(**told | {"states": STATES} | changed)
        site = {"main": {"name": "Main", "zone": "America/Chicago"}}
        return Settings.model_validate({"sites": site, "sources": {name: options}})

    def source(self, settings: Settings) -> dict[str, Source]:
        ((name, options),) = settings.sources.items()
        zone = ZoneInfo(options.zone or "America/Chicago")
        return {name: self.opened.enter_context(closing(KIND.open(name, "main", zone, options)))}

    def start(self, settings: Settings) -> Engine:
        return Engine(settings, self.source(settings), self.ledger, clock=lambda: NOW)

    def polled(self, engine: Engine) -> Snapshot:
        for name in engine.present.sources():
            while engine.polls.poll(name) == 0:
                pass
        return engine.present.full_snapshot()


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    with closing(City(tmp_path)) as db:
        db.put(1, 2, 3, updated=NOW - 2 * DAY, opened=NOW - 3 * DAY, status="open")
        db.put(4, 5, 6, 7, 8, 9, updated=NOW - DAY, opened=NOW - 3 * DAY, status="closed")
        made = Wall(tmp_path, db)
        yield made
        made.opened.close()
        made.ledger.close()


def open_requests(snapshot: Snapshot) -> float | None:
    reading = snapshot.get("tickets.open", Scope("main"))
    return None if reading is None else reading.value


def finished(snapshot: Snapshot) -> float | None:
    reading = snapshot.get("tickets.finished", Scope("main"), "7d")
    return None if reading is None else reading.value


def test_rows_beyond_the_share_are_said_and_one_line_is_logged(wall: Wall) -> None:
    engine = wall.start(wall.settings(states=OPEN_ONLY))
    with structlog.testing.capture_logs() as logged:
        (health,) = wall.polled(engine).health
    assert (health.rows, health.set_aside) == (3, 6)
    assert health.notice == "6 of 9 rows make no sense and are not counted"
    assert [line["event"] for line in logged if line["log_level"] == "warning"] == ["rows make no sense"]


@pytest.mark.parametrize("restarted", [True, False])
def test_after_the_words_are_mapped_what_was_set_aside_is_read_again(wall: Wall, restarted: bool) -> None:
    engine = wall.start(wall.settings(states=OPEN_ONLY))
    assert (open_requests(wall.polled(engine)), finished(engine.present.full_snapshot())) == (3, 0)
    mended = wall.settings()
    if restarted:
        engine = wall.start(mended)
    else:
        engine.take_over(mended, wall.source(mended))
    shown = wall.polled(engine)
    assert (open_requests(shown), finished(shown)) == (3, 6)
    (health,) = shown.health
    assert (health.rows, health.set_aside, health.notice) == (9, 0, "")
    assert wall.ledger.counts("city").read == 9


def test_what_makes_no_sense_still_waits_and_nothing_is_told_of_what_was_read(wall: Wall) -> None:
    wall.db.put(10, updated=NOW - DAY, status="lost in the post")
    wall.polled(wall.start(wall.settings(states=OPEN_ONLY)))
    shown = wall.polled(wall.start(wall.settings()))
    assert finished(shown) == 6
    assert [row.key for row in wall.ledger.set_aside_rows("city")] == ["id 10"]


def test_a_source_with_another_name_is_not_counted_twice(wall: Wall) -> None:
    wall.polled(wall.start(wall.settings()))
    shown = wall.polled(wall.start(wall.settings("requests")))
    assert (open_requests(shown), finished(shown)) == (3, 6)
    assert list(wall.ledger.known_sources()) == ["requests"]


def test_another_system_in_place_of_one_says_that_the_rows_of_the_other_count(wall: Wall, tmp_path: Path) -> None:
    wall.polled(wall.start(wall.settings()))
    (tmp_path / "other").mkdir()
    wall.db = City(tmp_path / "other")
    wall.db.put(1, updated=NOW - DAY)
    (health,) = wall.polled(wall.start(wall.settings("crm"))).health
    assert health.notice == '9 rows of "city", which is no longer in the settings, are counted too'


def test_a_zone_that_is_mended_says_that_older_rows_keep_the_wrong_one(wall: Wall) -> None:
    wall.polled(wall.start(wall.settings(zone="UTC")))
    for _ in range(2):  # and says so for as long as it is true
        (health,) = wall.polled(wall.start(wall.settings(zone="America/Chicago"))).health
        assert health.notice == "zone changed in the settings; what was read before keeps its old meaning"


def test_read_anew_under_its_name_a_source_replaces_what_it_told(wall: Wall) -> None:
    wrong, right = wall.settings(zone="UTC"), wall.settings()
    wall.polled(wall.start(wrong))
    ((_, source),) = wall.source(right).items()
    told = read_anew(source, wall.ledger, right, lambda: NOW, lambda _: None)
    assert (told.before.tickets, told.after.tickets) == ({"open": 3, "finished": 6}, {"open": 3, "finished": 6})
    engine = wall.start(right)
    (health,) = wall.polled(engine).health
    assert (health.notice, health.rows, open_requests(engine.present.full_snapshot())) == ("", 9, 3)
    opened = set(wall.ledger.ticket_versions(AsOf("main", NOW, horizon=EVERY_DAY))["opened_at"])
    assert opened == {(NOW - 3 * DAY) // 1_000_000 * 1_000_000}


def test_a_source_that_fails_while_it_is_read_anew_changes_nothing(wall: Wall) -> None:
    wall.polled(wall.start(wall.settings()))
    wall.db.path.rename(wall.db.path.with_suffix(".gone"))
    ((_, source),) = wall.source(wall.settings()).items()
    with pytest.raises(SourceError):
        read_anew(source, wall.ledger, wall.settings(), lambda: NOW, lambda _: None)
    assert wall.ledger.counts("city").new == 9


def test_settings_that_say_how_a_source_is_asked_change_no_meaning(wall: Wall) -> None:
    wall.polled(wall.start(wall.settings()))
    (health,) = wall.polled(wall.start(wall.settings(poll_every=9, look_back_s=60, deadline_s=3))).health
    assert health.notice == ""

"""What `check` finds in a source's own words, over a real ticket database and a real queue_log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.data_sources.test_sql_tickets import NOW, City
from tests.wallboard.engine.parts import NOON, FakeSource, batch, entered, settings
from wallboard.engine.census import census
from wallboard.model import DAY
from wallboard.model.outside_days import OutsideDay
from wallboard.settings import Settings
from wallboard.source import SUPERSEDED, Batch, Finding, SetAside, SourceError


@pytest.fixture
def db(tmp_path: Path) -> Iterator[City]:
    with closing(City(tmp_path)) as made:
        made.put(*range(1, 11), updated=NOW - DAY, status="open")
        made.put(*range(11, 41), updated=NOW - DAY, status="closed")
        yield made


def found(db: City, **changed: Any) -> dict[str, Finding]:
    source = db.source(**changed)
    told = {"sites": {"main": {"name": "Main", "zone": "America/Chicago"}}, "sources": {"city": source._options}}
    return {finding.what: finding for finding in census(source, Settings.model_validate(told), NOW)}


def test_every_word_is_told_with_what_it_means_and_how_often(db: City) -> None:
    told = found(db)
    assert (told["rows make sense"].ok, told["rows make sense"].detail) == (True, "all of the newest 40")
    assert told["words of the status"].detail == '"closed" is finished (done) 30, "open" is open 10'


def test_a_word_that_is_not_mapped_is_wrong_and_is_named_with_its_count(db: City) -> None:
    finding = found(db, states={"open": "open"})["rows make sense"]
    assert not finding.ok
    assert finding.detail == (
        "of the newest 40 rows 30 would be set aside (75.0%, more than set_aside_share = 0.05 allows): "
        '30 because status is "closed", which states does not map (id 40; it maps open)'
    )


def test_the_share_that_is_allowed_is_a_setting(db: City) -> None:
    assert found(db, states={"open": "open"}, set_aside_share=0.75)["rows make sense"].ok


class Sampled(FakeSource):
    """Gives one batch as its newest rows."""

    def __init__(self, name: str, carries: Any, told: Batch | SourceError) -> None:
        super().__init__(name, carries)
        self.told = told

    def sample(self, now: int, most: int) -> Batch:
        if isinstance(self.told, SourceError):
            raise self.told
        return self.told


def queues(declared: dict[str, Any], *there: str) -> Finding:
    events = [entered(number, NOON, queue=queue) for number, queue in enumerate(there, 1)]
    of = settings(sources=["pbx"]).model_copy(
        update={"queues": settings(queues=declared).queues} if declared else {"queues": {}}
    )
    told = census(Sampled("pbx", "calls", batch(*events)), of, NOON)
    return next(finding for finding in told if finding.what == "queues")


def test_a_misspelt_queue_is_wrong_and_the_right_one_is_named() -> None:
    finding = queues({"raods": {}}, "roads", "roads", "water")
    assert not finding.ok
    assert 'the settings name "raods", which no row has: is "roads" meant?' in finding.detail
    assert "not in the settings, and shown all the same: roads 2, water 1" in finding.detail


def test_a_queue_that_nobody_called_yet_is_said_and_not_wrong() -> None:
    finding = queues({"roads": {}, "elections": {}}, "roads")
    assert finding.ok
    assert 'the settings name "elections", which no row has' in finding.detail


def test_names_from_outside_steer_no_terminal() -> None:
    assert "\x1b" not in queues({}, "\x1b[31mred").detail


def test_a_source_whose_rows_cannot_be_read_is_told_with_the_reason() -> None:
    broken = Sampled("pbx", "calls", SourceError("pbx", "gone"))
    assert census(broken, settings(sources=["pbx"]), NOON) == [Finding(False, "rows can be read", "sources.pbx: gone")]


def test_reasons_that_differ_in_their_values_are_counted_together() -> None:
    odd = tuple(SetAside(f"id {n}", f'time "{n}" cannot be read', "", "time cannot be read") for n in range(9))
    told = census(Sampled("pbx", "calls", Batch(None, set_aside=odd, read=9)), settings(sources=["pbx"]), NOON)
    assert told[0].detail.endswith('9 because time cannot be read (id 0: time "0" cannot be read)')


def test_a_file_that_tells_each_version_of_a_request_as_a_row_makes_sense() -> None:
    older = tuple(SetAside(f"line {n}", f"superseded by line {n + 1}", "", SUPERSEDED) for n in range(8))
    told = census(Sampled("pbx", "calls", Batch(None, set_aside=older, read=10)), settings(sources=["pbx"]), NOON)
    assert told[0].ok
    assert told[0].detail == "all of the newest 10, 8 are of tickets that have a newer row"


def told_days(*days: date, odd: int = 0) -> list[Finding]:
    told = tuple(
        OutsideDay(day, {"visits": 1.0} | ({"absent": 2.0} if n else {}), f"line {n}") for n, day in enumerate(days)
    )
    aside = tuple(SetAside(f"line {99 + n}", f"{SUPERSEDED} line 7", "", SUPERSEDED) for n in range(odd))
    batch = Batch(None, days=told, set_aside=aside, read=len(told) + len(aside))
    return census(Sampled("web", "days", batch), settings(sources=["web"]), NOON)


def test_days_are_counted_by_their_numbers_and_a_file_that_nobody_writes_is_noticed() -> None:
    days = [date(2026, 11, n) for n in range(1, 22)]
    sense, counted, still = told_days(*days, odd=1)
    assert "1 are of days that have a newer row" in sense.detail
    assert (counted.what, counted.detail) == ("days", "2026-11-01 to 2026-11-21, visits 21, absent 20")
    assert (still.ok, still.detail) == (True, "the newest day is 2026-11-21, 1 day ago")
    old = told_days(*days[:17])[-1]
    assert not old.ok
    assert old.detail.startswith("it answers, but the newest day is 2026-11-17, 5 days ago, far more than is usual")

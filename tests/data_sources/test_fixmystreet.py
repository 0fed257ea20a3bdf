"""FixMyStreet by its own tables, here in SQLite; tests/integration/test_fixmystreet_lives.py has the server."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._fixmystreet.beside import Place
from data_sources._fixmystreet.moments import Report, Said, is_settled, moments_of, state_said
from data_sources._fixmystreet.times import Times
from data_sources.fixmystreet import KIND
from tests.empty_databases import written_by
from tests.helpdesks.fixmystreet_desk import OPTIONS, ZONE, Desk
from tests.helpdesks.fixmystreet_lives import acts
from tests.helpdesks.following import SITE, SOURCE
from wallboard.clock import instant, micros
from wallboard.model import HOUR, MINUTE
from wallboard.source import Source

MEANING: set[str] = set()
REPORT = Report(9, 1_000, 5_000, "confirmed", "Roads", "")


def filled(folder: Path, url: str = "") -> Source:
    file = folder / "fixmystreet.db"
    file.write_bytes(_acted())
    return KIND.open(SOURCE, SITE, ZoneInfo(ZONE), KIND.options(**OPTIONS, url=url or f"sqlite:///{file}"))


@cache
def _acted() -> bytes:
    """The file: each test of the contract has a copy."""

    def act(address: str) -> None:
        engine = sa.create_engine(address)
        for _ in acts(Desk(engine)):
            pass
        engine.dispose()

    return written_by(act)


def test_a_comment_says_a_state_as_fixmystreet_sets_it() -> None:
    assert state_said("", True, False) == "fixed - user"
    assert state_said("fixed - council", True, False) == "fixed - council"
    assert state_said("fixed", False, True) == "confirmed"
    assert state_said("", False, False) == ""


def test_what_no_comment_tells_holds_since_the_report_was_last_touched() -> None:
    said = [Said(2_000, "planned"), Said(3_000, "planned")]
    moments = moments_of(REPORT, said, {"planned": "open"}, settled=True)
    assert [(each.at, each.status) for each in moments] == [
        (1_000, "confirmed"),
        (2_000, "planned"),
        (5_000, "confirmed"),
    ]


def test_a_report_that_lags_behind_its_comment_is_waited_for_a_minute() -> None:
    said = [Said(6_000, "fixed - council")]
    assert not is_settled(REPORT, said, 7_000)
    assert is_settled(REPORT, said, 6_000 + MINUTE)
    assert is_settled(REPORT._replace(updated_at=6_000), said, 7_000)


def test_after_clocks_went_back_more_is_looked_back() -> None:
    times, back = Times(ZoneInfo(ZONE)), instant("2026-10-25T01:00:00+00:00")
    assert times.clocks_changed(back)
    assert not times.clocks_changed(back + 3 * HOUR)
    assert not times.clocks_changed(back - HOUR)


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place(1, 1, 2, 2, "2026-03-02 09:00:00", 5, 6, [7], [8], [9], {"9": 10})
    assert Place.of(str(place)) == place


def test_a_report_that_ends_without_a_word_is_seen_when_open_ones_are_asked_for(tmp_path: Path) -> None:
    """As FixMyStreet cancels a bulky collection: neither a comment nor a log, nor is the report touched."""
    url = f"sqlite:///{tmp_path}/desk.db"
    engine = sa.create_engine(url)
    desk = Desk(engine)
    ended, number, other = desk.report(), desk.report(), desk.report()
    desk.comment(ended, "unable to fix")
    now, asked = micros(desk.now) + MINUTE, [str(number), str(other)]
    with closing(filled(tmp_path, url)) as source:
        read = source.changes(None, now)
        while read.more:
            read = source.changes(read.cursor, now)
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE problem SET state = 'cancelled' WHERE id = :id"), {"id": number})
        for _ in range(2):
            assert source.present(asked) == set(asked)
        told = source.changes(read.cursor, now + HOUR)
        assert told.tickets is not None
        facts = told.tickets[["ticket", "state", "outcome", "updated_at", "finished_at"]].to_numpy().tolist()
        assert facts == [[str(number), "finished", "rejected", now + HOUR, now + HOUR]]
        desk.now += timedelta(hours=2)
        desk.comment(number)
        again = source.changes(told.cursor, now + 3 * HOUR)
        assert again.tickets is not None
        assert again.tickets[["state", "finished_at"]].to_numpy().tolist() == [["finished", now + HOUR]]
    engine.dispose()

"""What a reader answers to questions is of its remit: calls, days, requests, pages of them, due dates, the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, Wall, batch
from tests.wallboard.engine.two_sites import (
    PARKS,
    TODAY,
    calls_of,
    day_of,
    polled,
    readers_of,
    request,
    requests,
    requests_of,
)
from wallboard.clock import day_start
from wallboard.engine.reader import Reader, Readers
from wallboard.model import DAY, HOUR, MINUTE, SECOND
from wallboard.model.remit import EVERYTHING, NOTHING, Remit
from wallboard.questions.day import DayQuestion
from wallboard.questions.due_dates import DueQuestion
from wallboard.questions.errors import NoSuchSite, NotBegun, NotKept
from wallboard.questions.requests_past import PastQuestion
from wallboard.questions.same_caller import SameCallerQuestion
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish
from wallboard.questions.visits import VisitsQuestion
from wallboard.settings import Retention

pytestmark = pytest.mark.whole


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    """One to go on with."""
    with closing(polled(tmp_path)) as made:
        yield made


def test_the_same_callers_calls_and_call_backs_are_told_of_sites_of_the_remit(wall: Wall) -> None:
    times = {"a": NOON - 5 * DAY, "b": NOON - HOUR, "c": NOON - MINUTE}
    for seq, (call, at) in enumerate(times.items(), 50):
        enters = logged("pbx", "north", 2 * seq, at, call, "roads", "NONE", "ENTERQUEUE")
        answered = logged("pbx", "north", 2 * seq + 1, at, call, "roads", "Kim", "CONNECT", ("0", "x", "1"))
        wall.ledger.record("pbx", "north", batch(enters, answered, callers={call: "a" * 32}), at)
    readers, question = readers_of(wall), SameCallerQuestion(DayQuestion("north", TODAY), "pbx", "b")
    for reader, agent in ((readers.within(EVERYTHING, names=True), "Kim"), (readers.within(PARKS), None)):
        visits = reader.same_caller(question)
        assert visits is not None
        assert [(visit.key.callid, visit.agent) for visit in visits] == [("c", agent)]
        assert reader.callbacks_owed("north") == ()
        with pytest.raises(NoSuchSite):
            reader.same_caller(SameCallerQuestion(DayQuestion("nowhere", TODAY), "pbx", "b"))
    everyone = readers.within(EVERYTHING)
    assert everyone.same_caller(SameCallerQuestion(DayQuestion("south", TODAY), "pbx", "b")) is None
    assert everyone.same_caller(SameCallerQuestion(DayQuestion("north", TODAY), "pbx", "c0")) is None
    assert everyone.callbacks_owed("south") is None
    for ask in (readers.within(PARKS).callbacks_owed, readers.within(NOTHING).callbacks_owed):
        with pytest.raises(NoSuchSite):
            ask("south")


def test_of_a_day_that_cannot_be_told_one_learns_why(wall: Wall) -> None:
    readers = readers_of(wall)
    reader = readers.within(EVERYTHING)
    for ask in (calls_of, day_of):
        with pytest.raises(NotBegun, match="2026-11-23 has not begun yet"):
            ask(reader, "north", TODAY + timedelta(days=1))
        with pytest.raises(NotKept, match="calls are kept for 800 days") as refused:
            ask(reader, "north", TODAY - timedelta(days=801))
        assert refused.value.kept_days == 800
    then = NOON - 50 * DAY
    entered = logged("pbx", "north", 9, then, "c0", "roads", "NONE", "ENTERQUEUE", ("", "", "1", "", ""))
    gave_up = logged("pbx", "north", 10, then + SECOND, "c0", "roads", "NONE", "ABANDON", ("1", "1", "1", "", ""))
    wall.ledger.record("pbx", "north", batch(entered, gave_up), NOON)
    assert len(calls_of(reader, "north", TODAY - timedelta(days=50))) == 1
    wall.ledger.purge(NOON, Retention(call_events_days=35))
    for ask in (calls_of, day_of):
        with pytest.raises(NotKept, match="its records are no longer kept") as refused:
            ask(reader, "north", TODAY - timedelta(days=50))
        assert refused.value.kept_days is None


def test_the_calls_of_a_day_are_rows_of_one_queue_or_of_all(readers: Readers) -> None:
    reader = readers.within(EVERYTHING)
    (visit,) = calls_of(reader, "north")
    entered = NOON - HOUR
    assert visit == ("roads", entered, entered + 20 * SECOND, "answered", "", 20, "")
    assert reader.visits(VisitsQuestion(DayQuestion("north", TODAY), "roads")) == (visit,)
    assert reader.visits(VisitsQuestion(DayQuestion("north", TODAY), "water")) == ()
    (waiting,) = calls_of(reader, "south")
    assert (waiting.queue, waiting.left, waiting.wait_s) == ("water", None, None)


def test_a_day_is_told_within_the_remit(readers: Readers) -> None:
    everyone, parks = (day_of(readers.within(remit), "north") for remit in (EVERYTHING, PARKS))
    assert {(row.department, row.open) for row in everyone.stock.rows} == {("(none)", 1), ("Parks", 2), ("Roads", 1)}
    assert [(row.department, row.open) for row in parks.stock.rows] == [("Parks", 2)]
    assert everyone.calls == parks.calls == 1
    assert everyone.as_of == NOON


def test_a_past_day_stands_as_at_its_last_instant_and_not_as_the_next_one_began(wall: Wall) -> None:
    readers = readers_of(wall)
    midnight = day_start(TODAY, ZoneInfo("UTC"))
    at_midnight = request("6", "Parks", "4", opened_at=midnight, updated_at=midnight)
    wall.sources["crm"].answers.append(requests("north", at_midnight, cursor=2))
    wall.poll("crm", 5)
    before = day_of(readers.within(EVERYTHING), "north", TODAY - timedelta(days=1))
    assert (before.as_of, before.begun) == (midnight - 1, 96)
    assert (before.calls, before.stock.open) == (0, 1), "only the request of two days ago"


def test_requests_are_rows_with_what_is_known_of_them(readers: Readers) -> None:
    first, second = requests_of(readers.within(PARKS), "north").rows
    assert first._asdict() == {
        "ticket": "1",
        "source": "crm",
        "opened_at": NOON - 5 * HOUR,
        "department": "Parks",
        "service_type": "leak",
        "ward": "4",
        "state": "open",
        "status": "new",
        "due_at": NOON - 5 * HOUR + 2 * DAY,
        "priority": "",
        "channel": "phone",
        "age_days": 5 / 24,
        "assignee": "",
    }
    assert (second.ticket, second.state, second.status, second.priority) == ("2", "paused", "<b>", "high")
    assert second.due_at is None, "the clock of its promise stands"


def test_a_filter_narrows_a_remit_and_never_widens_it(readers: Readers) -> None:
    def tickets(reader: Reader, **asked: str) -> list[str]:
        return [row.ticket for row in requests_of(reader, "north", **asked).rows]

    everyone, parks = readers.within(EVERYTHING), readers.within(PARKS)
    assert tickets(everyone) == ["1", "2", "3", "4"]
    assert tickets(everyone, department="Roads") == ["3"]
    assert tickets(everyone, department="", ward="") == ["4"]
    assert tickets(everyone, department="no such") == []
    assert tickets(parks) == ["1", "2"]
    assert tickets(parks, ward="4") == ["1"]
    assert tickets(parks, department="Roads") == []
    assert tickets(parks, department="") == []


def test_pages_of_requests_hold_each_once(readers: Readers) -> None:
    reader, found, after = readers.within(EVERYTHING), [], None
    for _ in range(5):
        page = requests_of(reader, "north", after=after, limit=1)
        found += [row.ticket for row in page.rows]
        after = page.after
        if after is None:
            break
    assert found == ["1", "2", "3", "4"]


def test_a_page_goes_on_from_ones_own_row_never_from_one_that_moved_away(wall: Wall) -> None:
    readers = readers_of(wall)
    for nth, ticket in enumerate(("2", "5")):
        moved = request(ticket, "Roads", "4", updated_at=NOON + nth)
        wall.sources["crm"].answers.append(requests("north", moved, cursor=2 + nth))
        wall.poll("crm", 5)
    wall.sources["crm"].answers.append(requests("north", request("9", "Parks", "5"), cursor=9))
    wall.poll("crm", 5)
    first = requests_of(readers.within(PARKS), "north", limit=1)
    second = requests_of(readers.within(PARKS), "north", after=first.after, limit=1)
    assert [row.ticket for row in first.rows + second.rows] == ["1", "9"]
    assert first.after is not None
    assert (first.after.ticket, second.after and second.after.ticket) == ("1", "9")


def test_due_dates_of_sources_are_held_against_promises_within_ones_remit(wall: Wall) -> None:
    told = (
        request("6", "Parks", "4", due_at=NOON),
        request("7", "Roads", "4", due_at=NOON + 5 * DAY),
        request("8", "Parks", "5", due_at=NOON - 5 * HOUR + 2 * DAY),
    )
    put_off = request("8", "Parks", "5", due_at=NOON + 9 * DAY, updated_at=NOON)
    for cursor, rows in ((2, told), (3, (put_off,))):
        wall.sources["crm"].answers.append(requests("north", *rows, cursor=cursor))
        wall.poll("crm", 5)
    readers, question = readers_of(wall), DueQuestion("north", wall.now)
    everyone, parks = (readers.within(remit).due_dates(question) for remit in (EVERYTHING, PARKS))
    assert (everyone.all.told, everyone.all.earlier, everyone.all.later, everyone.all.moved) == (3, 1, 2, 1)
    assert [(name, counts.told) for name, counts in parks.by_department] == [("Parks", 2)]
    assert [each.ticket for each in parks.differences] == ["8", "6"]
    assert [(each.ticket, each.moves) for each in parks.moves] == [("8", 1)]
    ward = readers.within(PARKS).narrowed(Remit.of(wards=["4"])).due_dates(question)
    assert [each.ticket for each in ward.differences] == ["6"]
    with pytest.raises(NoSuchSite):
        readers.within(PARKS).due_dates(replace(question, site="south"))
    with pytest.raises(NotBegun):
        readers.within(PARKS).due_dates(replace(question, at=wall.now + DAY))


def test_the_past_of_requests_is_read_once_and_of_the_remit_alone(readers: Readers, still: Wall) -> None:
    """Whatever department is asked for."""

    def finished(reader: Reader, department: str | None = None) -> tuple[int, int]:
        past = reader.requests_past(PastQuestion("north", NOON - 30 * DAY, department))
        assert past is not None
        found = read_time_to_finish(TimeToFinishQuestion(past.since, past.now), past)[0]
        return found.n, found.finished

    whole, parks = readers.within(EVERYTHING), readers.within(PARKS)
    assert [finished(whole), finished(whole, "Roads"), finished(whole, "")] == [(5, 1), (1, 0), (1, 0)]
    assert [finished(parks), finished(parks, "Parks"), finished(parks, "Roads")] == [(3, 1), (3, 1), (0, 0)]
    question = PastQuestion("north", NOON - 30 * DAY)
    assert readers.pasts.wait("north", 60)
    assert [finished(whole), finished(whole, "Roads"), finished(parks, "Roads")] == [(5, 1), (1, 0), (0, 0)]
    assert parks.requests_past(question) is parks.requests_past(question)
    with pytest.raises(NoSuchSite):
        parks.requests_past(PastQuestion("south", NOON))

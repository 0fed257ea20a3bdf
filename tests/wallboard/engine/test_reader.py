"""A reader tells what is in its remit and names nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch
from tests.wallboard.ticket_histories import frame
from wallboard.calls.happenings import Happening
from wallboard.clock import day_start, local_day
from wallboard.engine.reader import Reader, Readers
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Scope
from wallboard.model.remit import EVERYTHING, NOTHING, Remit
from wallboard.questions.day import Day, DayQuestion
from wallboard.questions.due_dates import DueQuestion
from wallboard.questions.errors import NoSuchSite, NotBegun, NotKept
from wallboard.questions.open_requests import OpenRequests, RequestsQuestion
from wallboard.questions.requests_past import PastQuestion
from wallboard.questions.same_caller import SameCallerQuestion
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish
from wallboard.questions.visits import DayVisit, VisitsQuestion
from wallboard.settings import Retention, Settings, SourceBase
from wallboard.source import Batch

pytestmark = pytest.mark.whole

ZONE = {"zone": "UTC"}
CITY = {
    "sites": {"north": {"name": "North", **ZONE}, "south": {"name": "South", **ZONE}},
    "queues": {"roads": {"site": "north"}, "water": {"site": "south"}},
    "departments": {"Parks": {"site": "north"}, "Roads": {"site": "north"}, "Water": {"site": "south"}},
    "promises": [{"service_type": "leak", "days": 2}, {"service_type": "leak", "days": 1, "department": "Water"}],
    "boards": {
        "all": {"site": "north", "rows": [["ageing:4"]]},
        "some": {"site": "north", "rows": [["ageing:4"]], "departments": ["Parks", "Roads"], "agent_names": True},
        "roads": {"site": "north", "rows": [["ageing:4"]], "departments": ["Roads"]},
        "south": {"site": "south", "rows": [["ageing:4"]]},
    },
}
PARKS = Remit.of(["north"], ["Parks"])
TODAY = local_day(NOON, ZoneInfo("UTC"))


def city() -> Settings:
    sources = {
        name: SourceBase(kind="fake", site=site)
        for name, site in (("pbx", "north"), ("crm", "north"), ("pbx2", "south"), ("crm2", "south"))
    }
    return Settings.model_validate(CITY | {"sources": sources, "ledger": "sqlite:///not-for-anybody.db"})


def request(ticket: str, department: str, ward: str, hours_old: int = 5, **more: object) -> dict[str, object]:
    opened = NOON - hours_old * HOUR
    return {
        "ticket": ticket,
        "opened_at": opened,
        "updated_at": opened,
        "department": department,
        "ward": ward,
        "service_type": "leak",
    } | more


def requests(site: str, *rows: dict[str, object], cursor: int = 1) -> Batch:
    told = frame(row | {"site": site} for row in rows).drop(columns=["source", "received_at", "batch"])
    return Batch({"high": cursor}, tickets=told, read=len(told))


def call(seq: int, site: str, queue: str, event: str, agent: str = "NONE", *data: str, after_s: int = 0) -> Happening:
    told = (*data, "", "", "", "", "")[:5]
    source = "pbx" if site == "north" else "pbx2"
    at = NOON - HOUR + after_s * SECOND
    return logged(source, site, seq, at, "c1", queue, agent, event, told)


NORTH = (
    request("1", "Parks", "4", status="new", channel="phone", assignee="Kim"),
    request("2", "Parks", "5", hours_old=50, status="<b>", state="paused", priority="high"),
    request("3", "Roads", "4"),
    request("4", "", ""),
    request("5", "Parks", "4", state="finished", finished_at=NOON - HOUR, updated_at=NOON - HOUR),
)
SOUTH = (request("1", "Water", "9"),)


def polled(folder: Path) -> Wall:
    answered = (
        call(1, "north", "roads", "ENTERQUEUE", "NONE", "", "", "1"),
        call(2, "north", "roads", "CONNECT", "Ann", "20", after_s=20),
        call(3, "north", "roads", "COMPLETEAGENT", "Ann", "20", "60", "1", after_s=80),
    )
    made = Wall(
        folder,
        FakeSource("pbx", "calls", batch(*answered), site="north"),
        FakeSource("crm", "tickets", requests("north", *NORTH), site="north"),
        FakeSource("pbx2", "calls", batch(call(1, "south", "water", "ENTERQUEUE")), site="south"),
        FakeSource("crm2", "tickets", requests("south", *SOUTH), site="south"),
        of=city(),
    )
    for name in made.sources:
        made.poll(name)
    return made


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    """One to go on with."""
    with closing(polled(tmp_path)) as made:
        yield made


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    """One that is only looked at."""
    with closing(polled(tmp_path_factory.mktemp("still"))) as made:
        yield made


@pytest.fixture
def readers(still: Wall) -> Readers:
    return readers_of(still)


def readers_of(wall: Wall) -> Readers:
    return Readers(wall.engine.present, lambda: wall.now)


def test_narrowed_to_a_department_its_types_of_request_are_counted_by_themselves(readers: Readers) -> None:
    """And never more than the reader has."""
    whole, parks = readers.within(EVERYTHING), readers.within(EVERYTHING).narrowed(Remit.of(departments=["Parks"]))
    assert value(whole, "tickets.open", service_type="leak") == 4
    assert value(parks, "tickets.open", service_type="leak") == value(parks, "tickets.open") == 2
    assert set(parks.settings.departments) == {"Parks"}
    assert parks is readers.within(Remit.of(departments=["Parks"])), "as for whoever has that remit"
    nothing = readers.within(PARKS).narrowed(Remit.of(departments=["Roads"]))
    assert value(nothing, "tickets.open") == 0
    assert nothing.departments() == frozenset()


def value(reader: Reader, metric: str, site: str = "north", window: str = "now", **scope: str) -> float | None:
    """The same from all that a reader gives, live or recounted."""
    found = [
        snapshot.get(metric, Scope(site, **scope), window)
        for snapshot in (reader.full_snapshot(), reader.snapshot_at(reader.full_snapshot().as_of), reader.snapshot())
    ]
    told = {None if reading is None else reading.value for reading in found[:2]}
    told |= set() if found[2] is None else {found[2].value}
    assert len(told) == 1, found
    return told.pop()


def calls_of(reader: Reader, site: str, day: date = TODAY) -> tuple[DayVisit, ...]:
    return reader.visits(VisitsQuestion(DayQuestion(site, day)))


def day_of(reader: Reader, site: str, day: date = TODAY) -> Day:
    return reader.day(DayQuestion(site, day))


def requests_of(reader: Reader, site: str, **asked: Any) -> OpenRequests:
    return reader.requests(RequestsQuestion(site, **asked))


def test_totals_are_counted_over_ones_own_requests_only(readers: Readers) -> None:
    assert value(readers.within(EVERYTHING), "tickets.open") == 4
    assert value(readers.within(PARKS), "tickets.open") == 2
    assert value(readers.within(Remit.of(wards=["4"])), "tickets.open") == 2
    assert value(readers.within(Remit.of(departments=["Parks"], wards=["4"])), "tickets.open") == 1
    assert value(readers.within(PARKS), "tickets.finished", window="today") == 1
    assert value(readers.within(Remit.of(departments=["Roads"])), "tickets.finished", window="today") == 0


def test_calls_are_of_ones_sites_whatever_the_departments(readers: Readers) -> None:
    for remit in (EVERYTHING, PARKS, Remit.of(wards=["none such"])):
        assert value(readers.within(remit), "calls.offered", window="today", queue="roads") == 1
    assert value(readers.within(PARKS), "calls.offered", "south", window="today") is None


def test_what_has_no_department_or_ward_is_of_remits_without_such_limits(readers: Readers) -> None:
    assert value(readers.within(EVERYTHING), "tickets.open", department="(none)") == 1
    assert value(readers.within(Remit.of(departments=["Parks", "Roads"])), "tickets.open") == 3
    assert value(readers.within(Remit.of(wards=["4", "5"])), "tickets.open") == 3


def test_settings_hold_nothing_from_outside(readers: Readers) -> None:
    told = readers.within(PARKS).settings
    assert list(told.sites) == ["north"]
    assert list(told.queues) == ["roads"]
    assert list(told.departments) == ["Parks"]
    assert [promise.department for promise in told.promises] == [""]
    assert {name: board.departments for name, board in told.boards.items()} == {"all": (), "some": ("Parks",)}
    assert not told.sources
    for word in ("Roads", "Water", "south", "South", "not-for-anybody"):
        assert word not in told.model_dump_json()


def test_of_a_board_that_names_only_others_departments_nothing_is_left(readers: Readers) -> None:
    """An empty list would mean all of them."""
    assert "roads" not in readers.within(PARKS).settings.boards
    assert "roads" in readers.within(Remit.of(["north"])).settings.boards


def test_snapshots_and_health_name_nothing_from_outside(readers: Readers) -> None:
    reader = readers.within(PARKS)
    for snapshot in (reader.snapshot(), reader.full_snapshot(), reader.snapshot_at(NOON)):
        said = snapshot_json(snapshot)
        for word in (b"Roads", b"Water", b"south", b"pbx2", b"crm2"):
            assert word not in said
    assert {health.source for health in reader.health()} == {"pbx", "crm"}


def test_how_many_requests_a_site_has_is_not_told_by_the_health_of_its_source(readers: Readers) -> None:
    rows = {health.source: health.rows for health in readers.within(PARKS).health()}
    assert rows == {"pbx": 3, "crm": None}
    assert {h.source: h.rows for h in readers.within(Remit.of(["north"])).health()} == {"pbx": 3, "crm": 5}


def test_a_remit_of_nothing_sees_nothing(readers: Readers) -> None:
    reader = readers.within(NOTHING)
    assert not reader.settings.sites
    assert not reader.settings.boards
    for snapshot in (reader.snapshot(), reader.full_snapshot(), reader.snapshot_at(NOON)):
        assert not snapshot.readings
        assert not snapshot.series
        assert not snapshot.health
        assert not snapshot.people


def test_a_site_outside_is_like_one_that_does_not_exist(readers: Readers) -> None:
    reader = readers.within(PARKS)
    for site in ("south", "nowhere"):
        for ask in (calls_of, day_of, requests_of):
            with pytest.raises(NoSuchSite, match=r"There is no such site\. There are: north\."):
                ask(reader, site)
    with pytest.raises(NoSuchSite, match="There are: none"):
        calls_of(readers.within(NOTHING), "north")


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


def test_agents_and_assignees_are_named_only_to_those_who_may_know(readers: Readers) -> None:
    blank, named = readers.within(EVERYTHING), readers.within(EVERYTHING, names=True)
    assert [visit.agent for visit in calls_of(blank, "north")] == [""]
    assert [visit.agent for visit in calls_of(named, "north")] == ["Ann"]
    assert [row.assignee for row in requests_of(blank, "north").rows] == ["", "", "", ""]
    assert [row.assignee for row in requests_of(named, "north").rows] == ["Kim", "", "", ""]


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


def test_equal_remits_have_one_reader_and_others_their_own(wall: Wall) -> None:
    readers = readers_of(wall)
    one = readers.within(Remit.of(["north"], ["Parks"]))
    assert readers.within(Remit.of(["north"], ["Parks", "Parks"])) is one
    assert readers.within(PARKS, names=True) is not one
    assert readers.within(EVERYTHING) is not one
    wall.engine.take_over(city(), wall.sources)
    assert readers.within(PARKS) is not one, "other settings"
    assert value(readers.within(PARKS), "tickets.open") == 2


def test_a_past_that_was_recounted_serves_its_own_remit_only(readers: Readers) -> None:
    at = NOON - MINUTE
    everyone, parks = readers.within(EVERYTHING).snapshot_at(at), readers.within(PARKS).snapshot_at(at)
    assert readers.within(EVERYTHING).snapshot_at(at).readings is everyone.readings
    assert readers.within(Remit.of(["north"], ["Parks"])).snapshot_at(at).readings is parks.readings
    assert parks.readings is not everyone.readings


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
    assert parks.requests_past(question) is parks.requests_past(question)
    with pytest.raises(NoSuchSite):
        parks.requests_past(PastQuestion("south", NOON))

"""A city of two sites, each with calls and requests, and readers of parts of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch
from tests.wallboard.ticket_histories import frame
from wallboard.calls.happenings import Happening
from wallboard.clock import local_day
from wallboard.engine.reader import Reader, Readers
from wallboard.model import HOUR, SECOND, Scope
from wallboard.model.remit import Remit
from wallboard.questions.day import Day, DayQuestion
from wallboard.questions.open_requests import OpenRequests, RequestsQuestion
from wallboard.questions.visits import DayVisit, VisitsQuestion
from wallboard.settings import Settings, SourceBase
from wallboard.source import Batch

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


def readers_of(wall: Wall) -> Readers:
    return Readers(wall.engine.present, lambda: wall.now)


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

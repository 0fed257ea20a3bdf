"""What makes a figure, for programs and spreadsheets: the reading, and each call, request, person or day counted in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from pydantic import Field
from typing_extensions import TypedDict

from layouts.api.exports import csv_file, time_cell, xlsx_file, zoned
from layouts.api.request_models import LONGEST_NAME, ApiInput, BadRequest, Text
from layouts.api.sites import one_site
from layouts.web.csv_cells import Cell
from layouts.web.http import Answer
from wallboard.clock import NoInstant, instant, iso
from wallboard.engine.reader import Reader
from wallboard.metrics import METRICS
from wallboard.model import Micros, ReadingKey, Scope
from wallboard.questions.behind import (
    Behind,
    CallMember,
    DayMember,
    FigureQuestion,
    Member,
    NoSuchFigure,
    PersonMember,
    RequestMember,
)
from wallboard.questions.errors import NoSuchDay

CALLS = (
    "source", "call", "queue", "nth", "entered", "entered_utc", "left", "outcome", "reason", "wait_s", "talk_s",
    "transferred", "adds",
)  # fmt: skip
REQUESTS = (
    "source", "ticket", "opened_at", "opened_at_utc", "department", "service_type", "ward", "state", "elsewhere",
    "due_at", "age_days", "adds",
)  # fmt: skip
PEOPLE = "state", "since", "queues", "adds"
DAYS = "day", "adds"


_HEADS = {"calls": CALLS, "tickets": REQUESTS, "agents": PEOPLE}  # where nothing is counted


def _of_scope(words: str) -> Text | None:
    named: Text | None = Field(None, max_length=LONGEST_NAME, description=words)
    return named


class FigureFilter(ApiInput):
    """Which figure, of which instant."""

    metric: Text = Field(max_length=LONGEST_NAME, description='a metric, such as "calls.service_level"')
    site: Text | None = _of_scope("a site's name in the settings; may be left out where there is one")
    window: Text = Field("now", max_length=LONGEST_NAME, description='a window, such as "today"')
    variant: Text = Field("", max_length=LONGEST_NAME, description="a variant of the metric")
    queue: Text | None = _of_scope("a queue's own name")
    department: Text | None = _of_scope("a department's own name")
    service_type: Text | None = _of_scope("a type of request")
    ward: Text | None = _of_scope("a ward")
    band: Text | None = _of_scope('an age band, such as "(1,3]"')
    reason: Text | None = _of_scope("why calls were diverted")
    at: Text | None = _of_scope('an instant, such as "2026-11-20T14:05:00Z"; now when left out')
    known: Text | None = _of_scope("an instant: by what had come in by then")


class FigureShape(TypedDict):
    """`rows` have the columns of the export, each with what it `adds`."""

    metric: str
    scope: dict[str, str]
    window: str
    variant: str
    at: str
    known: str | None
    value: float | int | None
    n: int | None
    unit: str
    state: str
    definition: str
    source: str
    rows: list[dict[str, str | int | float | bool | None]]


def figure(reader: Reader, asked: FigureFilter) -> FigureShape:
    """Raises BadRequest."""
    behind = read(reader, asked)
    reading, question = behind.reading, behind.question
    heads, rows = table(behind, reader)
    return {
        "metric": reading.metric,
        "scope": reading.scope.as_dict(),
        "window": reading.window,
        "variant": reading.variant,
        "at": iso(question.at),
        "known": None if question.known is None else iso(question.known),
        "value": reading.value,
        "n": reading.n,
        "unit": reading.unit,
        "state": reading.state.value,
        "definition": behind.metric.defined(),
        "source": behind.metric.source,
        "rows": [dict(zip(heads, row, strict=True)) for row in rows],
    }


def figure_file(reader: Reader, asked: FigureFilter, allow: Callable[[], None], kind: str) -> Answer:
    """A file of the list, `kind` csv or xlsx. Raises BadRequest."""
    behind = read(reader, asked)
    allow()
    heads, rows = table(behind, reader)
    zone = reader.settings.zone(behind.question.scope.site)
    write = xlsx_file if kind == "xlsx" else csv_file
    return write(f"{asked.metric}-{asked.window}-{iso(behind.question.at)[:19]}", tuple(zoned(heads, zone)), rows)


def read(reader: Reader, asked: FigureFilter) -> Behind:
    if asked.metric not in METRICS:
        raise BadRequest(f"There is no such metric. There are: {', '.join(METRICS)}.", "metric", 404)
    told = {name: getattr(asked, name) or "" for name in Scope._fields if name != "site"}
    key = ReadingKey(asked.metric, Scope(one_site(asked.site, reader.settings), **told), asked.window, asked.variant)
    at, known = _instant(asked.at, "at"), _instant(asked.known, "known")
    try:
        return reader.behind(reader.asked_now(key) if at is None else FigureQuestion(key, at, known))
    except NoSuchFigure:
        raise BadRequest("There is no such figure, or not at that instant.", "metric", 404) from None
    except NoSuchDay as error:
        raise BadRequest(str(error), "at") from None


def _instant(text: str | None, name: str) -> Micros | None:
    try:
        return None if text is None else instant(text)
    except NoInstant as error:
        raise BadRequest(str(error), name) from None


def table(behind: Behind, reader: Reader) -> tuple[Sequence[str], list[tuple[Cell, ...]]]:
    """Its columns, people by name only where the reader may name them, and its rows."""
    if not behind.members:
        return _HEADS[behind.metric.subject], []
    zone = reader.settings.zone(behind.question.scope.site)
    heads, name = _columns(behind.members[0])
    rows = [_row(member, zone) for member in behind.members]
    if not reader.names or not name:
        return heads, rows
    return (*heads, name), [(*row, _named(member)) for row, member in zip(rows, behind.members, strict=True)]


def _columns(member: Member) -> tuple[tuple[str, ...], str]:
    """Of members of its kind, and the column that names people."""
    match member:
        case CallMember():
            return CALLS, "agent"
        case RequestMember():
            return REQUESTS, "assignee"
        case PersonMember():
            return PEOPLE, "agent"
        case DayMember():
            return DAYS, ""


def _named(member: Member) -> str:
    match member:
        case CallMember():
            return member.visit.agent or ""
        case RequestMember():
            return member.version.assignee
        case PersonMember():
            return member.agent
        case DayMember():
            return ""


def _row(member: Member, zone: ZoneInfo) -> tuple[Cell, ...]:
    match member:
        case CallMember():
            return _call(member, zone)
        case RequestMember():
            return _request(member, zone)
        case PersonMember():
            return member.state, time_cell(member.since, zone), ", ".join(member.queues), member.adds.value
        case DayMember():
            return member.day.isoformat(), member.adds.value


def _call(member: CallMember, zone: ZoneInfo) -> tuple[Cell, ...]:
    visit = member.visit
    return (
        *(visit.key.source, visit.key.callid, visit.queue, visit.key.ordinal),
        *(time_cell(visit.entered, zone), iso(visit.entered), time_cell(visit.left, zone)),
        *(visit.outcome.value, visit.reason.value if visit.reason else "", visit.wait_s, visit.talk_s),
        *(visit.transferred, member.adds.value),
    )


def _request(member: RequestMember, zone: ZoneInfo) -> tuple[Cell, ...]:
    version = member.version
    return (
        *(version.source, version.ticket, time_cell(member.opened, zone), iso(member.opened)),
        *(version.department, version.service_type, version.ward, member.state, member.elsewhere),
        *(time_cell(member.due, zone), round(member.age_days, 3), member.adds.value),
    )

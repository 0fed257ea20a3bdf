"""Files for spreadsheets: of the same readings, requests and calls that the API and the pages show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from layouts.api.calls import A_DAY, CallsFilter, asked_day, no_such_day
from layouts.api.operation import Call
from layouts.api.request_models import LONGEST_NAME, ApiInput, BadRequest, Text
from layouts.api.requests import RequestsFilter, every
from layouts.api.sites import one_site
from layouts.api.snapshot import SnapshotFilter, filtered
from layouts.page.days import Days, NoSuchDays
from layouts.page.words import scope_words, wait_words, zone_for
from layouts.web.csv_cells import Cell, csv_bytes
from layouts.web.heads import said
from layouts.web.http import Answer, zipped
from layouts.web.xlsx_cells import TYPE as XLSX
from layouts.web.xlsx_cells import xlsx_bytes
from wallboard.access.access import Access
from wallboard.clock import iso, local, local_day
from wallboard.engine.reader import Reader
from wallboard.languages import ENGLISH, _, speak
from wallboard.model import Micros, Scope
from wallboard.model.alerts import Alert
from wallboard.questions.errors import NoSuchDay
from wallboard.questions.visits import DayVisit, VisitsQuestion

TYPE = b"text/csv; charset=utf-8"
_TIMES = frozenset({"opened_at", "due_at", "promised_at", "at", "entered", "left", "since"})
_ODD = re.compile("[^A-Za-z0-9._-]+")

SNAPSHOT_HEADS = ("as_of", "metric", "window", "variant", *Scope._fields, "value", "unit", "n", "state", "basis")
REQUEST_HEADS = (
    "site",
    "ticket",
    "source",
    "opened_at",
    "opened_at_utc",
    "department",
    "service_type",
    "ward",
    "state",
    "status",
    "due_at",
    "priority",
    "channel",
    "age_days",
)
ALERT_HEADS = (
    "site",
    "rule",
    "queue",
    "department",
    "subject",
    "tone",
    "began_utc",
    "fired_utc",
    "cleared_utc",
    "taken_utc",
    "taken_by",
    "note",
    "value",
    "threshold",
)
CALL_HEADS = ("site", "queue", "entered", "entered_utc", "left", "outcome", "reason", "wait_s")


class AlertsFilter(ApiInput):
    """Which days, by the clock of the first site that is yours."""

    since: Text | None = Field(None, pattern=A_DAY, description="the first day; a week before the last when left out")
    until: Text | None = Field(None, pattern=A_DAY, description="the last day; today when left out")


class VisitsFilter(CallsFilter):
    """Which calls of which day."""

    queue: Text | None = Field(None, min_length=1, max_length=LONGEST_NAME, description="a queue's own name")


def allowed(access: Access, call: Call, what: str, filters: Mapping[str, str]) -> None:
    """Counts the export and writes it down, before any row is read. Raises BadRequest when there were too many."""
    if not access.sign_in:
        return  # nobody has a name, and nothing is kept of who does what
    wait = access.attempts.export(call.visitor.id)
    if wait:
        words = _("That was a lot of exports. Wait {time}, then try again.", time=wait_words(wait))
        raise BadRequest(words, "", 429, [(b"retry-after", str(wait).encode())])
    access.audit.write("exported", call.visitor, call.address, what, **filters)


def snapshot_file(reader: Reader, asked: SnapshotFilter, allow: Callable[[], None]) -> Answer:
    taken = filtered(reader, asked)
    allow()
    rows = (
        (iso(r.as_of), r.metric, r.window, r.variant, *r.scope, r.value, r.unit, r.n, r.state.value, r.basis.value)
        for r in taken.readings.values()
    )
    return csv_file(f"snapshot-{iso(taken.as_of)[:10]}{_of(reader)}", SNAPSHOT_HEADS, rows)


def requests_file(reader: Reader, asked: RequestsFilter, now: Micros, allow: Callable[[], None]) -> Answer:
    site = one_site(asked.site, reader.settings)
    allow()
    zone = reader.settings.zone(site)
    heads = (*zoned(REQUEST_HEADS, zone), *(("assignee",) if reader.names else ()))
    return csv_file(f"requests-{site}-{local_day(now, zone)}{_of(reader)}", heads, _requests(reader, site, asked, zone))


def _requests(reader: Reader, site: str, asked: RequestsFilter, zone: ZoneInfo) -> Iterator[Sequence[Cell]]:
    for row in every(reader, site, asked):
        cells: tuple[Cell, ...] = (
            site,
            row.ticket,
            row.source,
            time_cell(row.opened_at, zone),
            iso(row.opened_at),
            row.department,
            row.service_type,
            row.ward,
            row.state,
            row.status,
            time_cell(row.due_at, zone),
            row.priority,
            row.channel,
            round(row.age_days, 3),
        )
        yield (*cells, row.assignee) if reader.names else cells


def calls_file(reader: Reader, asked: VisitsFilter, now: Micros, allow: Callable[[], None]) -> Answer:
    ask = asked_day(reader.settings, asked, now)
    allow()
    zone = reader.settings.zone(ask.site)
    try:
        visits = reader.visits(VisitsQuestion(ask, asked.queue))
    except NoSuchDay as error:
        raise no_such_day(error) from None
    heads = (*zoned(CALL_HEADS, zone), *(("agent",) if reader.names else ()))
    cells = (_visit(ask.site, zone, visit) for visit in visits)
    rows = ((*of_one, visit.agent) if reader.names else of_one for of_one, visit in zip(cells, visits, strict=True))
    return csv_file(f"calls-{ask.site}-{ask.day}", heads, rows)


def _visit(site: str, zone: ZoneInfo, visit: DayVisit) -> tuple[Cell, ...]:
    return (
        site,
        visit.queue,
        time_cell(visit.entered, zone),
        iso(visit.entered),
        time_cell(visit.left, zone),
        visit.outcome,
        visit.reason,
        visit.wait_s,
    )


def alerts_file(reader: Reader, asked: AlertsFilter, now: Micros, allow: Callable[[], None]) -> Answer:
    zone = zone_for(reader.remit, reader.settings)
    try:
        since, until = Days(asked.since or "", asked.until or "").bounds(zone, now, timedelta(days=7))
    except NoSuchDays as error:
        raise BadRequest(str(error), "until") from None
    allow()
    rows = map(alert_row, reader.alerts.fired(since, until))
    return csv_file(f"alerts-{local_day(since, zone)}", ALERT_HEADS, rows)


def alert_row(alert: Alert) -> Sequence[Cell]:
    """One alert under ALERT_HEADS."""
    raised, scope = alert.raised, alert.key.scope
    times = (None if at is None else iso(at) for at in (raised.began, raised.fired, alert.cleared, alert.taken_at))
    names = scope.site, alert.key.rule, scope.queue, scope.department, alert.key.subject, raised.tone
    return (*names, *times, alert.taken_by, alert.note, raised.value, raised.threshold)


def _of(reader: Reader) -> str:
    """Whose requests they are, in the file's name, where they are not all of the city's."""
    with speak(ENGLISH):  # a file is called the same for everybody
        whose = scope_words(reader.told_remit, reader.settings).partition(";")[0]
    return f"-{whose}" if whose else ""


def zoned(heads: Sequence[str], zone: ZoneInfo) -> Iterator[str]:
    """Says whose time it is."""
    return (f"{head} ({zone.key})" if head in _TIMES else head for head in heads)


def time_cell(instant: Micros | None, zone: ZoneInfo) -> str | None:
    """As spreadsheets read a time."""
    return None if instant is None else local(instant, zone).strftime("%Y-%m-%d %H:%M:%S")


def csv_file(name: str, heads: Iterable[str], rows: Iterable[Sequence[Cell]]) -> Answer:
    return zipped(Answer(csv_bytes(said(heads), rows), TYPE, extra=(_called(name, "csv"),)), level=5)


def xlsx_file(name: str, heads: Iterable[str], rows: Iterable[Sequence[Cell]]) -> Answer:
    """A workbook, which is compressed already."""
    return Answer(xlsx_bytes(said(heads), rows), XLSX, extra=(_called(name, "xlsx"),))


def _called(name: str, kind: str) -> tuple[bytes, bytes]:
    """The name holds a site's name, which may hold anything: only what every system takes stays."""
    safe = _ODD.sub("-", name)[:100]
    return b"content-disposition", f'attachment; filename="{safe}.{kind}"'.encode()

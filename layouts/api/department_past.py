"""The list behind a figure of a department's past, as a file for spreadsheets: the same rows as its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from pydantic import Field

from layouts.api.calls import A_DAY
from layouts.api.departments import NO_DEPARTMENT, DepartmentsFilter, named, write
from layouts.api.exports import time_cell, zoned
from layouts.api.request_models import LONGEST_NAME, BadRequest, Text
from layouts.api.sites import one_site
from layouts.page.days import NoSuchDays, day
from layouts.page.department_past import DIFFERENCES, LISTS, MOVES, Narrowed, Row, read_course, rows_of
from layouts.web.csv_cells import Cell
from layouts.web.http import Answer
from wallboard.calendar import NEVER
from wallboard.clock import iso
from wallboard.engine.reader import Reader
from wallboard.model import HOUR, NO_INSTANT, Micros
from wallboard.questions.departments.past_figures import ANOTHER, FIGURES, Family, PastFigure, side_name
from wallboard.questions.due_dates import DueDifference, DueMove
from wallboard.questions.errors import NotKept
from wallboard.questions.handoffs import HandOff
from wallboard.questions.past_lists import Decided, Finishing, Happened

_WHO = ("source", "ticket", "record")
_ABOUT = ("department", "service_type", "ward")
HEADS: Mapping[type, tuple[str, ...]] = {
    Happened: ("at", "at_utc", "happened"),
    Decided: ("at", "at_utc", "kept"),
    HandOff: ("at", "at_utc", "from", "to", "returned"),
    Finishing: ("opened_at", "opened_at_utc", "state", "open_days", "promise_used", "here_days"),
    DueDifference: ("due_at", "due_at_utc", "promised_at", "promised_at_utc", "later_hours"),
    DueMove: ("moves", "later_hours", "kept_by_moving"),
}
_ROWS: Mapping[Family, type] = {
    Family.CHANGES: Happened,
    Family.PROMISES: Decided,
    Family.COHORT: Finishing,
    Family.OPEN: Finishing,
    Family.HANDED: HandOff,
}


_HANDED_ALONE = "Only lists of hand-offs say who gave and who got."
_UNFIT = {
    "giver": _HANDED_ALONE,
    "taker": _HANDED_ALONE,
    "first": "The list is of one instant. Leave the first day out.",
    "last": "The last day is before the first one, or the list is of now.",
}


class PastFilter(DepartmentsFilter):
    """Which list, of which days and requests of a department; what is left out is true of all."""

    department: Text = Field(max_length=LONGEST_NAME, description="a department's own name")
    what: Text = Field("open", max_length=LONGEST_NAME, description=f"which list: {', '.join(LISTS)}")
    first: Text | None = Field(None, pattern=A_DAY, description="the first day")
    last: Text | None = Field(None, pattern=A_DAY, description="the last day; of `open`, at whose end it was so")
    giver: Text | None = named(
        f'of hand-offs, who gave: a department, "(none)" for nobody, "{ANOTHER}" for one that you may not see'
    )
    taker: Text | None = named("of hand-offs, who got: likewise")
    service_type: Text | None = named('a type of request; "(none)" for those of none')
    ward: Text | None = named('a ward; "(none)" for those of none')
    channel: Text | None = named('how it was reported; "(none)" where that is not told')

    def figure(self) -> PastFigure:
        """Raises BadRequest."""
        if self.what not in LISTS:
            raise BadRequest(f"There are: {', '.join(LISTS)}.", "what")
        first, last = _day(self.first, "first"), _day(self.last, "last")
        figure = PastFigure(self.what, first, last, self.giver or "", self.taker or "")
        if figure.unfit:
            raise BadRequest(_UNFIT[figure.unfit], figure.unfit)
        return figure


def _day(text: str | None, field: str) -> date | None:
    try:
        return day(text or "")
    except NoSuchDays as error:
        raise BadRequest(str(error), field) from None


def past_file(reader: Reader, asked: PastFilter, now: Micros, allow: Callable[[], None], kind: str) -> Answer:
    """`kind`: csv or xlsx. Raises BadRequest."""
    site, figure = one_site(asked.site, reader.settings), asked.figure()
    narrowed = Narrowed(asked.service_type or "", asked.ward or "", asked.channel or "")
    if asked.department not in reader.departments():
        raise BadRequest(NO_DEPARTMENT, "department", 404)
    allow()
    past = read_course(reader, site, asked.department, narrowed, now)
    if past is None:
        raise BadRequest(NO_DEPARTMENT, "department", 404)
    try:
        rows = rows_of(reader, past, figure)
    except NotKept:
        raise BadRequest("Records of these requests are no longer kept.", "department", 404) from None
    told = (_cells(row, reader, past.zone) for row in rows)
    name = f"department-{asked.department}-{figure.what}-{iso(past.now)[:19]}"
    return write(kind)(name, zoned(heads_of(figure.what), past.zone), told)


def heads_of(what: str) -> tuple[str, ...]:
    """Of one of LISTS, however long it is."""
    of_rows = {DIFFERENCES: DueDifference, MOVES: DueMove}.get(what) or _ROWS[FIGURES[what]]
    return *_WHO, *HEADS[of_rows], *_ABOUT


def _cells(row: Row, reader: Reader, zone: ZoneInfo) -> Sequence[Cell]:
    if isinstance(row, DueDifference | DueMove):
        about: tuple[Cell, ...] = row.department, row.service_type, None
        ticket, source = row.ticket, row.source
    else:
        about, (ticket, source) = row.about, row.request
    return source, ticket, reader.record_address(source, ticket), *_of_row(row, zone), *about


def _of_row(row: Row, zone: ZoneInfo) -> tuple[Cell, ...]:
    match row:
        case Happened():
            return *_time(row.at, zone), row.kind
        case Decided():
            return *_time(row.at, zone), row.kept
        case HandOff():
            return *_time(row.at, zone), side_name(row.giver), side_name(row.taker), row.returned
        case Finishing():
            return *_time(row.opened, zone), row.state, round(row.days, 3), _rounded(row.used), _rounded(row.there)
        case DueDifference():
            return *_time(row.told, zone), *_time(row.promised, zone), round(row.apart / HOUR, 3)
        case DueMove():
            return row.moves, round(row.by / HOUR, 3), row.kept_by_moving


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _time(at: Micros, zone: ZoneInfo) -> tuple[Cell, Cell]:
    """By the site's clock, and by UTC."""
    known = NO_INSTANT < at < NEVER
    return (time_cell(at, zone), iso(at)) if known else (None, None)

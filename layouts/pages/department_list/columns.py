"""The columns of a department's list: those of what happened, of promises, of open requests, of hand-offs, of due dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html

from layouts.page.department_past import DIFFERENCES, MOVES, Row
from layouts.page.figures import request_address
from layouts.page.outcomes import STATES
from layouts.page.record_link import record_link
from layouts.page.sorted_table import Cell, SortedColumn
from layouts.page.story import dated
from layouts.pages.department_list.words import CHANGES, side_label
from layouts.wall.format import NOTHING, count, days, number, percent
from wallboard.calendar import NEVER
from wallboard.engine.reader import Reader
from wallboard.languages import _, pgettext
from wallboard.model import HOUR, NO_INSTANT, Micros
from wallboard.questions.departments.past_figures import FIGURES, Family, PastFigure, side_name
from wallboard.questions.due_dates import DueDifference, DueMove
from wallboard.questions.open_requests import RequestKey
from wallboard.questions.requests_past import RequestsPast

Column = SortedColumn[Any]


def columns(figure: PastFigure, rows: Sequence[Row], past: RequestsPast, reader: Reader) -> list[Column]:
    """Those of the figure's list; the way to the record where any has one."""
    of = _Columns(past, reader)
    one_each = {key.source: key.ticket for key in map(key_of, rows)}
    has_records = any(reader.record_address(source, ticket) for source, ticket in one_each.items())
    return [
        of.request(),
        *([of.record()] if has_records else []),
        *of.of_family(figure.what),
        *([] if figure.what in (DIFFERENCES, MOVES) else of.about()),
    ]


def key_of(row: Row) -> RequestKey:
    return RequestKey(row.ticket, row.source) if isinstance(row, DueDifference | DueMove) else row.request


class _Columns:
    def __init__(self, past: RequestsPast, reader: Reader) -> None:
        self._zone, self._reader, self._settings = past.zone, reader, reader.settings

    def request(self) -> Column:
        def link(row: Row) -> Cell:
            key = key_of(row)
            return html.A(key.ticket, href=request_address(key.source, key.ticket), dir="auto")

        return _text("request", _("Request"), lambda row: key_of(row).ticket, link)

    def record(self) -> Column:
        def link(row: Row) -> Cell:
            key = key_of(row)
            address = self._reader.record_address(key.source, key.ticket)
            return record_link(address, key.ticket) if address else NOTHING

        return Column("record", _("Record"), link, lambda row: key_of(row).ticket, says_itself=True)

    def of_family(self, what: str) -> list[Column]:
        if what == DIFFERENCES:
            return self._of_differences()
        if what == MOVES:
            return self._of_moves()
        match FIGURES[what]:
            case Family.CHANGES:
                return [
                    self._time("at", _("When"), lambda row: row.at),
                    _text("kind", _("What happened"), lambda row: _(CHANGES[row.kind]), says_itself=True),
                ]
            case Family.PROMISES:
                kept = _text("kept", _("Promise"), lambda row: _("kept") if row.kept else _("missed"))
                return [self._time("at", _("Decided"), lambda row: row.at), kept]
            case Family.HANDED:
                back = _text("returned", _("Came back"), lambda row: _("yes") if row.returned else "")
                return [
                    self._time("at", _("When"), lambda row: row.at),
                    _text("from", _("From"), lambda row: side_label(side_name(row.giver), self._settings)),
                    _text("to", _("To"), lambda row: side_label(side_name(row.taker), self._settings)),
                    back,
                ]
            case Family.OPEN:
                return [*self._lasting(), _amount("there", _("Has been here for"), lambda row: row.there, days)]
            case Family.COHORT:
                return [*self._lasting(), _text("state", _("State"), lambda row: _(STATES[row.state]))]

    def _lasting(self) -> list[Column]:
        return [
            self._time("opened", pgettext("a request", "Opened"), lambda row: row.opened),
            _amount("days", _("Was open for"), lambda row: row.days, days),
            _amount("used", _("Of its promise used"), lambda row: row.used, percent),
        ]

    def about(self) -> list[Column]:
        return [
            _text("service_type", _("Type"), lambda row: row.about.service_type, says_itself=True),
            _text("ward", _("Ward"), lambda row: row.about.ward),
        ]

    def _of_differences(self) -> list[Column]:
        return [
            self._time("told", _("Due by the helpdesk"), lambda row: row.told),
            self._time("promised", _("Due by the settings"), lambda row: row.promised),
            _amount("apart", _("Difference: + is later by the helpdesk"), lambda row: row.apart, hours_apart),
            _text("service_type", _("Type"), lambda row: row.service_type),
        ]

    def _of_moves(self) -> list[Column]:
        kept = _text("kept", _("Kept by that alone"), lambda row: _("yes") if row.kept_by_moving else "")
        return [
            _amount("moves", _("Moved"), lambda row: row.moves, count),
            _amount("by", _("Later by"), lambda row: row.by, hours_apart),
            kept,
            _text("service_type", _("Type"), lambda row: row.service_type),
        ]

    def _time(self, name: str, head: str, at: Callable[[Any], Micros]) -> Column:
        def said(row: Any) -> str:
            return dated(at(row), self._zone) if NO_INSTANT < at(row) < NEVER else NOTHING

        return Column(name, head, said, at)


def _text(
    name: str,
    head: str,
    told: Callable[[Any], str],
    cell: Callable[[Any], Cell] | None = None,
    says_itself: bool = False,
) -> Column:
    shown = cell or (lambda row: told(row) or NOTHING)
    return Column(name, head, shown, lambda row: told(row) or None, told, says_itself=says_itself)


def _amount(name: str, head: str, told: Callable[[Any], float | None], written: Callable[[Any], str]) -> Column:
    return Column(name, head, lambda row: written(told(row)), told, number=True)


def hours_apart(by: Micros) -> str:
    """+2.5 h, -4.0 h: later, or earlier."""
    return _("{n} h", n=number(f"{by / HOUR:+,.1f}"))

"""The table of queues: its columns, which of them there is room for, and what it needs to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layouts.wall.format import count
from layouts.wall.legibility import Legibility
from layouts.wall.markup import Component, html
from layouts.wall.parts import UNSPOKEN, called
from layouts.wall.tile import Need, Place, View
from layouts.wall.tiles import _table
from layouts.wall.tiles._table import TableColumn
from wallboard.languages import N_, _
from wallboard.settings import Board, Settings

COLUMNS = {
    "waiting": TableColumn(N_("waiting"), "888", large=True),
    "longest": TableColumn(N_("longest"), "88:88"),
    "answer": TableColumn(N_("answer"), "88:88"),
    "in-time": TableColumn(N_("in time"), "100\u202f%"),
}
GIVEN_UP = ("answer", "longest")  # in this order, where names of queues would be cut
LEAST_ROWS, COMFORTABLE_ROWS = 2, 6
SPARK_LABELS = 8.6  # least width of a queue's last half hour, in sizes of the label


def row_height(letters: Legibility) -> float:
    return max(letters.label * 1.4, letters.digits * 1.02)


def shown(place: Place) -> tuple[str, ...]:
    """The columns that leave room for the names."""
    kept = list(COLUMNS)
    for name in GIVEN_UP:
        if _width(place.board, place.settings, place.legibility, kept) > _table.least_side(place):
            kept.remove(name)
    return tuple(kept)


def has_spark(place: Place) -> bool:
    needed = _width(place.board, place.settings, place.legibility, list(COLUMNS))
    return needed + (SPARK_LABELS + 1) * place.legibility.label <= _table.least_side(place)


def table(place: Place, rows: int) -> Component:
    kept, spark = shown(place), has_spark(place)
    last = SPARK_LABELS * place.legibility.label if spark else 0.0
    name = _table.name_width(_names(place.settings, place.board), marked=True)
    template = _table.template([COLUMNS[each] for each in kept], name, place.legibility, last)
    heads = [html.Span(_(column.head), role="columnheader", **_gone(name, kept)) for name, column in COLUMNS.items()]
    over = [html.Span("", id=place.id("spark-head"), className="spark-head", **UNSPOKEN)] if spark else []
    head = html.Div(
        [html.Span(html.Span(_("queue"), className="unseen"), role="columnheader"), *heads, *over],
        className="row thead",
        role="row",
    )
    body = [_row(place, nth, kept, spark) for nth in range(rows)]
    more = html.Div("", id=place.id("more"), className="more")
    lines = html.Div([head, *body], className="lines", role="table", **called(_("Queues")))
    return html.Div([lines, more], className="rows q", id=place.id("rows"), style=template, tabIndex="0")


def sparks(place: Place, slots: int, lines: Sequence[Sequence[float | None]]) -> View:
    """The rows' last half hours, all by one scale, whose highest value stands above them."""
    top = max((point for points in lines for point in points if point is not None), default=None)
    said = _("30 min, max {n}", n=count(top)) if top is not None else ""
    view: View = {place.id("spark-head"): {"text": said}}
    for nth in range(slots):
        points = list(lines[nth]) if nth < len(lines) else []
        view[place.id(nth, "spark")] = {"spark": {"points": points, "target": None, "top": top}}
    return view


def _row(place: Place, nth: int, kept: tuple[str, ...], spark: bool) -> Component:
    name = [html.I(className="mark", **UNSPOKEN), html.Span("", id=place.id(nth, "name"))]
    cells: list[Component] = [
        html.Span(name, className="label", role="rowheader"),
        *(
            (html.B if column.large else html.Span)("", id=place.id(nth, key), role="cell", **_gone(key, kept))
            for key, column in COLUMNS.items()
        ),
    ]
    if spark:
        cells.append(html.Div(id=place.id(nth, "spark"), className="spark", **UNSPOKEN))
    return html.Div(cells, id=place.id(nth), className="row", role="row")


def _gone(name: str, kept: tuple[str, ...]) -> dict[str, Any]:
    return {} if name in kept else {"className": "gone"}


def _names(settings: Settings, board: Board) -> list[str]:
    site = settings.site_of(board)
    own = {name: queue.label or name for name, queue in settings.queues.items() if settings.site_of(queue) == site}
    return [own.get(name, name) for name in board.queues or own]


def _width(board: Board, settings: Settings, letters: Legibility, columns: list[str]) -> float:
    name = _table.name_width(_names(settings, board), marked=True)
    return _table.width([COLUMNS[each] for each in columns], name, letters)


def _least_width(board: Board, settings: Settings, letters: Legibility) -> float:
    return _width(board, settings, letters, [name for name in COLUMNS if name not in GIVEN_UP])


def _rows_wanted(board: Board, settings: Settings, rows: int) -> int:
    return min(max(len(_names(settings, board)), 1), rows)


def _least_height(board: Board, settings: Settings, letters: Legibility, width: float) -> float:
    del width
    return _table.height(_rows_wanted(board, settings, LEAST_ROWS), row_height(letters), letters)


def _growth(board: Board, settings: Settings, letters: Legibility, width: float, height: float) -> float:
    rows = _rows_wanted(board, settings, 99) if _names(settings, board) else COMFORTABLE_ROWS
    needed = _width(board, settings, letters, list(COLUMNS)) + (SPARK_LABELS + 1) * letters.label
    return _table.growth(needed, _table.height(rows, row_height(letters), letters), width, height)


NEED = Need(_least_width, _least_height, _growth)

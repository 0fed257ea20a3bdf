"""The map of ages: its columns, which bands it joins where it is too narrow for all, and what it needs to be read."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.wall.legibility import Legibility
from layouts.wall.markup import Component, html
from layouts.wall.parts import UNSPOKEN, called
from layouts.wall.tile import Need, Place
from layouts.wall.tiles import _table
from layouts.wall.tiles._bands import AgeBand, bands
from layouts.wall.tiles._table import TableColumn
from wallboard.languages import N_, _
from wallboard.settings import Board, Settings

OPEN, KEPT = TableColumn(N_("open"), "8,888"), TableColumn(N_("kept"), "100\u202f%")
EXTRA = (
    TableColumn(N_("target"), "100\u202f%"),
    TableColumn(N_("oldest"), "8,888\u202fd"),
)  # where the map is as wide as a screen
LEGEND = "–– "  # about as wide as the legend's bar
LEAST_BANDS, LEAST_ROWS, COMFORTABLE_ROWS = 3, 3, 8
ROW = 1.3  # height of a row, in sizes of the label
SPECIAL = ("emergency", "unassigned")


def columns(place: Place) -> int:
    """As many bands as there is room for, from the longest list that a row may have down to three."""
    return place.once("columns", lambda: _columns(place))


def _columns(place: Place) -> int:
    most = _most_bands(place.settings)
    for count in range(most, LEAST_BANDS, -1):
        if _width(place.board, place.settings, place.legibility, count) <= _table.least_side(place):
            return count
    return min(most, LEAST_BANDS)


def roomy(place: Place) -> bool:
    """Whether there is room beside the map for each department's target and its oldest request."""
    return place.once("roomy", lambda: _roomy(place))


def _roomy(place: Place) -> bool:
    letters, beside = place.legibility, _width(place.board, place.settings, place.legibility, columns(place))
    return beside + sum(column.width(letters) + column.gap(letters) for column in EXTRA) <= place.width


def joined(own: Sequence[AgeBand], most: int) -> list[tuple[AgeBand, tuple[AgeBand, ...]]]:
    """At most so many columns, each with the bands that it joins: old and young ones alike."""
    size, more = divmod(len(own), min(most, len(own)))
    groups, first = [], 0
    for nth in range(min(most, len(own))):
        last = first + size + (nth < more)
        part = tuple(own[first:last])
        groups.append((AgeBand(part[0].low, part[-1].high), part))
        first = last
    return groups


def table(place: Place, rows: int) -> Component:
    count = columns(place)
    names = [band.title for band, _ in joined(bands(place.settings.bands_days), count)]
    names += [""] * (count - len(names))
    heads = [html.Span(name, role="columnheader") for name in (*names, _(OPEN.head), _(KEPT.head))]
    heads += [html.Span(_(column.head), role="columnheader", className="extra") for column in EXTRA * roomy(place)]
    legend = [html.Span(_("department"), className="unseen"), html.I(**UNSPOKEN), html.Span(_("past due"), **UNSPOKEN)]
    corner = html.Span(legend, role="columnheader", className="legend")
    head = html.Div([corner, *heads], className="row thead", role="row")
    body = [_row(place, nth, count) for nth in range(rows)]
    lines = html.Div([head, *body], className="lines", role="table", **called(_("Open requests by age in days")))
    name = _table.name_width([LEGEND + _("past due"), *_names(place.board, place.settings)], marked=False)
    needed = [*_bands(place.settings, count), OPEN, KEPT]
    template = _table.template(needed, name, place.legibility)
    if roomy(place):  # not on a screen that stands on end, nor in somebody's hand
        wide = _table.template([*needed, *EXTRA], name, place.legibility)
        template |= {"--grid": wide["--grid"], "--narrow-grid": template["--grid"]}
    more = html.Div("", id=place.id("more"), className="more")
    return html.Div(
        [_special_row(place), lines, more], id=place.id("rows"), className="rows age", style=template, tabIndex="0"
    )


def _special_row(place: Place) -> Component:
    """One line for what belongs to no single row."""
    said = [
        html.Span(
            [html.I(className="mark", **UNSPOKEN), html.Span("", id=place.id(name, "says"))],
            id=place.id(name),
            className="label",
        )
        for name in SPECIAL
    ]
    return html.Div(said, id=place.id("special"), className="row special")


def _row(place: Place, nth: int, count: int) -> Component:
    cells = [html.Span("", id=place.id(nth, "cell", i), className="cell", role="cell") for i in range(count)]
    name = html.Span(html.Span("", id=place.id(nth, "name")), className="label", role="rowheader")
    kept = html.Span(
        [html.I(className="mark", **UNSPOKEN), html.Span("", id=place.id(nth, "share"))],
        id=place.id(nth, "kept"),
        className="kept",
        role="cell",
    )
    extra = [
        html.Span("", id=place.id(nth, part), className="extra", role="cell")
        for part in ("target", "oldest") * roomy(place)
    ]
    return html.Div(
        [name, *cells, html.B("", id=place.id(nth, "open"), role="cell"), kept, *extra],
        id=place.id(nth),
        className="row",
        role="row",
    )


def _most_bands(settings: Settings) -> int:
    """The longest list of bands that a row may have."""
    return max(len(settings.bands_days), *(len(settings.bands(name)) for name in settings.departments), 0) + 1


def _bands(settings: Settings, count: int) -> list[TableColumn]:
    own = joined(bands(settings.bands_days), count)
    return [TableColumn(own[nth][0].title if nth < len(own) else "", "888", filled=True) for nth in range(count)]


def _names(board: Board, settings: Settings) -> list[str]:
    site = settings.site_of(board)
    own = {name: part.label or name for name, part in settings.departments.items() if settings.site_of(part) == site}
    return [own.get(name, name) for name in board.departments or own]


def _width(board: Board, settings: Settings, letters: Legibility, count: int) -> float:
    name = _table.name_width([LEGEND + _("past due"), *_names(board, settings)], marked=False)
    return _table.width([*_bands(settings, count), OPEN, KEPT], name, letters)


def _least_width(board: Board, settings: Settings, letters: Legibility) -> float:
    return _width(board, settings, letters, min(LEAST_BANDS, _most_bands(settings)))


def _rows(board: Board, settings: Settings, most: int) -> int:
    """Of departments, and one for emergencies and what is nobody's."""
    return min(len(_names(board, settings)) or most, most) + 1


def _least_height(board: Board, settings: Settings, letters: Legibility, width: float) -> float:
    del width
    return _table.height(_rows(board, settings, LEAST_ROWS), ROW * letters.label, letters)


def _growth(board: Board, settings: Settings, letters: Legibility, width: float, height: float) -> float:
    rows = _rows(board, settings, 99) if _names(board, settings) else COMFORTABLE_ROWS
    needed = _width(board, settings, letters, _most_bands(settings))
    return _table.growth(needed, _table.height(rows, ROW * letters.label, letters), width, height)


NEED = Need(_least_width, _least_height, _growth)

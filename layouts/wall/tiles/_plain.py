"""Lists of sentences: a mark and some words a line, over two lines where one is too short for them."""

from __future__ import annotations

from layouts.wall.legibility import Legibility
from layouts.wall.markup import Component, html
from layouts.wall.parts import UNSPOKEN, called
from layouts.wall.room import EDGE_X, EDGE_Y, HEAD
from layouts.wall.tile import Need, Place
from layouts.wall.tiles._table import least_side
from wallboard.settings import Board, Settings

LEAST_WIDTH, ONE_LINE_FROM = 12.0, 26.0  # in sizes of the label
ONE, TWO = 1.5, 2.6  # height of a row of one line and of two, likewise


def row_height(place: Place) -> float:
    label = place.legibility.label
    return label * (ONE if least_side(place) >= label * ONE_LINE_FROM else TWO)


def rows(place: Place, most: int) -> int:
    """Rows below the head, and a line for what does not fit."""
    return place.slots(head=EDGE_Y + place.legibility.label * (HEAD + 1.3), row=row_height(place), most=most)


def line(place: Place, nth: int, *parts: Component) -> Component:
    return html.Div([html.I(className="mark", **UNSPOKEN), *parts], id=place.id(nth), className="row", role="listitem")


def listed(place: Place, title: str, lines: list[Component]) -> Component:
    two = row_height(place) > place.legibility.label * ONE
    body = html.Div(lines, className="lines", role="list", **called(title))
    more = html.Div("", id=place.id("more"), className="more")
    return html.Div([body, more], className="rows plain" + (" two" if two else ""))


def _width(board: Board, settings: Settings, letters: Legibility) -> float:
    del board, settings
    return EDGE_X + LEAST_WIDTH * letters.label


def _height(board: Board, settings: Settings, letters: Legibility, width: float) -> float:
    del board, settings
    row = ONE if width >= letters.label * ONE_LINE_FROM else TWO
    return EDGE_Y + letters.label * (HEAD + 1.3 + row)


def _growth(board: Board, settings: Settings, letters: Legibility, width: float, height: float) -> float:
    del board, settings
    return max(1.0, min(1.5, width / letters.label / ONE_LINE_FROM, height / letters.label / 9))


NEED = Need(_width, _height, _growth)

"""Tables on a board: how wide their columns must be, and which of them there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layouts.wall.legibility import Legibility, text_width
from layouts.wall.room import EDGE_X, EDGE_Y, MARK
from layouts.wall.tile import Place
from wallboard.languages import _

GAP = 0.5  # before a column, in sizes of the label
AIR = 0.3  # more of it in somebody's hand, where no column grows: heads must not touch
LEAST_NAME, MOST_NAME = 6.0, 12.0  # how wide the first column may be, in sizes of the label
HEAD = 2.55  # the tile's head and the columns' heads, likewise


@dataclass(frozen=True, slots=True)
class TableColumn:
    """What stands above it (marked where it is written), an example of its widest figure, and whether that is of the size that matters."""

    head: str
    widest: str
    large: bool = False
    filled: bool = False  # a cell with a ground of its own, which needs no gap

    def gap(self, letters: Legibility) -> float:
        return letters.label * (0.1 if self.filled else GAP)

    def width(self, letters: Legibility) -> float:
        figure = text_width(self.widest) * (letters.digits if self.large else letters.label)
        return max(text_width(_(self.head)) * letters.label, figure)


def name_width(names: Sequence[str], marked: bool) -> float:
    """Of the first column, in sizes of the label: as wide as the names that are known ask for, within bounds."""
    widest = max(map(text_width, names), default=LEAST_NAME)
    return min(max(widest, LEAST_NAME), MOST_NAME) + (MARK if marked else 0)


def width(columns: Sequence[TableColumn], name: float, letters: Legibility) -> float:
    """Of the tile, in units. `name` is the width of the first column in sizes of the label."""
    return EDGE_X + name * letters.label + sum(column.width(letters) + column.gap(letters) for column in columns)


def height(rows: int, row: float, letters: Legibility) -> float:
    """Of a tile of so many rows of `row` units each."""
    return EDGE_Y + HEAD * letters.label + rows * row


def growth(needed_width: float, needed_height: float, have_width: float, have_height: float) -> float:
    """Times the size of the label at which all of it still fits, from 1 to 1.6."""
    return max(1.0, min(1.6, have_width / needed_width, have_height / needed_height))


def template(columns: Sequence[TableColumn], name: float, letters: Legibility, last: float = 0.0) -> dict[str, str]:
    """The grid of a row as a style: what the columns need, gaps included, and of the rest the name twice as much as each.
    `last` is the width of a column behind them, in units. `--hand-grid` is for a page in somebody's hand, where the name has all of the rest."""
    needed = [column.width(letters) + column.gap(letters) for column in columns] + ([last] if last else [])
    fluid = [f"minmax(calc({width:.2f} * var(--u)), 1fr)" for width in (name * letters.label, *needed)]
    airy = [AIR if column.filled else 0.0 for column in columns] + [0.0] * (len(needed) - len(columns))
    in_hand = [f"{width / letters.label + air:.2f}em" for width, air in zip(needed, airy, strict=True)]
    return {
        "--grid": " ".join(fluid).replace("1fr", "2fr", 1),
        "--hand-grid": " ".join((f"minmax({LEAST_NAME}em, 1fr)", *in_hand)),
    }


def least_side(place: Place) -> float:
    """The tile's width, whichever way the screen is turned."""
    return min(place.width, place.narrow[0])

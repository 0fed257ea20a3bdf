"""How much room a tile needs for text of a given size, and what it does with the room that it has.

Everything is in units of the screen (layouts/wall/legibility.py); assets/board.css has the same paddings and line heights.
What a tile gives up where it is too small for all of it, first things last: its line of the last half hour, its
second-rank figures but for the first line of them, the size of its big figure above what can be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from layouts.wall.legibility import Legibility, text_width
from wallboard.languages import N_, _

EDGE_X, EDGE_Y = 3.6, 2.2  # what a tile's padding and border take
HEAD, LINE, FIGURE = 1.2, 1.25, 1.12  # heights of the head, of a line below the figure, and of the figure, in sizes
MARK = 0.94  # width of a mark and the gap after it, in sizes of the label
WORD = 8.6  # widest word of a state, likewise, in English; other languages are measured
WIDEST = (
    N_("far under target"),
    N_("far over target"),
    N_("on target again"),
    N_("far over usual"),
    N_("waiting too long"),
    N_("promise broken"),
    N_("usual again"),
    N_("better again"),
    N_("shorter again"),
    N_("nobody waiting"),
    N_("nobody free"),
)
MOST_LINES = 4
UNIT = 0.42  # size of the sign behind the figure, in sizes of the figure
SPARK = 1.3  # least height of the line of the last half hour, in sizes of the label: its highest value stands beside it
# Lines below the figure, whether the last half hour is drawn, and how large the figure must then still be, in times of
# what can be read: the first of these that there is room for.
_CHOICES = ((2, True, 1.1), (1, True, 1.1), (2, False, 1.1), (1, False, 1.0))


@dataclass(frozen=True, slots=True)
class NumberRoom:
    """What one big number's tile shows: the figure's size, lines below it, and whether its last half hour is drawn."""

    figure: float
    lines: int
    spark: bool
    stacked: bool  # the window ("today") has a line of its own below the title
    unit: float  # size of the sign behind the figure

    def style(self, prefix: str) -> dict[str, str]:
        stacked = HEAD * (2 if self.stacked else 1)
        return {
            f"--{prefix}-figure": f"{self.figure:.2f}",
            f"--{prefix}-lines": str(self.lines),
            f"--{prefix}-head": f"{stacked:g}",
            f"--{prefix}-spark": "1" if self.spark else "0",
            f"--{prefix}-unit": f"{self.unit:.2f}",
        }


def head_width(title: str, window: str) -> float:
    """Of a tile's head on one line, in sizes of its label."""
    return MARK + text_width(title) + (0.7 + text_width(window) if window else 0)


def number_width(title: str, letters: Legibility) -> float:
    """Least width of a big number's tile: its title, the word of its state, and four digits and a sign."""
    return EDGE_X + max(letters.label * max(head_width(title, ""), word_width()), letters.digits * 3.1)


def word_width() -> float:
    """Of the widest word of a state, in sizes of the label."""
    return max(WORD, *(text_width(_(word)) for word in WIDEST))


def number_height(title: str, window: str, letters: Legibility, width: float) -> float:
    head = HEAD * (2 if stacks(title, window, letters, width) else 1)
    return EDGE_Y + letters.label * (head + LINE) + letters.digits * FIGURE


def number_growth(letters: Legibility, width: float, height: float) -> float:
    """Times the size of the label at which everything still fits, from 1 to 2."""
    return max(1.0, min(2.0, (width - EDGE_X) / (15 * letters.label), (height - EDGE_Y) / (10 * letters.label)))


def number_room(stacked: bool, trend: bool, letters: Legibility, width: float, height: float) -> NumberRoom:
    """`stacked`: whether the window has a line of its own. `trend`: whether the tile has a last half hour to draw."""
    label, wide = letters.label, (width - EDGE_X) / 3.6  # five digits and a sign
    room = height - EDGE_Y - label * HEAD * (2 if stacked else 1)
    for lines, spark, times in _CHOICES:
        if spark and not trend:
            continue
        below = label * (lines * LINE + SPARK * spark)
        figure = min(wide, (room - below) / FIGURE, 0.36 * height if spark else room)
        if figure >= letters.digits * times:
            left = room - figure * FIGURE - below
            lines = min(MOST_LINES, lines + int(left / (label * LINE)))
            return NumberRoom(figure, lines, spark, stacked, max(label, figure * UNIT))
    return NumberRoom(letters.digits, 1, False, stacked, label)


def stacks(title: str, window: str, letters: Legibility, width: float) -> bool:
    """Whether a title and a window are too wide for one line."""
    return head_width(title, window) * letters.label > width - EDGE_X

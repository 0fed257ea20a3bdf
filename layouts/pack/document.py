"""The pack's document: what every form shows, put into words and figures once, so that none of them says it another way.

A form (PDF, web page, slides, workbook) walks over the blocks and draws each as it can. It formats no figure and writes no
sentence of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

_MOST_ACROSS = 28  # half hours that a sheet of paper has room for


class NumberForm(Enum):
    """How figures of one kind are written on axes, and in cells that people calculate with."""

    COUNT = "count"
    SHARE = "share"  # 0 to 1, written in per cent
    SECONDS = "seconds"  # written as 0:31
    DAYS = "days"
    AMOUNT = "amount"
    PERCENT_CHANGE = "percent_change"  # 5.0 for five per cent more
    POINTS_CHANGE = "points_change"  # of a share: 5.0 for five points more


@dataclass(frozen=True, slots=True)
class Told:
    """One figure as it is written everywhere, and the number behind it in its own unit: a share of 0 to 1, seconds, days.
    No number: there is nothing to tell. `cell` is the number format with which a spreadsheet shows the text."""

    text: str
    number: float | None = None
    form: NumberForm = NumberForm.AMOUNT
    cell: str = "General"
    whole: bool = True  # else days of its period are missing: drawn hollow, and joined to nothing

    @property
    def in_cell(self) -> float | None:
        """The number as a spreadsheet has it: times of day in days, and written to the second."""
        if self.number is None or self.form is not NumberForm.SECONDS:
            return self.number
        return int(self.number + 0.5) / 86_400 if self.number > 0 else self.number / 86_400


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Sentences:
    """Each a paragraph of its own. `aside`: said beside the matter, such as how the week was counted."""

    texts: Sequence[str]
    aside: bool = False


Cell = Told | str


@dataclass(frozen=True, slots=True)
class Table:
    """A column is of figures where its cells are `Told`. `name` says what it is of, for a sheet and for who cannot see it."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class Shade(Enum):
    """How far a cell lies below what was promised."""

    BELOW = "below"
    FAR_BELOW = "far-below"


@dataclass(frozen=True, slots=True)
class Heat:
    """Weekdays by half hours, as narrow figures side by side. `shades`: of each cell, as rows have them."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shades: Sequence[Sequence[Shade | None]]

    def bands(self) -> Sequence[Heat]:
        """One above the other, where there are more columns than a page is wide: each with the names of its rows."""
        columns = len(self.heads) - 1
        count = max(1, -(-columns // _MOST_ACROSS))
        across = -(-columns // count)
        return [self._band(first, first + across) for first in range(1, columns + 1, across)]

    def _band(self, first: int, end: int) -> Heat:
        rows = [[row[0], *row[first:end]] for row in self.rows]
        shades = [[row[0], *row[first:end]] for row in self.shades]
        return Heat(self.name, [self.heads[0], *self.heads[first:end]], rows, shades)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One week or month: its name under the axis, its figure and that of the year before."""

    label: str
    now: Told
    before: Told


@dataclass(frozen=True, slots=True)
class Trend:
    """Six weeks beside twelve months. `apart`: weeks and months have each an axis of their own, for a month of a sum is four
    times a week of it."""

    title: str
    form: NumberForm
    weeks: Sequence[TrendPoint]
    months: Sequence[TrendPoint]
    target: Told | None
    apart: bool
    names: TrendNames


@dataclass(frozen=True, slots=True)
class TrendNames:
    """What the lines are called, in the language of the pack."""

    now: str
    before: str
    target: str
    weeks: str
    months: str


@dataclass(frozen=True, slots=True)
class XmrPoint:
    """One week with the lines it is judged by; lines without a number where there are no limits yet. `signal` says by which
    rule it stands out, "" where it does not; `good` whether that is for the better, None where neither way is."""

    label: str
    value: Told
    centre: Told
    lower: Told
    upper: Told
    signal: str = ""
    good: bool | None = None
    new_limits: bool = False


@dataclass(frozen=True, slots=True)
class Xmr:
    title: str
    form: NumberForm
    points: Sequence[XmrPoint]
    target: Told | None
    names: XmrNames


@dataclass(frozen=True, slots=True)
class XmrNames:
    """What is drawn, in the language of the pack. `note` says what is to be known of the limits, such as that they are
    trial limits."""

    value: str
    centre: str
    lower: str
    upper: str
    target: str
    signal: str
    worse: str
    better: str
    week: str
    chart: str  # the whole chart, in a word or two
    behind: str  # the table of its points
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigurePart:
    """One figure of the review: what is said of it, its box, and its two charts."""

    title: str
    sentences: Sequence[str]
    box: Table
    trend: Trend
    xmr: Xmr | None


Block = Heading | Sentences | Table | Heat | FigurePart


@dataclass(frozen=True, slots=True)
class Document:
    """`at`: when the edition was made, which is the date that every form carries. `rows`: tables for the workbook alone,
    with the rows behind the figures."""

    title: str
    subtitle: str
    language: str  # by BCP 47
    at: datetime
    blocks: Sequence[Block]
    foot: str
    rows: Sequence[Table] = ()

    @property
    def figures(self) -> Sequence[FigurePart]:
        return [block for block in self.blocks if isinstance(block, FigurePart)]

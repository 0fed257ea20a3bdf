"""Settings of figures that other systems count: from which numbers of a day they are made, and how they are read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallboard.settings.parts.dated import Dated
from wallboard.settings.parts.section import Section, Seen

FigureKindName = Literal["flow", "ratio", "mean", "last", "smallest", "largest"]


class FigureTarget(Dated):
    """What was promised of a figure."""

    value: Seen[float] = Field(description="the target, in the figure's unit; of a ratio as a share, such as 0.95")


class DeclaredFigure(Section):
    """A figure that a system beside the wall counts by the day: visits of the web site, staff absent, water pressure. The weekly
    review treats it as it treats the wall's own. It is of a whole site: somebody limited to departments or wards sees none."""

    source: Seen[str] = Field(description="source of days that tells its numbers")
    column: Seen[str] = Field(description="the number that it is made of, as the source's columns name it")
    of: Seen[str] = Field(
        default="",
        description="of a ratio, or a mean of totals: the number that `column` is divided by, day by day and in any period",
    )
    kind: Seen[FigureKindName] = Field(
        description="how the days of a week become its figure: flow is their sum; ratio is a share, the sum of `column` by the "
        "sum of `of`; mean is a total by a count just so, or without `of` the mean of the days; last is what there was at the "
        "end of the last day; smallest and largest are those of all days"
    )
    site: Seen[str] = Field(default="", description="site that it is of; that of its source when left out")
    title: Seen[str] = Field(default="", description="what people call it; its name here when empty")
    unit: Seen[str] = Field(
        default="", description='what it is counted in, such as "visits" or "bar"; a ratio is a share'
    )
    better: Seen[Literal["more", "less", "neither"]] = Field(
        default="neither", description="which way is good: more of it, less of it, or neither"
    )
    targets: Seen[tuple[FigureTarget, ...]] = Field(default=(), description="what was promised of it, by date")

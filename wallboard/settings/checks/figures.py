"""Figures of other systems: a source that tells the numbers they are made of, and what their kind needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from wallboard.settings import DeclaredFigure, SourceBase
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest
from wallboard.source import Carries

_NEEDS_OF = "ratio"
_MAY_HAVE_OF = ("ratio", "mean")


@dataclass(frozen=True, slots=True)
class ToldBySource:
    """What a source tells by its options: `numbers` are the names of those that its days have."""

    carries: Carries
    numbers: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class UsableFigures:
    """Figures that are right in themselves, beside all sources by name and what those tell whose options are right."""

    figures: Mapping[str, DeclaredFigure] = field(default_factory=dict)
    source_names: Collection[str] = ()
    told: Mapping[str, ToldBySource] = field(default_factory=dict)


def figure_problems(usable: UsableFigures, sources: Mapping[str, SourceBase], first_site: str) -> Iterator[Problem]:
    for name, figure in usable.figures.items():
        path = ("figures", name)
        yield from _source_problems(path, figure, usable)
        yield from _kind_problems(path, figure)
        site = (sources[figure.source].site or first_site) if figure.source in sources else ""
        if figure.site and site and figure.site != site:
            yield Problem((*path, "site"), f"is {figure.site}, and its source is of site {site}; leave it out")


def _source_problems(path: Path, figure: DeclaredFigure, usable: UsableFigures) -> Iterator[Problem]:
    days = [source for source, its in usable.told.items() if its.carries == "days"]
    if figure.source not in usable.source_names:
        yield Problem((*path, "source"), f'"{figure.source}" is no source' + nearest(figure.source, days))
        return
    told = usable.told.get(figure.source)
    if told is None:
        return  # the source itself is wrong, and says so
    if told.carries != "days":
        right = f"; sources of days: {', '.join(days)}" if days else ', such as one with kind = "csv_days"'
        what = {"calls": "calls", "tickets": "requests"}[told.carries]
        yield Problem((*path, "source"), f'"{figure.source}" tells {what}, and a figure needs a source of days{right}')
        return
    for key in ("column", "of"):
        number = getattr(figure, key)
        if (number or key == "column") and number not in told.numbers:
            names = f'"{number}" is no number of source {figure.source}' + nearest(number, told.numbers)
            yield Problem((*path, key), names + "; its `columns` names them")


def _kind_problems(path: Path, figure: DeclaredFigure) -> Iterator[Problem]:
    if figure.kind == _NEEDS_OF and not figure.of:
        yield Problem((*path, "of"), "is missing: a ratio is `column` divided by `of`, such as absent of staff")
    if figure.of and figure.kind not in _MAY_HAVE_OF:
        yield Problem((*path, "of"), f"says nothing where kind is {figure.kind}; leave it out, or write ratio or mean")
    if figure.targets and figure.better == "neither":
        yield Problem((*path, "better"), "is neither, and then a target cannot be met or missed; write more or less")
    for number, target in enumerate(figure.targets):
        if figure.kind == "ratio" and not 0 <= target.value <= 1:
            right = f"; write {target.value / 100:g} for {target.value:g} %" if 1 < target.value <= 100 else ""
            yield Problem((*path, "targets", number, "value"), f"of a ratio must be 0 to 1{right}")

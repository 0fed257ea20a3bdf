"""What a metric says of itself, and how it is computed. The table of all of them is `wallboard.metrics.METRICS`:
readings are made by walking it, and docs/metrics.md is made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from wallboard.model import Micros, State

S = TypeVar("S")


class Figure(NamedTuple):
    """One number of a metric. A value of None says that there is none; what that means is the metric's `nothing`.

    `n` is how many it was made of, `part` the part of the scope that it is about (("reason", "timeout"), ("band",
    "(3,7]")), `since` the instant from which a value counts on that ticks between polls.
    """

    value: float | int | None
    n: int | None = None
    variant: str = ""
    part: tuple[str, str] | None = None
    since: Micros | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Metric(Generic[S]):
    """One number that the wall may show.

    `unit` is a base unit: "s", "days", "ratio" (0 to 1), "calls", "agents", "tickets". `help` is one line for
    people, `definition` the formula, `terms` what a word of it means that others use too, `source` where it comes from: all
    four marked for translation.
    `scopes` are what it may be about (site, queue, department ...), `variants` its formulas where there are several,
    `only_in` the windows of those variants that not every window has.
    `figures` computes it, from the counts or the state that its table names; `nothing` is what a value of None means.
    Of a single visit or request it says what that one adds; where it says nothing of so few, `alone` does.
    """

    name: str
    unit: str
    help: str
    definition: str
    source: str
    figures: Callable[[S], Figure | Sequence[Figure]]
    windows: tuple[str, ...] = ("now",)
    scopes: tuple[str, ...] = ("site",)
    variants: tuple[str, ...] = ()
    only_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nothing: State = State.UNKNOWN
    alone: Callable[[S], Figure] | None = None
    terms: str = ""

    @property
    def subject(self) -> str:
        return self.name.partition(".")[0]

    def defined(self, say: Callable[[str], str] = str) -> str:
        """The whole definition, each of its texts as `say` says it: as they stand in the code when left out."""
        return "; ".join(say(each) for each in (self.definition, self.terms) if each)


def registry(*groups: Iterable[Metric[Any]]) -> Mapping[str, Metric[Any]]:
    """All metrics by name. Raises ValueError for a name that is given twice: one number has one definition."""
    table: dict[str, Metric[Any]] = {}
    for metric in (metric for group in groups for metric in group):
        if metric.name in table:
            raise ValueError(f"metric {metric.name} is defined twice; every number has exactly one definition")
        table[metric.name] = metric
    return table

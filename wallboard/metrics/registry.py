"""What a metric says of itself. The table of all of them is `wallboard.metrics.METRICS`; docs/metrics.md is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One number that the wall may show.

    `unit` is a base unit: "s", "days", "ratio" (0 to 1), "calls", "agents", "tickets". `help` is one line for
    people, `definition` the formula in the words of docs/metrics.md, `source` where it comes from.
    `scopes` are what it may be about (site, queue, department ...), `variants` its formulas where there are several.
    """

    name: str
    unit: str
    help: str
    definition: str
    source: str
    windows: tuple[str, ...] = ("now",)
    scopes: tuple[str, ...] = ("site",)
    variants: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return self.name.partition(".")[0]


def registry(*groups: Iterable[Metric]) -> Mapping[str, Metric]:
    """All metrics by name. Raises ValueError for a name that is given twice: one number has one definition."""
    table: dict[str, Metric] = {}
    for metric in (metric for group in groups for metric in group):
        if metric.name in table:
            raise ValueError(f"metric {metric.name} is defined twice; every number has exactly one definition")
        table[metric.name] = metric
    return table

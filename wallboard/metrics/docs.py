"""docs/metrics.md, made from the table of metrics: `python -m wallboard.metrics.docs` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from wallboard.metrics import METRICS, Metric

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"

_TITLES = {"calls": "Calls", "agents": "Agents", "tickets": "Requests"}

_INTRODUCTION = """\
# Metrics

Every number on a screen has exactly one definition, and it is here. This page is made from the code
(`python -m wallboard.metrics.docs`); a test keeps it current.

## Words

| word | meaning |
|---|---|
| queue visit | one caller's stay in one queue: from entering it to leaving it, whatever the way out |
| wait | whole seconds from entering the queue to leaving it: as the phone system reports with the ending, else the difference of the two instants, rounded down |
| A, B | visits answered; visits abandoned (the caller hung up while waiting) |
| Df, Dk | visits diverted because the centre did not answer (timeout, empty, withdrawn, overflow); by the caller's choice (key, callback) |
| T, in | the queue's threshold in force on the day on which the caller entered; `Ain` are the answered visits with wait <= T |
| Bs | short abandons: wait <= the queue's limit; 0 is off |
| passed on | whoever answered ended the conversation by passing the call on (`transferred`); never so where the phone system does not tell it |
| restart | the phone system started again: visits still open are lost, conversations are cut off and not completed |

## Windows

| window | holds |
|---|---|
| `now` | what is so at the instant of the snapshot |
| `5m`, `15m`, `30m`, `60m` | visits that ended in the time up to now, and conversations that were completed in it |
| `today` | visits that entered since local midnight of the site, also those that still wait; requests since then |
| `half_hour` | visits that entered since the last full or half hour of the site's clock, also those that still wait |
| `since_start` | visits that ended since the phone system last started; unknown where its log tells of no start |
| `7d` | the last 7 times 24 hours |

## For each

A number is of one of the things named under *For each* at a time: of the site, or of a department of it, or of a type of request,
never of a type within a department. (Age bands and reasons are within each of them.) Within one department or ward
everything is counted by itself for whoever has only that in their remit, and for a page that asks so:
[pages.md](pages.md#what-it-may-read).

A zero denominator is *no calls*, not 0 and not 100 %. Units: `ratio` is 0 to 1.
"""


def render(metrics: Iterable[Metric[Any]] | None = None) -> str:
    """The whole page."""
    table = list(METRICS.values() if metrics is None else metrics)
    subjects = dict.fromkeys(metric.subject for metric in table)
    sections = [line for subject in subjects for line in _section(subject, [m for m in table if m.subject == subject])]
    return "\n".join([_INTRODUCTION, *sections])


def _section(subject: str, metrics: Iterable[Metric[Any]]) -> Iterator[str]:
    yield f"## {_TITLES.get(subject, subject.capitalize())}\n"
    for metric in metrics:
        yield from _entry(metric)


def _entry(metric: Metric[Any]) -> Iterator[str]:
    yield f"### {metric.name}\n"
    yield f"{metric.help[:1].upper()}{metric.help[1:]}.\n"
    yield f"- Unit: {metric.unit}"
    yield f"- Definition: {metric.defined()}"
    yield f"- Source: {metric.source}"
    yield f"- Windows: {_names(metric.windows)}"
    yield f"- For each: {', '.join(metric.scopes)}"
    if metric.variants:
        yield f"- Variants: {_names(metric.variants)}"
    yield ""


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(render(), encoding="utf-8")

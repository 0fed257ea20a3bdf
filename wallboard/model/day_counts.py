"""What is counted of one local day, group by group: the bricks of every longer period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Of one kind of record, by the groups of one dimension. `counts`: by its name, a number for each of `names`, None
    where the sources do not tell it. `by_value`: likewise, how often each value came ({"12": 3}: three waited 12 s); under
    the name of a count, what the day changed of earlier ones ({"12": -3}: of the day twelve days back it is three less since).
    Plain JSON values."""

    names: tuple[str, ...]
    counts: Mapping[str, Sequence[float | None]]
    by_value: Mapping[str, Sequence[Mapping[str, int]]] = field(default_factory=dict)

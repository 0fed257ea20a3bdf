"""Which of a department's open requests are meant: every figure of its page is how many are chosen, and its list is those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from wallboard.calendar import NEVER
from wallboard.metrics.tickets import band_edges
from wallboard.model import Micros
from wallboard.questions.departments.open_items import OpenItem, OpenItems, untouched_days

NONE_NAMED = "(none)"  # what is asked for where a request has no type, ward or channel
SIDES = ("service_type", "ward", "channel")

# How a request stands, by its name in an address.
STANDINGS: Mapping[str, Callable[[OpenItem, Micros], bool]] = {
    "late": lambda item, at: item.due < at,
    "late3x": lambda item, at: item.at300 < at,
    "soon": lambda item, at: item.at75 <= at <= item.due,
    "soon75": lambda item, at: item.at75 <= at < item.at90,
    "soon90": lambda item, at: item.at90 <= at <= item.due,
    "running": lambda item, at: item.promised and item.due >= at,
    "unpromised": lambda item, at: not item.promised,
    "emergency": lambda item, at: item.emergency,
    "unassigned": lambda item, at: item.unassigned,
}


class Untouched(NamedTuple):
    """For at least and at most so many whole days; None: for any longer time."""

    least: int
    most: int | None

    @property
    def name(self) -> str:
        return f"{self.least}-{'' if self.most is None else self.most}"

    def has(self, days: int) -> bool:
        return self.least <= days and (self.most is None or days <= self.most)


UNTOUCHED: Mapping[str, Untouched] = {
    each.name: each for each in (Untouched(1, 5), Untouched(6, 10), Untouched(11, 30), Untouched(31, None))
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Those of which all of this is true; "" is true of all. `which` is one of STANDINGS, `untouched` one of UNTOUCHED; a side is
    the source's own word, or NONE_NAMED."""

    service_type: str = ""
    ward: str = ""
    channel: str = ""
    which: str = ""
    band: str = ""
    untouched: str = ""

    def has(self, item: OpenItem, at: Micros) -> bool:
        return (
            all(not (asked := getattr(self, side)) or asked == side_of(item, side) for side in SIDES)
            and (not self.which or STANDINGS[self.which](item, at))
            and (not self.band or item.band == self.band)
            and (not self.untouched or UNTOUCHED[self.untouched].has(untouched_days(item, at)))
        )

    def of(self, whole: OpenItems) -> OpenItems:
        """The same with those alone that are meant."""
        return whole._replace(items=tuple(item for item in whole.items if self.has(item, whole.at)))

    @property
    def about(self) -> Chosen:
        """What of it is about the whole page: its sides, and not which of the page's figures is opened."""
        return Chosen(self.service_type, self.ward, self.channel)

    @property
    def unfit(self) -> str:
        """The name of what no request can be chosen by; "" where all of it is fit."""
        if self.which and self.which not in STANDINGS:
            return "which"
        if self.untouched and self.untouched not in UNTOUCHED:
            return "untouched"
        return "band" if self.band and not _is_band(self.band) else ""

    def told(self) -> dict[str, str]:
        """What of it is said, by name."""
        every = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in every.items() if value}


def _is_band(name: str) -> bool:
    try:
        band_edges(name)
    except ValueError:
        return False
    return True


def side_of(item: OpenItem, side: str) -> str:
    word: str = getattr(item, side)
    return word or NONE_NAMED


class Side(NamedTuple):
    """One type, ward or channel: how many are open, and how many of them late."""

    name: str
    open: int
    late: int


def by_side(whole: OpenItems, side: str) -> list[Side]:
    """Those with most that is late first, then with most that is open."""
    late = STANDINGS["late"]
    opened = Counter(side_of(item, side) for item in whole.items)
    overdue = Counter(side_of(item, side) for item in whole.items if late(item, whole.at))
    sides = [Side(name, n, overdue[name]) for name, n in opened.items()]
    return sorted(sides, key=lambda each: (-each.late, -each.open, each.name))


def next_to_break(whole: OpenItems, most: int) -> list[OpenItem]:
    """Those that are not late yet and will be first; of those whose clock stands nobody knows when."""
    ahead = [item for item in whole.items if item.promised and whole.at <= item.due < NEVER]
    return sorted(ahead, key=lambda item: (item.due, item.opened, item.ticket))[:most]


def oldest(items: Iterable[OpenItem], most: int) -> list[OpenItem]:
    return sorted(items, key=lambda item: (-item.age_days, item.opened, item.ticket))[:most]


def worst_first(whole: OpenItems) -> Sequence[OpenItem]:
    """Emergencies, then what is late or falls due first, then the oldest."""
    return sorted(whole.items, key=lambda item: (not item.emergency, item.due, -item.age_days, item.ticket))

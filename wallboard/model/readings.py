"""Readings: one number each, with all that makes it true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from wallboard.model.instants import Micros


class Basis(StrEnum):
    """How a fact is known (metrics-tickets: *basis*)."""

    OBSERVED = "observed"  # we saw it change
    SOURCE = "source"  # the source's own history says so
    RECONSTRUCTED = "reconstructed"
    UNKNOWN = "unknown"


class Scope(NamedTuple):
    """What a reading is about; empty fields mean "all of them". `band` is written as in "(3,7]"."""

    site: str
    queue: str = ""
    department: str = ""
    service_type: str = ""
    ward: str = ""
    band: str = ""
    reason: str = ""

    def as_dict(self) -> dict[str, str]:
        return {name: value for name, value in zip(self._fields, self, strict=True) if value}


# What the scope of requests is called that name no department, type or ward: a group of its own, never dropped.
NAMELESS: Mapping[str, str] = {"department": "(none)", "service_type": "(none)", "ward": "(unknown)"}


class State(StrEnum):
    """What a screen must be able to tell apart, besides the number itself."""

    LIVE = "live"
    LATE = "late"  # the source answers, but later than it should
    SILENT = "silent"  # the source answers, but has told nothing new for far longer than is usual at this hour
    LOST = "lost"  # the source does not answer: the value is the last one known, at its own as_of
    NO_DATA = "no_data"  # asked, and nothing is there yet
    NO_CALLS = "no_calls"  # nothing to divide by
    TOO_FEW = "too_few"  # fewer than the five that a share needs
    CLOSED = "closed"  # outside the site's opening hours
    UNKNOWN = "unknown"  # this source cannot tell (null, not 0)
    ERROR = "error"  # ours: see the log
    OUT_OF_RETENTION = "out_of_retention"


class ReadingKey(NamedTuple):
    metric: str
    scope: Scope
    window: str = "now"
    variant: str = ""


class Reading(NamedTuple):
    """One number with all that makes it true: unit, count behind it, state, basis and its own instant. A tuple, for
    thousands are made at a time."""

    metric: str
    scope: Scope
    window: str
    value: float | int | None
    unit: str
    as_of: Micros
    variant: str = ""
    n: int | None = None
    state: State = State.LIVE
    basis: Basis = Basis.OBSERVED
    # For values that tick on the screen between polls (longest wait): the instant they count from.
    since: Micros | None = None

    @property
    def key(self) -> ReadingKey:
        return ReadingKey(self.metric, self.scope, self.window, self.variant)


_KEY = itemgetter(*map(Reading._fields.index, ReadingKey._fields))


def readings_by_key(readings: Iterable[Reading]) -> dict[ReadingKey, Reading]:
    made = tuple.__new__  # of thousands at a time: `reading.key` takes almost three times as long
    return {made(ReadingKey, _KEY(reading)): reading for reading in readings}

"""The records that cross rooms.

Instants are integer microseconds since 1970-01-01 UTC (`Micros`); local time exists only at the edges.
Every record carries its site: one wallboard may serve several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

Micros = int

SECOND: Micros = 1_000_000
MINUTE: Micros = 60 * SECOND
HOUR: Micros = 60 * MINUTE
DAY: Micros = 24 * HOUR


# ---------------------------------------------------------------- calls


class Outcome(StrEnum):
    """How a queue visit stands. Definitions: docs/metrics.md."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    DIVERTED = "diverted"
    LOST = "lost"


class Reason(StrEnum):
    """Why a visit was diverted. The failed ones count against the centre, the chosen ones do not."""

    TIMEOUT = "timeout"
    EMPTY = "empty"
    WITHDRAWN = "withdrawn"
    OVERFLOW = "overflow"
    KEY = "key"
    CALLBACK = "callback"

    @property
    def failed(self) -> bool:
        return self in _FAILED


_FAILED = frozenset({Reason.TIMEOUT, Reason.EMPTY, Reason.WITHDRAWN, Reason.OVERFLOW})


class VisitKey(NamedTuple):
    """One queue visit: the `ordinal`th time (from 0) that this call entered this queue."""

    source: str
    callid: str
    queue: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One caller's stay in one queue, and the conversation that it led to.

    `wait_s` is whole seconds (see *wait* in docs/metrics.md). `left` is None while waiting.
    `ended` is when the conversation was over: None while talking, and for every outcome but ANSWERED.
    A conversation that a restart of the phone system cut off has `ended` at the restart and
    `completed` False.
    """

    key: VisitKey
    site: str
    entered: Micros
    outcome: Outcome = Outcome.WAITING
    left: Micros | None = None
    wait_s: int | None = None
    reason: Reason | None = None
    agent: str | None = None
    ended: Micros | None = None
    completed: bool = False
    talk_s: int | None = None
    transferred: bool = False

    @property
    def queue(self) -> str:
        return self.key.queue


# ---------------------------------------------------------------- tickets

# One row of a tickets frame: what a source said of one request at one poll. Instants are int64 Micros
# with NO_INSTANT for "none"; texts are str, "" for "not told"; the nullable integers use NOT_KNOWN.
NO_INSTANT: Micros = -(2**63)
NOT_KNOWN = -1

TICKET_COLUMNS: Mapping[str, str] = {
    "ticket": "str",  # the key in its own system, unique within the source
    "site": "str",
    "opened_at": "int64",  # when it was reported (or confirmed, where the source confirms first)
    "updated_at": "int64",  # when this version became true at the source; opened_at where it tells none
    "state": "str",  # open | paused | finished | removed: decided by state, never by a closing time
    "outcome": "str",  # "" while open; done | rejected | duplicate | referred | unable once finished
    "finished_at": "int64",  # last finished at; kept by some systems across a reopen
    "first_finished_at": "int64",
    "reopened_at": "int64",  # last reopened at, where the source tells
    "reopens": "int64",  # how often, by the source's own history; NOT_KNOWN where it has none
    "paused_s": "int64",  # seconds for which the source says the clock stood, up to updated_at
    "due_at": "int64",  # the source's own promise, if any
    "department": "str",  # "" is unassigned
    "service_type": "str",
    "ward": "str",  # normalised; "" is unknown
    "channel": "str",
    "priority": "str",
    "assignee": "str",  # "" is nobody
    "status": "str",  # the source's own word, for people
    "parent": "str",  # the ticket of which this is a work item or duplicate
}

# What the ledger adds to make a version of it.
VERSION_COLUMNS: Mapping[str, str] = {
    "source": "str",
    **TICKET_COLUMNS,
    "received_at": "int64",
    "batch": "int64",
}


class Basis(StrEnum):
    """How a fact is known (metrics-tickets: *basis*)."""

    OBSERVED = "observed"
    RECONSTRUCTED = "reconstructed"
    UNKNOWN = "unknown"


# ---------------------------------------------------------------- readings


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


@dataclass(frozen=True, slots=True)
class Reading:
    """One number with all that makes it true: unit, count behind it, state, basis and its own instant."""

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


@dataclass(frozen=True, slots=True)
class Health:
    """How one source is doing, as shown on every board and in the snapshot. `message` holds no secret."""

    source: str
    site: str
    carries: str  # "calls" | "tickets"
    state: State
    as_of: Micros | None  # when it last answered
    since: Micros  # when it came into this state
    interval_s: float
    rows: int | None = 0  # None: not told to somebody who sees only a part of them
    set_aside: int | None = 0
    lag_s: float | None = None  # how far what we read is behind the source's own clock
    catching_up: float | None = None  # share of the first read that is done, while it lasts
    message: str = ""
    notice: str = ""  # what people should know of it though it is being read; holds no secret


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong with the wall itself rather than with one source. `message` holds no secret."""

    part: str  # "clock", "ledger"
    since: Micros
    message: str


class OnDuty(NamedTuple):
    """One agent by name, with what they are doing: one of agents.STATES, and since when where that is known."""

    site: str
    agent: str
    state: str
    since: Micros | None = None
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the boards and the API may show of one instant. Immutable; replaced, never changed."""

    as_of: Micros
    known: Micros
    readings: Mapping[ReadingKey, Reading]
    health: tuple[Health, ...] = ()
    demo: bool = False
    series: Mapping[ReadingKey, tuple[float | None, ...]] = field(default_factory=dict)
    people: tuple[OnDuty, ...] = ()  # of sites where a board shows agents by name, by name
    troubles: tuple[Trouble, ...] = ()

    def get(self, metric: str, scope: Scope, window: str = "now", variant: str = "") -> Reading | None:
        return self.readings.get(ReadingKey(metric, scope, window, variant))

    def of(self, metric: str, window: str = "now", variant: str = "") -> Iterator[Reading]:
        """All readings of one metric, any scope."""
        return (r for r in self.readings.values() if (r.metric, r.window, r.variant) == (metric, window, variant))


def readings_by_key(readings: Iterable[Reading]) -> dict[ReadingKey, Reading]:
    return {reading.key: reading for reading in readings}

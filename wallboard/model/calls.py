"""A call as the wall knows it: one visit for each queue that it entered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from wallboard.model.instants import Micros


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


class CalledBefore(NamedTuple):
    """How often the caller of a call had called the same site in the hour and in the day (24 hours) before it. None where
    that is not known: callers have not been recognised for so long."""

    hour: int | None
    day: int | None


class VisitKey(NamedTuple):
    """One queue visit: the `ordinal`th time (from 0) that this call entered this queue."""

    source: str
    callid: str
    queue: str
    ordinal: int


class CallbackOwed(NamedTuple):
    """A caller who asked to be called back and was not answered since: the visit in which they first asked, when they left
    the queue with it, and how often they asked."""

    key: VisitKey
    asked: Micros
    times: int


class CalledAgain(NamedTuple):
    """Of the calls in a window whose callers are known, how many came of somebody who had called in the day before."""

    recognised: int
    again: int


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

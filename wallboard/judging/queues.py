"""How one queue stands: each of its figures by itself, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.judging.figure import JudgedFigure
from wallboard.judging.instant import Instant
from wallboard.judging.recent import LEVELS, SPEEDS, recent
from wallboard.judging.tone import NONE, OK, WATCH, Tone, worst
from wallboard.judging.waiting import broken, depth, longest
from wallboard.model import State


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """The figures of one queue, each with its own tone, so that the reason can be seen, and the queue's."""

    queue: str
    waiting: JudgedFigure
    longest: JudgedFigure
    answer: JudgedFigure  # the speed of answer of the last minutes
    level: JudgedFigure  # the share in time, likewise
    seen: bool
    tone: Tone


def queue_standing(at: Instant, queue: str) -> QueueStanding:
    """The queue's tone goes by what is going on now."""
    waiting, long = depth(at, queue), longest(at, queue)
    answer, level = recent(at, SPEEDS, queue), recent(at, LEVELS, queue)
    missed = broken(at, queue)
    # A promise missed in the last minutes alone is watched: it takes callers who wait now to make it an alarm.
    missed = missed if waiting.value or missed == NONE else WATCH
    tone = worst((waiting.tone, long.tone, missed))
    obstacle = at.obstacle(at.get("calls.waiting", queue=queue), "calls")
    tone = at.shown(obstacle, OK if tone == NONE else tone, closed_too=not waiting.value)
    return QueueStanding(queue, waiting, long, answer, level, seen(at, queue), tone)


def seen(at: Instant, queue: str) -> bool:
    """Whether the phone system ever told of a queue: one that only the settings name may be misspelt."""
    reading, source = at.get("calls.waiting", queue=queue), at.source("calls")
    return reading is None or reading.state is not State.NO_DATA or source is None or source.state is State.NO_DATA

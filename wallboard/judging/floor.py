"""The queues of a site as a supervisor needs them: each with all that is judged of it, and which needs help first."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.judging.figure import JudgedFigure
from wallboard.judging.instant import Instant
from wallboard.judging.matters import Matter, MatterKind, matters
from wallboard.judging.queues import QueueStanding, queue_standing
from wallboard.judging.recent import LEVELS, RATES, of_queue, recent
from wallboard.judging.tone import SEVERITY
from wallboard.judging.verdict import DayFigure, day
from wallboard.model import Micros
from wallboard.model.floor import AgentNow
from wallboard.settings import Settings

WINDOWS = ("15m", "30m")


@dataclass(frozen=True, slots=True)
class QueueFloor:
    """One queue. Figures that nobody knows are None."""

    standing: QueueStanding
    waiting_since: Micros | None  # of the longest wait
    levels: tuple[JudgedFigure, JudgedFigure]  # share in time in each of WINDOWS; judged in that of settings.alarm
    day: DayFigure  # share in time today, and whether its promise is lost
    gave_up: float | None  # callers, today
    rate: JudgedFigure  # the share that gave up in the last minutes
    offered: float | None  # callers, today
    usual: float | None  # by this time of day
    free: float | None
    busy: float | None  # on a call or in wrap-up
    paused: float | None
    owed: float | None  # callers who asked to be called back, and were not answered since
    owed_since: Micros | None  # since when the first of them
    matter: Matter | None  # why it needs somebody now

    @property
    def lost_today(self) -> bool:
        """Whether today's promise is lost already: nothing that is done now wins it back."""
        return self.day.final and self.matter is None

    @property
    def rank(self) -> tuple[int, int, float, float]:
        """By which the one comes first that needs help first: what can still be steered before what is lost."""
        waiting, longest = self.standing.waiting.value or 0, self.standing.longest.value or 0
        severity = -1 if not self.standing.seen else SEVERITY[self.standing.tone]
        return (0 if self.matter is None else SEVERITY[self.matter.tone]), severity, waiting, longest


def queue_floors(at: Instant) -> tuple[QueueFloor, ...]:
    """Every queue of the site, in the settings' order, each with the most severe of its matters; of equals, with what goes
    on in it now rather than with an alert."""
    every = sorted(matters(at), key=lambda matter: (SEVERITY[matter.tone], matter.kind is not MatterKind.ALERT))
    of = {matter.scope.queue: matter for matter in every if matter.scope.queue}
    return tuple(_queue(at, queue, of.get(queue)) for queue in at.queues)


def _queue(at: Instant, queue: str, matter: Matter | None) -> QueueFloor:
    longest = at.get("calls.longest_wait_s", queue=queue)
    owed = at.get("calls.callback_age_s", queue=queue)
    talking, wrapping = at.value("agents.on_call", queue=queue), at.value("agents.wrap_up", queue=queue)
    return QueueFloor(
        standing=queue_standing(at, queue),
        waiting_since=None if longest is None else longest.since,
        levels=(_level(at, queue, WINDOWS[0]), _level(at, queue, WINDOWS[1])),
        day=day(at, LEVELS, queue),
        gave_up=at.value("calls.abandoned", "today", queue=queue),
        rate=recent(at, RATES, queue),
        offered=at.value("calls.offered", "today", queue=queue),
        usual=at.value("calls.offered", "today", "usual", queue=queue),
        free=at.value("agents.available", queue=queue),
        busy=None if talking is None else talking + (wrapping or 0),
        paused=at.value("agents.paused", queue=queue),
        owed=at.value("calls.callbacks_owed", queue=queue),
        owed_since=None if owed is None else owed.since,
        matter=matter,
    )


def _level(at: Instant, queue: str, window: str) -> JudgedFigure:
    if window == at.settings.alarm.window:
        return recent(at, LEVELS, queue)
    return of_queue(at, LEVELS, queue, window)


def pause_allowed_s(agent: AgentNow, settings: Settings) -> float | None:
    """How long the pause that somebody is in may last; None for whoever is in none, or where nothing says."""
    return settings.pause_allowed_s(agent.reason) if agent.state == "paused" else None

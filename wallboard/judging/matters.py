"""What needs somebody now, worst first: records without words, for whoever shows, sends or stores them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wallboard.judging.figure import TROUBLED
from wallboard.judging.instant import Instant
from wallboard.judging.recent import LEVELS, RATES, recent
from wallboard.judging.requests import EMERGENCIES, emergencies
from wallboard.judging.tone import (
    ALARM,
    CATCHING_UP,
    CLOSED,
    ERROR,
    LATE,
    LOST,
    NO_DATA,
    OK,
    SEVERITY,
    SILENT,
    WATCH,
    Tone,
    worst,
)
from wallboard.judging.waiting import depth, longest
from wallboard.model import Health, Micros, Scope, State
from wallboard.model.alerts import Alert, AlertKind


class MatterKind(StrEnum):
    """What is the matter. Beside each, which of a matter's facts it has besides tone and scope."""

    TROUBLE = "trouble"  # subject (the wall's own part), message, since
    SOURCE_LOST = "source_lost"  # subject (the source), since
    SOURCE_SILENT = "source_silent"  # likewise
    SOURCE_LATE = "source_late"  # likewise; since is the instant that its figures are of
    SOURCE_NOTICE = "source_notice"  # subject, message
    QUEUE_NEEDS_AGENTS = "queue_needs_agents"  # value (callers waiting), free and paused where the phone system knows
    QUEUE_WAITING = "queue_waiting"  # likewise; somebody is free, or it is no alarm
    QUEUE_IN_TIME = "queue_in_time"  # value (share answered in time in the last minutes), target
    SITE_IN_TIME = "site_in_time"  # likewise, of all its queues together
    SITE_GAVE_UP = "site_gave_up"  # value (share that gave up in the last minutes), target
    EMERGENCIES_BREACHED = "emergencies_breached"  # value (how many), departments
    EMERGENCIES_DUE_SOON = "emergencies_due_soon"  # likewise
    EMERGENCIES_NEW = "emergencies_new"  # likewise
    ALERT = "alert"  # alert: what fired, and since when
    UNASSIGNED = "unassigned"  # value (requests without a department)
    READING_HISTORY = "reading_history"  # nothing needs anybody, as far as is known yet
    NOTHING_READ = "nothing_read"  # nobody can know
    NO_SOURCE = "no_source"  # nor ever will: nothing tells of calls or requests
    CALM = "calm"  # nothing needs anybody


_ABOUT = {kind: kind.value for kind in MatterKind}
_ABOUT |= dict.fromkeys((MatterKind.SOURCE_LOST, MatterKind.SOURCE_SILENT, MatterKind.SOURCE_LATE), "source")
_ABOUT |= dict.fromkeys((MatterKind.QUEUE_NEEDS_AGENTS, MatterKind.QUEUE_WAITING, MatterKind.QUEUE_IN_TIME), "queue")
_SOURCES = {
    State.LOST: (MatterKind.SOURCE_LOST, LOST),
    State.SILENT: (MatterKind.SOURCE_SILENT, SILENT),
    State.LATE: (MatterKind.SOURCE_LATE, LATE),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is not as it should be. Not a sentence: a screen, a mail or a log has words of its own for it."""

    kind: MatterKind
    tone: Tone
    scope: Scope  # the site, or a queue of it
    subject: str = ""
    value: float | None = None  # a count, or a share of 0 to 1
    target: float | None = None
    free: float | None = None  # agents
    paused: float | None = None
    departments: tuple[str, ...] = ()
    since: Micros | None = None
    message: str = ""  # words of whoever noticed it; holds no secret
    alert: Alert | None = None

    @property
    def about(self) -> tuple[str, str]:
        """What it is of, which stays while what is wrong with it changes."""
        if self.alert is not None:
            return "alert", str(self.alert.id)
        return _ABOUT[self.kind], self.subject or self.scope.queue


def matters(at: Instant, callers: bool = True) -> tuple[Matter, ...]:
    """Everything that is not as it should be, most severe first; of equals, callers who wait come first. What is wrong
    with the wall itself comes before all that it says. Without `callers` for whose requests are a part of the city's: the
    calls are those of all of it, and theirs to look after is none."""
    key = "matters", str(callers)
    if key not in at.judged:
        at.judged[key] = tuple(_matters(at, callers))
    known: tuple[Matter, ...] = at.judged[key]
    return known


def _matters(at: Instant, callers: bool) -> Iterator[Matter]:
    site = Scope(at.site)
    others = [
        *_sources(at, site),
        *_alerts(at, callers),
        *(_calls(at, site) if callers else ()),
        *_emergencies(at, site),
        *_unassigned(at, site),
        *_notices(at, site),
    ]
    for trouble in at.snapshot.troubles:
        yield Matter(MatterKind.TROUBLE, ERROR, site, trouble.part, since=trouble.since, message=trouble.message)
    yield from sorted(others, key=lambda matter: -SEVERITY[matter.tone])


def calm(at: Instant) -> Matter:
    """What is so when there are no matters: nothing needs anybody, or nobody can know."""
    site = Scope(at.site)
    if at.reading_history:
        return Matter(MatterKind.READING_HISTORY, CATCHING_UP, site)
    if at.snapshot.health and not (at.source("calls") or at.source("tickets")):
        return Matter(MatterKind.NO_SOURCE, NO_DATA, site)
    if not any(reading.value is not None for reading in at.snapshot.readings.values()):
        return Matter(MatterKind.NOTHING_READ, NO_DATA, site)
    return Matter(MatterKind.CALM, OK if at.open else CLOSED, site)


def _alerts(at: Instant, callers: bool) -> Iterator[Matter]:
    """Those that are on, of what is shown; a source that is lost is told as such."""
    for alert in at.snapshot.alerts:
        scope, kind = alert.key.scope, alert.raised.kind
        told = callers or bool(scope.department)
        if scope.site == at.site and told and kind is not AlertKind.SOURCE_LOST and _is_shown(at, scope):
            yield Matter(MatterKind.ALERT, Tone(alert.raised.tone), scope, since=alert.raised.began, alert=alert)


def _is_shown(at: Instant, scope: Scope) -> bool:
    if scope.queue:
        return scope.queue in at.queues
    return not scope.department or scope.department in at.departments


def _sources(at: Instant, site: Scope) -> Iterator[Matter]:
    for health in at.snapshot.health:
        if health.site == at.site and health.catching_up is None and health.state in _SOURCES:
            yield from _source(health, site)


def _source(health: Health, site: Scope) -> Iterator[Matter]:
    kind, tone = _SOURCES[health.state]
    since = health.as_of if kind is MatterKind.SOURCE_LATE else health.since
    if since is not None:  # no figure of now goes by what is told by the day
        yield Matter(kind, LATE if health.carries == "days" else tone, site, health.source, since=since)


def _notices(at: Instant, site: Scope) -> Iterator[Matter]:
    """What is to be known of a source that is read all the same: rows that are missing in every figure, say."""
    for health in at.snapshot.health:
        if health.site == at.site and health.notice:
            yield Matter(MatterKind.SOURCE_NOTICE, LATE, site, health.source, message=health.notice)


def _calls(at: Instant, site: Scope) -> Iterator[Matter]:
    calls = at.source("calls")
    if calls is not None and calls.state in (State.LOST, State.SILENT):
        return  # what stood there before says nothing of now
    queues = [(depth(at, queue).value or 0, matter) for queue in at.queues for matter in _queue(at, queue)]
    yield from (matter for _, matter in sorted(queues, key=lambda entry: -entry[0]))
    yield from _site(at, site, not queues)


def _site(at: Instant, site: Scope, alone: bool) -> Iterator[Matter]:
    """What the site's own figures are watched or alarmed for; its share in time where no queue is told as the reason
    (`alone`). It takes callers who wait now to make one an alarm."""
    level, gone, waiting = recent(at, LEVELS), recent(at, RATES), depth(at).value
    if alone and level.troubled and level.target is not None:
        tone = level.tone if waiting else WATCH
        yield Matter(MatterKind.SITE_IN_TIME, tone, site, value=level.value, target=level.target)
    if gone.troubled and gone.target is not None:
        tone = gone.tone if waiting else WATCH
        yield Matter(MatterKind.SITE_GAVE_UP, tone, site, value=gone.value, target=gone.target)


def _queue(at: Instant, queue: str) -> Iterator[Matter]:
    """At most one matter of a queue: who waits now comes before how it went."""
    waiting, level, scope = depth(at, queue), recent(at, LEVELS, queue), Scope(at.site, queue=queue)
    tone = worst((waiting.tone, longest(at, queue).tone))
    if waiting.value and tone in TROUBLED:
        free, paused = at.value("agents.available", queue=queue), at.value("agents.paused", queue=queue)
        kind = MatterKind.QUEUE_NEEDS_AGENTS if tone == ALARM and not free else MatterKind.QUEUE_WAITING
        yield Matter(kind, tone, scope, value=waiting.value, free=free, paused=paused)
    elif level.troubled and level.target is not None:
        tone = level.tone if waiting.value else WATCH
        yield Matter(MatterKind.QUEUE_IN_TIME, tone, scope, value=level.value, target=level.target)


def _emergencies(at: Instant, site: Scope) -> Iterator[Matter]:
    for variant, tone in EMERGENCIES.items():
        value, departments = emergencies(at, variant)
        if value:
            yield Matter(MatterKind(f"emergencies_{variant}"), tone, site, value=value, departments=departments)


def _unassigned(at: Instant, site: Scope) -> Iterator[Matter]:
    value = at.value("tickets.unassigned")
    if value:
        yield Matter(MatterKind.UNASSIGNED, WATCH, site, value=value)

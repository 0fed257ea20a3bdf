"""Who waits now: how many, and the longest of them. Of a queue, or of the site; found out once for all who show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallboard.judging import thresholds
from wallboard.judging.figure import TROUBLED, JudgedFigure
from wallboard.judging.instant import Instant
from wallboard.judging.memory import FigureKey
from wallboard.judging.recent import LEVELS, SPEEDS, recent
from wallboard.judging.steady import forget, lasting
from wallboard.judging.tone import NO_CALLS, NONE, SEVERITY, UNKNOWN, WATCH, Tone, worst

DEPTH, LONGEST = "depth", "longest"


class Why(StrEnum):
    """What the tone of those who wait is of."""

    DEPTH = "depth"  # how many they are, against the usual
    LONGEST = "longest"  # the longest wait
    PROMISE = "promise"  # they are as many as usual, and callers are not answered as promised
    BEFORE = "before"  # what was so some minutes ago and is so no more


@dataclass(frozen=True, slots=True)
class Waiting:
    """Those who wait at the site: both figures, the tone of the two together, and `why` it is that, to which `degree`.
    `shown` is that tone as the source and the opening hours allow."""

    depth: JudgedFigure
    longest: JudgedFigure
    tone: Tone
    shown: Tone
    why: Why
    degree: Tone


def waiting(at: Instant) -> Waiting:
    if ("waiting",) not in at.judged:
        at.judged["waiting",] = _waiting(at)
    known: Waiting = at.judged["waiting",]
    return known


def _waiting(at: Instant) -> Waiting:
    many, long = depth(at), longest(at)
    tone = worst((many.tone, long.tone))
    obstacle = at.obstacle(at.get("calls.waiting"), "calls")
    return Waiting(many, long, tone, at.shown(obstacle, tone, closed_too=not many.value), *_why(at, many, long, tone))


def _why(at: Instant, many: JudgedFigure, long: JudgedFigure, tone: Tone) -> tuple[Why, Tone]:
    fresh, crowd = worst((many.fresh, long.fresh)), _against_usual(at, many)
    if tone not in TROUBLED:
        return Why.DEPTH, tone
    if fresh not in TROUBLED:
        return Why.BEFORE, fresh
    if crowd == fresh:
        return Why.DEPTH, fresh
    if long.fresh == fresh:
        return Why.LONGEST, fresh
    return (Why.DEPTH, WATCH) if crowd == WATCH else (Why.PROMISE, fresh)


def depth(at: Instant, queue: str = "") -> JudgedFigure:
    """Callers waiting now, against the usual of this hour. What is usual excuses no promise that is being broken."""
    key = DEPTH, queue
    if key not in at.judged:
        at.judged[key] = _depth(at, queue)
    figure: JudgedFigure = at.judged[key]
    return figure


def _depth(at: Instant, queue: str) -> JudgedFigure:
    value = at.value("calls.waiting", queue=queue)
    usual = at.value("calls.waiting", variant="usual", queue=queue)
    if value is None:
        return JudgedFigure(None)
    fresh = thresholds.depth(value, usual, at.settings.alarm)
    if value >= thresholds.MIN_BUSY:
        fresh = worst((fresh, broken(at, queue)))
    if not value:
        forget(at.memory, (DEPTH, queue))
        return JudgedFigure(value, 0, usual, fresh, fresh)
    return JudgedFigure(value, int(value), usual, _of_now(at, (DEPTH, queue), fresh), fresh)


def _against_usual(at: Instant, many: JudgedFigure) -> Tone:
    """What a depth says against the usual alone, whatever was promised."""
    return thresholds.depth(many.value, many.target, at.settings.alarm)


def broken(at: Instant, queue: str = "") -> Tone:
    """Watch or alarm where callers of the last minutes were not answered as promised; NONE elsewhere."""
    return worst(figure.tone for of in (LEVELS, SPEEDS) if (figure := recent(at, of, queue)).troubled)


def longest(at: Instant, queue: str = "") -> JudgedFigure:
    """The longest wait of now; of the site, the worst of its queues'."""
    key = LONGEST, queue
    if key not in at.judged:
        at.judged[key] = _longest(at, queue) if queue else _worst_longest(at)
    figure: JudgedFigure = at.judged[key]
    return figure


def _longest(at: Instant, queue: str) -> JudgedFigure:
    value, target = at.value("calls.longest_wait_s", queue=queue), at.target(queue)
    if value is None or target is None:
        forget(at.memory, (LONGEST, queue))
        return JudgedFigure(value)
    fresh = thresholds.longest(value, target.within_s, at.settings.alarm)
    return JudgedFigure(value, 1, target.within_s, _of_now(at, (LONGEST, queue), fresh), fresh)


def _worst_longest(at: Instant) -> JudgedFigure:
    """The wait that is worst by itself, in the worst tone of any."""
    figures = [(queue, longest(at, queue)) for queue in at.queues]
    known = [(SEVERITY[figure.fresh], figure.value, queue) for queue, figure in figures if figure.value is not None]
    if not known:
        return JudgedFigure(at.value("calls.longest_wait_s"))
    worst_of = longest(at, queue := max(known)[2])
    tone = worst([worst_of.tone, *(figure.tone for _, figure in figures)])
    return JudgedFigure(worst_of.value, 1, worst_of.target, tone, worst_of.fresh, queue)


def longest_shown(at: Instant) -> Tone:
    """The tone of the site's longest wait, as the source and the opening hours allow: they do not end a wait."""
    reading = at.get("calls.longest_wait_s")
    obstacle, somebody = at.obstacle(reading, "calls"), reading is not None and reading.since is not None
    tone = longest(at).tone if somebody else NONE
    return at.shown(NONE if obstacle == NO_CALLS else obstacle, tone, closed_too=not somebody)


def _of_now(at: Instant, key: FigureKey, fresh: Tone) -> Tone:
    """The tone of who waits now: a caller more or less does not change it, and where nobody waits there is none."""
    return lasting(at.memory, key, at.now, fresh, at.settings.alarm)


def agents_shown(at: Instant) -> Tone:
    """Of those on duty: as the callers' who wait while nobody is free to answer them, NONE where somebody is or nobody
    knows; as the source and the opening hours allow."""
    reading, free = at.on_duty("agents.logged_in"), at.on_duty("agents.available")
    obstacle, value = at.obstacle(reading, "calls"), None if reading is None else reading.value
    tone = waiting(at).tone
    busy = tone if free is not None and free.value == 0 and tone in TROUBLED else NONE
    return at.shown(UNKNOWN if obstacle == NONE and value is None else obstacle, busy, closed_too=not value)

"""What needs somebody now, worst first, a sentence each. The foot of every board tells them in turn, one tile in a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layouts.wall.format import count, near_time, percent, target_percent
from layouts.wall.parts import window_words
from layouts.wall.tile import Context
from wallboard.judging.recent import LEVELS, RATES, Figure, depth, longest, recent
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
from wallboard.languages import _, ngettext
from wallboard.model import SECOND, Health, Micros, State, Trouble

TURN: Micros = 8 * SECOND  # how long the foot tells one matter; the first of them twice as long


@dataclass(frozen=True, slots=True)
class Matter:
    """`about` stays while what it says changes: what it is of."""

    state: Tone
    says: str
    about: str = ""


def matters(ctx: Context) -> list[Matter]:
    """Everything that is not as it should be, most severe first; of equals, callers who wait come first. What is wrong
    with the wall itself comes before all that it says. Whose requests are a part of the city's has no callers to look
    after: those are the whole city's."""
    found = [
        *_sources(ctx),
        *(() if ctx.scope else _calls(ctx)),
        *_emergencies(ctx),
        *_requests(ctx),
        *_notices(ctx),
    ]
    return [*_troubles(ctx), *sorted(found, key=lambda matter: -SEVERITY[matter.state])]


@dataclass(frozen=True, slots=True)
class Told:
    """What the foot of the board says at this instant: one matter in its turn, the `first` of them, and which it is."""

    matter: Matter
    first: Matter
    nth: int
    all: tuple[Matter, ...]


def told(ctx: Context) -> Told:
    """Nobody can click on a wall, so that all matters take turns. When another one becomes the first, it is told at once."""
    found = matters(ctx)
    if not found:
        return Told(calm(ctx), calm(ctx), 0, ())
    held = ctx.memory.told
    if held is None or held[0] != found[0].about or not held[1] <= ctx.now:
        held = ctx.memory.told = found[0].about, ctx.now
    turn = (ctx.now - held[1]) // TURN % (len(found) + 1)
    nth = max(0, turn - 1)
    return Told(found[nth], found[0], nth, tuple(found))


def calm(ctx: Context) -> Matter:
    """What is said when nothing needs anybody, or when nobody can know."""
    if any(health.site == ctx.site and health.catching_up is not None for health in ctx.snapshot.health):
        return Matter(CATCHING_UP, _("Still reading history"))
    if not any(reading.value is not None for reading in ctx.snapshot.readings.values()):
        return Matter(NO_DATA, _("Nothing has been read yet"))
    return Matter(OK if ctx.open else CLOSED, _("Nothing needs you now"))


def _troubles(ctx: Context) -> Iterator[Matter]:
    return (Matter(ERROR, _since(ctx, trouble), f"trouble {trouble.part}") for trouble in ctx.snapshot.troubles)


def _since(ctx: Context, trouble: Trouble) -> str:
    """Words that do not tell since when get it behind what is so, before what follows of it."""
    what, then, follows = trouble.message.partition("; ")
    if not then:
        return what
    return f"{what} since {near_time(trouble.since, ctx.now, ctx.zone)}; {follows}"


def _sources(ctx: Context) -> Iterator[Matter]:
    for health in ctx.snapshot.health:
        if health.site == ctx.site and health.catching_up is None:
            yield from _source(ctx, health)


def _source(ctx: Context, health: Health) -> Iterator[Matter]:
    about, since = f"source {health.source}", near_time(health.since, ctx.now, ctx.zone)
    if health.state is State.LOST:
        yield Matter(
            LOST, _("{source} lost since {time}: figures stand still", source=health.source, time=since), about
        )
    elif health.state is State.SILENT:
        yield Matter(
            SILENT, _("{source} answers but has told nothing new since {time}", source=health.source, time=since), about
        )
    elif health.state is State.LATE and health.as_of is not None:
        of = near_time(health.as_of, ctx.now, ctx.zone)
        yield Matter(LATE, _("{source} late: figures are of {time}", source=health.source, time=of), about)


def _calls(ctx: Context) -> Iterator[Matter]:
    calls = ctx.source("calls")
    if calls is not None and calls.state in (State.LOST, State.SILENT):
        return  # what stood there before says nothing of now
    queues = list(_queues(ctx))
    yield from queues
    yield from _site(ctx, not queues)


def _site(ctx: Context, alone: bool) -> Iterator[Matter]:
    """What the site's own tiles are coloured for, where no queue is told as the reason (`alone`)."""
    level, gone = recent(ctx, LEVELS), recent(ctx, RATES)
    waiting, window = depth(ctx).value, window_words(ctx)
    if alone and level.troubled and level.target is not None:
        said = _in_time(_("All queues"), level, level.target, window)
        yield Matter(level.tone if waiting else WATCH, said, "site_in_time")
    if gone.troubled and gone.target is not None:
        said = _(
            "{share} gave up waiting in the last {window}, promised at most {target}",
            share=percent(gone.value),
            window=window,
            target=target_percent(gone.target),
        )
        yield Matter(gone.tone if waiting else WATCH, said, "site_gave_up")


def _queues(ctx: Context) -> Iterator[Matter]:
    found = [(depth(ctx, queue).value or 0, matter) for queue in ctx.queues for matter in _queue(ctx, queue)]
    yield from (matter for _, matter in sorted(found, key=lambda entry: -entry[0]))


def _queue(ctx: Context, queue: str) -> Iterator[Matter]:
    """At most one matter of a queue: who waits now comes before how it went."""
    waiting, level, label = depth(ctx, queue), recent(ctx, LEVELS, queue), ctx.queue_label(queue)
    state, about = worst([waiting.tone, longest(ctx, queue).tone]), f"queue {queue}"
    if waiting.value and state in (WATCH, ALARM):
        unmanned = state == ALARM and not ctx.value("agents.available", queue=queue)
        who = _("{queue} needs agents", queue=label) if unmanned else label
        wait = ngettext("{n} waiting", "{n} waiting", waiting.value, n=count(waiting.value))
        yield Matter(state, f"{who}: {', '.join([wait, *_hands(ctx, queue)])}", about)
    elif level.troubled and level.target is not None:
        # It takes callers who wait now to make it an alarm.
        mood = level.tone if waiting.value else WATCH
        yield Matter(mood, _in_time(label, level, level.target, window_words(ctx)), about)


def _in_time(whose: str, level: Figure, target: float, window: str) -> str:
    return _(
        "{queue}: {share} in time in the last {window}, promised {target}",
        queue=whose,
        share=percent(level.value, level.target),
        window=window,
        target=target_percent(target),
    )


def _hands(ctx: Context, queue: str) -> Iterator[str]:
    """Who could take the calls: told where the phone system knows."""
    free, paused = ctx.value("agents.available", queue=queue), ctx.value("agents.paused", queue=queue)
    if free is not None:
        yield ngettext("{n} free", "{n} free", free, n=count(free))
    if paused:
        yield ngettext("{n} paused", "{n} paused", paused, n=count(paused))


_EMERGENCIES = (
    ("breached", ALARM),
    ("due_soon", WATCH),
    ("new", WATCH),
)


def emergency_tone(ctx: Context) -> Tone:
    """Emergencies are an alarm when past what was promised, and watched when close to it or new; not for ever."""
    return worst([state for variant, state in _EMERGENCIES if ctx.value("tickets.emergency", variant=variant)])


def _notices(ctx: Context) -> Iterator[Matter]:
    """What is to be known of a source that is read all the same: rows that are missing in every figure, say."""
    return (Matter(LATE, f"{h.source}: {h.notice}") for h in ctx.snapshot.health if h.site == ctx.site and h.notice)


def _emergencies(ctx: Context) -> Iterator[Matter]:
    for variant, state in _EMERGENCIES:
        value = ctx.value("tickets.emergency", variant=variant)
        if value:
            where = [
                ctx.department_label(name)
                for name in ctx.departments
                if ctx.value("tickets.emergency", variant=variant, department=name)
            ]
            said = _so_many_emergencies(variant, value)
            yield Matter(state, f"{said}: {_listed(where)}" if where else said, f"emergencies {variant}")


def _so_many_emergencies(variant: str, value: float) -> str:
    n = count(value)
    match variant:
        case "breached":
            return ngettext("{n} emergency past the promise", "{n} emergencies past the promise", value, n=n)
        case "due_soon":
            return ngettext("{n} emergency due soon", "{n} emergencies due soon", value, n=n)
        case _new:
            return ngettext("{n} emergency just reported", "{n} emergencies just reported", value, n=n)


def _listed(names: list[str]) -> str:
    """The first three, and how many more."""
    listed, more = ", ".join(names[:3]), len(names) - 3
    return ngettext("{names} and {n} more", "{names} and {n} more", more, names=listed, n=more) if more > 0 else listed


def _requests(ctx: Context) -> Iterator[Matter]:
    lone = ctx.value("tickets.unassigned")
    if lone:
        said = ngettext("{n} request needs a department", "{n} requests need a department", lone, n=count(lone))
        yield Matter(WATCH, said, "unassigned")

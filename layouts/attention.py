"""What needs somebody now, worst first, a sentence each. The foot of every board and one tile say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layouts import judge
from layouts.format import count, near_time, percent
from layouts.theme import ALARM, CATCHING_UP, CLOSED, ERROR, LATE, LOST, NO_DATA, OK, SEVERITY, SILENT, WATCH
from layouts.tile import Context
from wallboard.model import State, Trouble


@dataclass(frozen=True, slots=True)
class Matter:
    state: str
    says: str


def matters(ctx: Context) -> list[Matter]:
    """Everything that is not as it should be, most severe first; of equals, callers who wait come first. Whose requests
    are a part of the city's has no callers to look after: those are the whole city's."""
    found = [
        *_troubles(ctx),
        *_sources(ctx),
        *(() if ctx.scope else _queues(ctx)),
        *_emergencies(ctx),
        *_requests(ctx),
        *_notices(ctx),
    ]
    return sorted(found, key=lambda matter: -SEVERITY[matter.state])


def headline(ctx: Context) -> tuple[Matter, int]:
    """One line for the foot of the board, and how many matters more there are."""
    found = matters(ctx)
    if not found:
        if not ctx.snapshot.readings:
            return Matter(NO_DATA, "Nothing has been read yet"), 0
        if any(health.site == ctx.site and health.catching_up is not None for health in ctx.snapshot.health):
            return Matter(CATCHING_UP, "Still reading history"), 0
        return Matter(OK if ctx.open else CLOSED, "Nothing needs you now"), 0
    return found[0], len(found) - 1


def _troubles(ctx: Context) -> Iterator[Matter]:
    """What is wrong with the wall itself comes before everything that it says."""
    return (Matter(ERROR, _since(ctx, trouble)) for trouble in ctx.snapshot.troubles)


def _since(ctx: Context, trouble: Trouble) -> str:
    """Words that do not tell since when get it behind what is so, before what follows of it."""
    what, then, follows = trouble.message.partition("; ")
    if not then:
        return what
    return f"{what} since {near_time(trouble.since, ctx.now, ctx.zone)}; {follows}"


def _sources(ctx: Context) -> Iterator[Matter]:
    for health in ctx.snapshot.health:
        if health.site == ctx.site and health.state is State.LOST:
            since = near_time(health.since, ctx.now, ctx.zone)
            yield Matter(LOST, f"{health.source} lost since {since}: figures stand still")
        elif health.site == ctx.site and health.state is State.SILENT:
            since = near_time(health.since, ctx.now, ctx.zone)
            yield Matter(SILENT, f"{health.source} answers but has told nothing new since {since}")


def _notices(ctx: Context) -> Iterator[Matter]:
    """What is to be known of a source that is read all the same: rows that are missing in every figure, say."""
    return (Matter(LATE, f"{h.source}: {h.notice}") for h in ctx.snapshot.health if h.site == ctx.site and h.notice)


def _emergencies(ctx: Context) -> Iterator[Matter]:
    value = ctx.value("tickets.emergency")
    if value:
        where = [
            ctx.department_label(name) for name in ctx.departments if ctx.value("tickets.emergency", department=name)
        ]
        said = f"{count(value)} {'emergency' if value == 1 else 'emergencies'} open"
        yield Matter(ALARM, f"{said}: {_listed(where)}" if where else said)


def _listed(names: list[str]) -> str:
    """The first three, and how many more."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _queues(ctx: Context) -> Iterator[Matter]:
    calls = ctx.source("calls")
    if calls is not None and calls.state in (State.LOST, State.SILENT):
        return  # what stood there before says nothing of now
    found = [
        (ctx.value("calls.waiting", queue=queue) or 0, matter) for queue in ctx.queues for matter in _queue(ctx, queue)
    ]
    yield from (matter for _, matter in sorted(found, key=lambda entry: -entry[0]))


def _queue(ctx: Context, queue: str) -> Iterator[Matter]:
    """At most one matter of a queue: who waits now comes before how it went."""
    waiting, target, label = ctx.value("calls.waiting", queue=queue), ctx.target(queue), ctx.queue_label(queue)
    usual, alarm = ctx.value("calls.waiting", variant="usual", queue=queue), ctx.settings.alarm
    busy = judge.depth(waiting, usual, alarm)
    if busy == ALARM:
        yield Matter(busy, f"{label} needs agents: {count(waiting)} waiting")
        return
    if target is None:
        return
    long = judge.longest(ctx.value("calls.longest_wait_s", queue=queue), target, alarm)
    if long == ALARM:
        yield Matter(long, f"{label} needs agents: {count(waiting)} waiting")
        return
    variant = ctx.settings.queue(queue).service_level
    recent = ctx.value("calls.service_level", "30m", variant, queue=queue)
    if ctx.open and judge.share(recent, target, alarm) in (WATCH, ALARM):
        yield Matter(WATCH, f"{label}: {percent(recent)} in time in the last 30 min")
    elif busy == WATCH or long == WATCH:
        yield Matter(WATCH, f"{label}: {count(waiting)} waiting")


def _requests(ctx: Context) -> Iterator[Matter]:
    lone = ctx.value("tickets.unassigned")
    if lone:
        yield Matter(WATCH, f"{count(lone)} {'request needs' if lone == 1 else 'requests need'} a department")

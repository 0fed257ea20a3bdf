"""What needs somebody now, worst first, a sentence each. The foot of every board and one tile say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layouts import judge
from layouts.format import count, near_time, percent
from layouts.theme import ALARM, CLOSED, LOST, OK, SEVERITY, WATCH
from layouts.tile import Context
from wallboard.model import State


@dataclass(frozen=True, slots=True)
class Matter:
    state: str
    says: str


def matters(ctx: Context) -> list[Matter]:
    """Everything that is not as it should be, most severe first; equals keep their order."""
    found = [*_sources(ctx), *_emergencies(ctx), *_queues(ctx), *_requests(ctx)]
    return sorted(found, key=lambda matter: -SEVERITY[matter.state])


def headline(ctx: Context) -> Matter:
    found = matters(ctx)
    if not found:
        return Matter(OK if ctx.open else CLOSED, "Nothing needs you now")
    first, more = found[0], len(found) - 1
    return Matter(first.state, first.says + (f" · and {more} more" if more else ""))


def _sources(ctx: Context) -> Iterator[Matter]:
    for health in ctx.snapshot.health:
        if health.site == ctx.site and health.state is State.LOST:
            since = near_time(health.since, ctx.now, ctx.zone)
            yield Matter(LOST, f"{health.source} lost since {since}: its figures stand still")


def _emergencies(ctx: Context) -> Iterator[Matter]:
    value = ctx.value("tickets.emergency")
    if value:
        yield Matter(ALARM, f"{count(value)} {'emergency' if value == 1 else 'emergencies'} open")


def _queues(ctx: Context) -> Iterator[Matter]:
    for queue in ctx.queues:
        waiting, target, label = ctx.value("calls.waiting", queue=queue), ctx.target(queue), ctx.queue_label(queue)
        usual, alarm = ctx.value("calls.waiting", variant="usual", queue=queue), ctx.settings.alarm
        busy = judge.depth(waiting, usual, alarm)
        if busy in (WATCH, ALARM):
            yield Matter(busy, f"{label}: {count(waiting)} waiting, usual {count(usual)}")
            continue
        if target is None or not ctx.open:
            continue
        variant = ctx.settings.queue(queue).service_level
        recent = ctx.value("calls.service_level", "30m", variant, queue=queue)
        if judge.share(recent, target, alarm) in (WATCH, ALARM):
            yield Matter(WATCH, f"{label}: {percent(recent)} in time in 30 min, target {percent(target.share)}")


def _requests(ctx: Context) -> Iterator[Matter]:
    lone = ctx.value("tickets.unassigned")
    if lone:
        yield Matter(WATCH, f"{count(lone)} {'request belongs' if lone == 1 else 'requests belong'} to nobody")

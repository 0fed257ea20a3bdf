"""What needs somebody now, a sentence each. The foot of every board tells them in turn, one tile in a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from layouts.wall.alert_words import alert_words
from layouts.wall.format import count, near_time, percent, target_percent
from layouts.wall.names import in_a_sentence
from layouts.wall.parts import window_words
from layouts.wall.tile import Context
from wallboard.judging import matters as judging
from wallboard.judging.matters import Matter, MatterKind
from wallboard.languages import _, ngettext, said
from wallboard.model import SECOND, Micros

TURN: Micros = 8 * SECOND  # how long the foot tells one matter; the first of them twice as long
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """What the foot of the board says at this instant: of all matters, or of calm alone, the `nth` from 0."""

    all: tuple[Matter, ...]
    nth: int


def matters(ctx: Context) -> tuple[Matter, ...]:
    """Worst first. Whose requests are a part of the city's has no callers to look after: those are the whole city's."""
    return judging.matters(ctx, callers=not ctx.scope)


def turn(ctx: Context) -> Turn:
    """Nobody can click on a wall, so that all matters take turns. When another one becomes the first, it is told at once."""
    every = matters(ctx)
    if not every:
        return Turn((judging.calm(ctx),), 0)
    began = ctx.memory.first_told
    if began is None or began[0] != every[0].about or not began[1] <= ctx.now:
        began = ctx.memory.first_told = every[0].about, ctx.now
    turns = (ctx.now - began[1]) // TURN % (len(every) + 1)
    return Turn(every, max(0, turns - 1))


def sentence(ctx: Context, matter: Matter) -> str:
    """A matter in words that say what to do."""
    return _SENTENCES[matter.kind](ctx, matter)


# ---------------------------------------------------------------- the wall itself, and its sources


def _trouble(ctx: Context, matter: Matter) -> str:
    """Words that do not tell since when get it behind what is so, before what follows of it."""
    what, then, follows = said(matter.message).partition("; ")
    if not then:
        return what
    return _("{what} since {time}; {then}", what=what, time=_since(ctx, matter), then=follows)


def _source(ctx: Context, matter: Matter) -> str:
    source, time = matter.subject, _since(ctx, matter)
    match matter.kind:
        case MatterKind.SOURCE_LOST:
            return _("{source} lost since {time}: figures stand still", source=source, time=time)
        case MatterKind.SOURCE_SILENT:
            return _("{source} answers but has told nothing new since {time}", source=source, time=time)
        case _late:
            return _("{source} late: figures are of {time}", source=source, time=time)


def _notice(ctx: Context, matter: Matter) -> str:
    del ctx
    return _("{what}: {details}", what=matter.subject, details=said(matter.message))


def _since(ctx: Context, matter: Matter) -> str:
    return "" if matter.since is None else near_time(matter.since, ctx.now, ctx.zone)


# ---------------------------------------------------------------- calls


def _waiting(ctx: Context, matter: Matter) -> str:
    queue, waiting = in_a_sentence(ctx.queue_label(matter.scope.queue)), matter.value or 0
    who = _("{queue} needs agents", queue=queue) if matter.kind is MatterKind.QUEUE_NEEDS_AGENTS else queue
    wait = ngettext("{n} waiting", "{n} waiting", waiting, n=count(waiting))
    return _("{what}: {details}", what=who, details=", ".join([wait, *_hands(matter)]))


def _hands(matter: Matter) -> Iterator[str]:
    """Who could take the calls: told where the phone system knows."""
    if matter.free is not None:
        yield ngettext("{n} free", "{n} free", matter.free, n=count(matter.free))
    if matter.paused:
        yield ngettext("{n} paused", "{n} paused", matter.paused, n=count(matter.paused))


def _in_time(ctx: Context, matter: Matter) -> str:
    return _(
        "{queue}: {share} in time in the last {window}, promised {target}",
        queue=in_a_sentence(ctx.queue_label(matter.scope.queue)) if matter.scope.queue else _every_queue(ctx),
        share=percent(matter.value, matter.target),
        window=window_words(ctx),
        target=_target(matter),
    )


def _every_queue(ctx: Context) -> str:
    return _("Queues of this board") if ctx.only_queues else _("All queues")


def _gave_up(ctx: Context, matter: Matter) -> str:
    return _(
        "{share} gave up waiting in the last {window}, promised at most {target}",
        share=percent(matter.value),
        window=window_words(ctx),
        target=_target(matter),
    )


def _target(matter: Matter) -> str:
    return "" if matter.target is None else target_percent(matter.target)


# ---------------------------------------------------------------- requests


def _emergencies(ctx: Context, matter: Matter) -> str:
    what = _so_many_emergencies(matter)
    where = [in_a_sentence(ctx.department_label(name)) for name in matter.departments]
    return _("{what}: {details}", what=what, details=_listed(where)) if where else what


def _so_many_emergencies(matter: Matter) -> str:
    value, n = matter.value or 0, count(matter.value)
    match matter.kind:
        case MatterKind.EMERGENCIES_BREACHED:
            return ngettext("{n} emergency past the promise", "{n} emergencies past the promise", value, n=n)
        case MatterKind.EMERGENCIES_DUE_SOON:
            return ngettext("{n} emergency due soon", "{n} emergencies due soon", value, n=n)
        case _new:
            return ngettext("{n} emergency just reported", "{n} emergencies just reported", value, n=n)


def _listed(names: Sequence[str]) -> str:
    """The first three, and how many more."""
    listed, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return ngettext("{names} and {n} more", "{names} and {n} more", more, names=listed, n=more) if more > 0 else listed


def _unassigned(ctx: Context, matter: Matter) -> str:
    del ctx
    lone = matter.value or 0
    return ngettext("{n} request needs a department", "{n} requests need a department", lone, n=count(lone))


def _alert(ctx: Context, matter: Matter) -> str:
    if matter.alert is None:
        return ""
    what = alert_words(matter.alert.raised, ctx.settings, names=ctx.board.agent_names)
    return _("{what} (somebody is on it)", what=what) if matter.alert.taken_at is not None else what


def _nothing(ctx: Context, matter: Matter) -> str:
    del ctx
    match matter.kind:
        case MatterKind.READING_HISTORY:
            return _("Still reading history")
        case MatterKind.NOTHING_READ:
            return _("Nothing has been read yet")
        case MatterKind.NO_SOURCE:
            return _("No source of calls or requests is set up")
        case _calm:
            return _("Nothing needs you now")


_SENTENCES: Mapping[MatterKind, Callable[[Context, Matter], str]] = {
    MatterKind.TROUBLE: _trouble,
    MatterKind.SOURCE_LOST: _source,
    MatterKind.SOURCE_SILENT: _source,
    MatterKind.SOURCE_LATE: _source,
    MatterKind.SOURCE_NOTICE: _notice,
    MatterKind.QUEUE_NEEDS_AGENTS: _waiting,
    MatterKind.QUEUE_WAITING: _waiting,
    MatterKind.QUEUE_IN_TIME: _in_time,
    MatterKind.SITE_IN_TIME: _in_time,
    MatterKind.SITE_GAVE_UP: _gave_up,
    MatterKind.EMERGENCIES_BREACHED: _emergencies,
    MatterKind.EMERGENCIES_DUE_SOON: _emergencies,
    MatterKind.EMERGENCIES_NEW: _emergencies,
    MatterKind.ALERT: _alert,
    MatterKind.UNASSIGNED: _unassigned,
    MatterKind.READING_HISTORY: _nothing,
    MatterKind.NOTHING_READ: _nothing,
    MatterKind.NO_SOURCE: _nothing,
    MatterKind.CALM: _nothing,
}

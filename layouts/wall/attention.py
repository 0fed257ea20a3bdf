"""What needs somebody now, a sentence each. The foot of every board tells them in turn, one tile in a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from layouts.wall.format import count, near_time, percent, target_percent
from layouts.wall.parts import window_words
from layouts.wall.tile import Context
from wallboard.judging import matters as judging
from wallboard.judging.matters import Matter, MatterKind
from wallboard.model import SECOND, Micros

TURN: Micros = 8 * SECOND  # how long the foot tells one matter; the first of them twice as long
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """What the foot of the board says at this instant: one matter in its turn, the `first` of them, and which it is."""

    matter: Matter
    first: Matter
    nth: int
    all: tuple[Matter, ...]


def matters(ctx: Context) -> tuple[Matter, ...]:
    """Worst first. Whose requests are a part of the city's has no callers to look after: those are the whole city's."""
    return judging.matters(ctx, callers=not ctx.scope)


def turn(ctx: Context) -> Turn:
    """Nobody can click on a wall, so that all matters take turns. When another one becomes the first, it is told at once."""
    every = matters(ctx)
    if not every:
        calm = judging.calm(ctx)
        return Turn(calm, calm, 0, ())
    began = ctx.memory.first_told
    if began is None or began[0] != every[0].about or not began[1] <= ctx.now:
        began = ctx.memory.first_told = every[0].about, ctx.now
    turns = (ctx.now - began[1]) // TURN % (len(every) + 1)
    nth = max(0, turns - 1)
    return Turn(every[nth], every[0], nth, every)


def sentence(ctx: Context, matter: Matter) -> str:
    """A matter in words that say what to do."""
    return _SENTENCES[matter.kind](ctx, matter)


# ---------------------------------------------------------------- the wall itself, and its sources


def _trouble(ctx: Context, matter: Matter) -> str:
    """Words that do not tell since when get it behind what is so, before what follows of it."""
    what, then, follows = matter.message.partition("; ")
    if not then:
        return what
    return f"{what} since {_since(ctx, matter)}; {follows}"


def _source(template: str) -> Callable[[Context, Matter], str]:
    return lambda ctx, matter: template.format(source=matter.subject, time=_since(ctx, matter), notice=matter.message)


def _since(ctx: Context, matter: Matter) -> str:
    return "" if matter.since is None else near_time(matter.since, ctx.now, ctx.zone)


# ---------------------------------------------------------------- calls


def _waiting(template: str) -> Callable[[Context, Matter], str]:
    return lambda ctx, matter: template.format(
        queue=ctx.queue_label(matter.scope.queue), who=", ".join([f"{count(matter.value)} waiting", *_hands(matter)])
    )


def _hands(matter: Matter) -> Iterator[str]:
    """Who could take the calls: told where the phone system knows."""
    if matter.free is not None:
        yield f"{count(matter.free)} free"
    if matter.paused:
        yield f"{count(matter.paused)} paused"


def _in_time(template: str) -> Callable[[Context, Matter], str]:
    return lambda ctx, matter: template.format(
        queue=ctx.queue_label(matter.scope.queue) if matter.scope.queue else "",
        share=percent(matter.value, matter.target),
        window=window_words(ctx),
        target=_target(matter),
    )


def _gave_up(ctx: Context, matter: Matter) -> str:
    share, window = percent(matter.value), window_words(ctx)
    return f"{share} gave up waiting in the last {window}, promised at most {_target(matter)}"


def _target(matter: Matter) -> str:
    return "" if matter.target is None else target_percent(matter.target)


# ---------------------------------------------------------------- requests


def _emergencies(one: str, many: str) -> Callable[[Context, Matter], str]:
    def say(ctx: Context, matter: Matter) -> str:
        said = (one if matter.value == 1 else many).format(count=count(matter.value))
        where = [ctx.department_label(name) for name in matter.departments]
        return f"{said}: {_listed(where)}" if where else said

    return say


def _listed(names: Sequence[str]) -> str:
    """The first three, and how many more."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _unassigned(ctx: Context, matter: Matter) -> str:
    del ctx
    return f"{count(matter.value)} {'request needs' if matter.value == 1 else 'requests need'} a department"


def _plain(words: str) -> Callable[[Context, Matter], str]:
    return lambda ctx, matter: words


_SENTENCES: Mapping[MatterKind, Callable[[Context, Matter], str]] = {
    MatterKind.TROUBLE: _trouble,
    MatterKind.SOURCE_LOST: _source("{source} lost since {time}: figures stand still"),
    MatterKind.SOURCE_SILENT: _source("{source} answers but has told nothing new since {time}"),
    MatterKind.SOURCE_LATE: _source("{source} late: figures are of {time}"),
    MatterKind.SOURCE_NOTICE: _source("{source}: {notice}"),
    MatterKind.QUEUE_NEEDS_AGENTS: _waiting("{queue} needs agents: {who}"),
    MatterKind.QUEUE_WAITING: _waiting("{queue}: {who}"),
    MatterKind.QUEUE_IN_TIME: _in_time("{queue}: {share} in time in the last {window}, promised {target}"),
    MatterKind.SITE_IN_TIME: _in_time("All queues: {share} in time in the last {window}, promised {target}"),
    MatterKind.SITE_GAVE_UP: _gave_up,
    MatterKind.EMERGENCIES_BREACHED: _emergencies(
        "{count} emergency past the promise", "{count} emergencies past the promise"
    ),
    MatterKind.EMERGENCIES_DUE_SOON: _emergencies("{count} emergency due soon", "{count} emergencies due soon"),
    MatterKind.EMERGENCIES_NEW: _emergencies("{count} emergency just reported", "{count} emergencies just reported"),
    MatterKind.UNASSIGNED: _unassigned,
    MatterKind.READING_HISTORY: _plain("Still reading history"),
    MatterKind.NOTHING_READ: _plain("Nothing has been read yet"),
    MatterKind.CALM: _plain("Nothing needs you now"),
}

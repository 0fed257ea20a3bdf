"""What one agent did since midnight: talked, wrapped up and stood idle, from conversations and from what rows tell of duty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from wallboard.calls.happenings import Happening, What, place
from wallboard.model import SECOND, Micros
from wallboard.model.floor import AgentDay
from wallboard.state.agent_presence import AgentPresence

CAME = frozenset({What.JOINED, What.LOGGED_IN})

NEVER: Micros = 2**62  # the end of what goes on

Span = tuple[Micros, Micros]


class Talk(NamedTuple):
    """A conversation: `end` is None while it goes on, `wrapped` is when its wrap-up is over, were nothing to come between."""

    start: Micros
    end: Micros | None
    wrapped: Micros | None
    talk_s: float


class DutyDay:
    """What rows told of one agent since midnight, and how the agent stood before. May be told in any order."""

    __slots__ = ("_before", "_rows")

    def __init__(self, before: AgentPresence) -> None:
        self._before = before.copied()
        self._rows: list[Happening] = []

    def tell(self, happened: Happening, midnight: Micros) -> None:
        if happened.at < midnight:
            self._before.tell(happened)
        else:
            self._rows.append(happened)

    def ready(self, available: Callable[[AgentPresence, Micros], bool], turns: Iterable[Micros]) -> list[Span] | None:
        """When they could be given calls, since the row that told that they came and until now, which has no end yet; None
        where no row told. `available` judges how somebody stood at an instant, `turns` are other instants that may
        change it."""
        rows = sorted(self._rows, key=lambda row: (row.at, place(row)))
        came = next((row.at for row in rows if row.what in CAME), None)
        if came is None:
            return None
        instants = sorted({came, *(row.at for row in rows), *(at for at in turns if at > came)})
        person, told, spans, since = self._before.copied(), 0, [], None
        for at in instants:
            while told < len(rows) and rows[told].at <= at:
                person.tell(rows[told])
                told += 1
            is_ready = at >= came and available(person, at)
            if is_ready and since is None:
                since = at
            elif not is_ready and since is not None:
                spans.append((since, at))
                since = None
        return spans if since is None else [*spans, (since, NEVER)]


def agent_day(talks: Iterable[Talk], ready: Sequence[Span] | None, until: Micros, *, wraps: bool) -> AgentDay:
    """The day up to `until`. `wraps`: whether anything grants them wrap-up."""
    told = sorted(talks)
    over = [talk for talk in told if talk.end is not None and talk.end <= until]
    idle = None if ready is None else sum(_uncovered(ready, _busy(told, until), until)) / SECOND
    wrap_up = sum(_wrap_ups(told, until)) / SECOND if wraps else None
    return AgentDay(len(told), sum(talk.talk_s for talk in over), wrap_up, idle)


def _wrap_ups(talks: Sequence[Talk], until: Micros) -> Iterator[Micros]:
    """How long each wrap-up was: the next call ends it."""
    following = [*(after.start for after in talks[1:]), until]
    for talk, after in zip(talks, following, strict=False):
        if talk.end is not None and talk.wrapped is not None:
            yield max(0, min(talk.wrapped, after, until) - talk.end)


def _busy(talks: Iterable[Talk], until: Micros) -> list[Span]:
    """When they talked or wrapped up, without overlaps."""
    merged: list[Span] = []
    for talk in talks:
        end = until if talk.end is None else max(talk.end, talk.wrapped or 0)
        if merged and talk.start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((talk.start, end))
    return merged


def _uncovered(spans: Iterable[Span], busy: Sequence[Span], until: Micros) -> Iterator[Micros]:
    """How much of each span is not busy."""
    for start, end in spans:
        end = min(end, until)
        if end > start:
            yield end - start - sum(max(0, min(end, ends) - max(start, begins)) for begins, ends in busy)

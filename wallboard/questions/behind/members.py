"""One of those that are counted in a figure, with what it adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from wallboard.metrics.registry import Figure
from wallboard.model import Micros, Visit
from wallboard.state.postings import Posting
from wallboard.state.thresholds import Threshold
from wallboard.state.timeline import Version


class Adds(NamedTuple):
    """What the metric says of one alone: of a count how often it counts, of a share 1 or 0, of a mean its own amount. `n`
    is how many times it is among those that the figure is of; None for counts."""

    value: float | int | None
    n: int | None = None

    @property
    def counts(self) -> bool:
        return bool(self.value) if self.n is None else self.n > 0

    @classmethod
    def of(cls, figure: Figure | None) -> Adds:
        return cls(None) if figure is None else cls(figure.value, figure.n)


class CallMember(NamedTuple):
    """A visit as it was at the instant. `steps` are those with which it counts (wallboard/state/windows.py)."""

    visit: Visit
    threshold: Threshold
    steps: int
    adds: Adds


class RequestMember(NamedTuple):
    """A request as it was at the instant: `version` is what was last said of it within the remit, and `elsewhere` that it
    went on to where whoever asks cannot look. `state` is open, paused, finished or removed, `age_days` for how many days of
    the calendar it was open. `due` is None where nothing was promised or its clock stands. `postings` are what it adds to
    the groups of requests that it is in; nobody needs them any more once the figure is recounted."""

    version: Version
    state: str
    elsewhere: bool
    opened: Micros
    due: Micros | None
    age_days: float
    postings: Sequence[Posting]
    adds: Adds


class PersonMember(NamedTuple):
    """Somebody on duty; `agent` is "" for whom agents are not named."""

    agent: str
    state: str
    since: Micros | None
    queues: tuple[str, ...]
    adds: Adds


class DayMember(NamedTuple):
    """A day that says what is usual, by which the figure would be what it adds."""

    day: date
    adds: Adds


Member = CallMember | RequestMember | PersonMember | DayMember


def unnamed(member: Member) -> Member:
    """To whoever may know neither agents nor assignees by name."""
    match member:
        case CallMember():
            return member._replace(visit=replace(member.visit, agent=None))
        case RequestMember():
            return member._replace(version=member.version._replace(assignee=""))
        case PersonMember():
            return member._replace(agent="")
        case DayMember():
            return member

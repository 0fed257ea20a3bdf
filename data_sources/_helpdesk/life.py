"""The life of a ticket as its helpdesk logs it: how it stood at each instant at which something changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from data_sources._tickets.mapping import StatusMeaning, standing
from wallboard.model import NO_INSTANT, Micros


class Moment(NamedTuple):
    """How a ticket stood from `at` on, until the next moment. `gone`: merged into its `parent`, or in the bin."""

    at: Micros
    status: str  # the helpdesk's own word
    department: str = ""
    assignee: str = ""
    due_at: Micros = NO_INSTANT
    parent: str = ""
    relation: str = ""
    gone: bool = False
    usually: str = ""  # what the helpdesk says that its status means, where no setting says otherwise


class Life(NamedTuple):
    """A ticket and its moments, in the order in which they were logged. What no log tells is as it is today."""

    ticket: str
    opened_at: Micros
    moments: Sequence[Moment]
    service_type: str = ""
    ward: str = ""
    channel: str = ""
    priority: str = ""
    details: Mapping[str, str] = {}


class Step(NamedTuple):
    """One change that the log tells: how those fields of a moment were before that it changed."""

    at: Micros
    before: Mapping[str, Any]


class Stood(NamedTuple):
    """A moment with what follows of those before it."""

    moment: Moment
    state: str
    outcome: str
    finished_at: Micros
    first_finished_at: Micros
    reopens: int


def walked_back(present: Moment, steps: Sequence[Step], opened_at: Micros) -> list[Moment]:
    """The moments that lead to the `present` one, which is when the ticket was last touched; `steps` in their order."""
    moments, standing = [present], present
    for step in reversed(steps):
        moments.append(standing._replace(at=step.at))
        standing = standing._replace(**step.before)
    return [standing._replace(at=opened_at), *reversed(moments)]


def stood(life: Life, meanings: Mapping[str, StatusMeaning]) -> Iterator[Stood]:
    """The last moment of each instant. A due instant that is changed by finishing, or afterwards, is not the one by which
    the ticket was late or not: the one that stood when it was finished stays until it is reopened."""
    last: Stood | None = None
    for moment in life.moments:
        meaning = _meaning(moment, meanings)
        if meaning is None:
            continue
        now = _after(last, moment, StatusMeaning("removed", "") if moment.gone else meaning)
        if last is not None and last.moment.at < now.moment.at:
            yield last
        last = now
    if last is not None:
        yield last


def unmapped(life: Life, meanings: Mapping[str, StatusMeaning]) -> list[Moment]:
    """Moments whose word for the status nobody explained."""
    return [moment for moment in life.moments if _meaning(moment, meanings) is None]


def _meaning(moment: Moment, meanings: Mapping[str, StatusMeaning]) -> StatusMeaning | None:
    told = meanings.get(moment.status.strip().casefold())
    return standing(moment.usually) if told is None and moment.usually else told


def _after(last: Stood | None, moment: Moment, meaning: StatusMeaning) -> Stood:
    if last is None:
        finished = moment.at if meaning.state == "finished" else NO_INSTANT
        return Stood(moment, *meaning, finished, finished, 0)
    moment = moment._replace(at=max(moment.at, last.moment.at))
    was, now = last.state == "finished", meaning.state == "finished"
    if was and now:
        return last._replace(moment=moment._replace(due_at=last.moment.due_at), outcome=meaning.outcome)
    if now:
        first = moment.at if last.first_finished_at == NO_INSTANT else last.first_finished_at
        return last._replace(
            moment=moment, state="finished", outcome=meaning.outcome, finished_at=moment.at, first_finished_at=first
        )
    reopens = last.reopens + (was and meaning.state != "removed")
    return last._replace(moment=moment, state=meaning.state, outcome=meaning.outcome, reopens=reopens)

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
    """A ticket and its moments, in the order in which they were logged: all of them, or those of late. What no log tells is
    as it is today."""

    ticket: str
    opened_at: Micros
    moments: Sequence[Moment]
    service_type: str = ""
    ward: str = ""
    channel: str = ""
    priority: str = ""
    details: Mapping[str, str] = {}
    # of one whose moments are those of late, and that is finished in the first of them
    finished_at: Micros = NO_INSTANT


class Parent(NamedTuple):
    """Of a ticket that is the child of another, and since when."""

    ticket: str
    since: Micros


class Step(NamedTuple):
    """One change that the log tells: how those fields of a moment were before that it changed."""

    at: Micros
    before: Mapping[str, Any]


class Stood(NamedTuple):
    """A moment with what follows of those before it."""

    moment: Moment
    state: str
    outcome: str
    finished_at: Micros  # NO_INSTANT unless it is finished, or was when it was removed


def walked_back(present: Moment, steps: Sequence[Step]) -> list[Moment]:
    """How it stood before all `steps` (in their order), after each, and when it was last touched, which is the `present`. The
    first moment is at NO_INSTANT: when that began, the steps do not tell."""
    moments, standing = [present], present
    for step in reversed(steps):
        moments.append(standing._replace(at=step.at))
        standing = standing._replace(**step.before)
    return [standing._replace(at=NO_INSTANT), *reversed(moments)]


def stood(life: Life, meanings: Mapping[str, StatusMeaning]) -> Iterator[Stood]:
    """The last moment of each instant. A due instant that is changed by finishing, or afterwards, is not the one by which
    the ticket was late or not: the one that stood when it was finished stays until it is reopened."""
    last: Stood | None = None
    for moment in life.moments:
        meaning = meaning_of(moment.status, moment.usually, meanings)
        if meaning is None:
            continue
        now = _after(last, moment, meaning, life.finished_at)
        if last is not None and last.moment.at < now.moment.at:
            yield last
        last = now
    if last is not None:
        yield last


def unmapped(life: Life, meanings: Mapping[str, StatusMeaning]) -> list[Moment]:
    """Moments whose word for the status nobody explained."""
    return [moment for moment in life.moments if meaning_of(moment.status, moment.usually, meanings) is None]


def meaning_of(status: str, usually: str, meanings: Mapping[str, StatusMeaning]) -> StatusMeaning | None:
    """What settings say of the word, else what its helpdesk says; None where neither does."""
    told = meanings.get(status.strip().casefold())
    return standing(usually) if told is None and usually else told


def is_over(status: str, usually: str, meanings: Mapping[str, StatusMeaning]) -> bool:
    """Whether nobody works on a ticket with that status any more."""
    meaning = meaning_of(status, usually, meanings)
    return meaning is not None and meaning.state in ("finished", "removed")


def _after(last: Stood | None, moment: Moment, meaning: StatusMeaning, known: Micros) -> Stood:
    """What is removed, and there again, was finished when it was. `known`: when the one was of which nothing else is `last`."""
    state, outcome = ("removed", "") if moment.gone else meaning
    if last is None:
        # A helpdesk that stamps every closing may have stamped a later one than this.
        finished_at = moment.at if known == NO_INSTANT else min(moment.at, known)
        return Stood(moment, state, outcome, finished_at if meaning.state == "finished" else NO_INSTANT)
    moment = moment._replace(at=max(moment.at, last.moment.at))
    if meaning.state not in ("finished", "removed"):
        return Stood(moment, state, outcome, NO_INSTANT)
    if last.finished_at != NO_INSTANT:
        return Stood(moment._replace(due_at=last.moment.due_at), state, outcome, last.finished_at)
    return Stood(moment, state, outcome, moment.at if meaning.state == "finished" else NO_INSTANT)

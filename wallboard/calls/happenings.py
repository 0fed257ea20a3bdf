"""What a phone system tells of calls and agents, one happening at a time, in no system's own words.

A source makes happenings of its rows with the functions below, which name what each needs. `wallboard.calls.fold` makes
queue visits of them, `wallboard.state` who is on duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from wallboard.model import Micros, Reason

ABANDONED = "abandoned"  # the detail of a `left` that is no Reason: the caller hung up
TRANSFERRED = "transferred"  # the detail of an `ended`
PAUSED = "paused"  # the detail of a `joined`


class What(StrEnum):
    """What happened. The first four are of one call in one queue, RESTARTED is of the whole phone system, OTHER tells
    the wall nothing, and the rest are of one agent."""

    ENTERED = "entered"  # a caller came into a queue
    ANSWERED = "answered"  # an agent took the call out of it
    LEFT = "left"  # the caller left it unanswered
    ENDED = "ended"  # the conversation is over
    JOINED = "joined"  # the agent was added to a queue
    PARTED = "parted"  # ... and taken out of it
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    PAUSED = "paused"
    RESUMED = "resumed"
    RANG = "rang"  # a call was offered to the agent, who did not answer
    RESTARTED = "restarted"  # whatever was going on before is over
    OTHER = "other"  # kept beside the rest, for people who ask what the source told


OF_CALLS = frozenset({What.ENTERED, What.ANSWERED, What.LEFT, What.ENDED})
OF_AGENTS = frozenset(
    {
        What.JOINED,
        What.PARTED,
        What.LOGGED_IN,
        What.LOGGED_OUT,
        What.PAUSED,
        What.RESUMED,
        What.RANG,
    }
)


class Happening(NamedTuple):
    """One thing that happened, in UTC and without the caller's number. Texts are "" where there is nothing to say.

    `seq` is the number of the source's row: unique within the source, growing in the order in which the phone system
    wrote (a table's id, or a file's generation and byte offset); it decides between equal instants. `part` numbers the
    happenings of one row from 0, so that rows can be counted: 0 where a row is one happening.
    `wait_s` and `talk_s` are whole seconds as the source tells them; None where it tells none, and the instants decide.
    `raw` is the source's own row as text, masked, for people who ask: nothing is counted from it.
    """

    source: str
    seq: int
    part: int
    site: str
    at: Micros
    callid: str
    queue: str
    agent: str
    what: What
    wait_s: int | None
    talk_s: int | None
    detail: str
    raw: str


place = attrgetter("seq", "part")  # which of its source's happenings it is, and where it stands in their order


def by_row(happenings: Iterable[Happening]) -> Iterator[list[Happening]]:
    """The happenings of one row after the other, as they are told: where a part comes again, the row is told again."""
    row: list[Happening] = []
    for each in happenings:
        if row and (each.seq != row[0].seq or each.part <= row[-1].part):
            yield row
            row = []
        row.append(each)
    if row:
        yield row


class Row(NamedTuple):
    """What all happenings of one row of a source share."""

    source: str
    site: str
    seq: int
    at: Micros  # of the row; a happening of another instant says so itself
    raw: str = ""


def entered(row: Row, call: str, queue: str, *, at: Micros | None = None, part: int = 0) -> Happening:
    """A caller came into a queue. `call` is the phone system's own name of the call, the same in all its rows."""
    return _of(row, at, part, What.ENTERED, call, queue)


def answered(
    row: Row, call: str, queue: str, agent: str, *, wait_s: int | None = None, at: Micros | None = None, part: int = 0
) -> Happening:
    """An agent took the call."""
    return _of(row, at, part, What.ANSWERED, call, queue, agent, wait_s)


def abandoned(
    row: Row, call: str, queue: str, *, wait_s: int | None = None, at: Micros | None = None, part: int = 0
) -> Happening:
    """The caller hung up in the queue."""
    return _of(row, at, part, What.LEFT, call, queue, "", wait_s, None, ABANDONED)


def diverted(
    row: Row,
    call: str,
    queue: str,
    reason: Reason,
    *,
    wait_s: int | None = None,
    at: Micros | None = None,
    part: int = 0,
) -> Happening:
    """The caller left the queue unanswered, and for another reason than hanging up."""
    return _of(row, at, part, What.LEFT, call, queue, "", wait_s, None, reason.value)


def ended(
    row: Row,
    call: str,
    queue: str,
    agent: str,
    *,
    wait_s: int | None = None,
    talk_s: int | None = None,
    transferred: bool = False,
    at: Micros | None = None,
    part: int = 0,
) -> Happening:
    """The conversation is over. Where the row that told of its answer is missing, it was answered `talk_s` before."""
    detail = TRANSFERRED if transferred else ""
    return _of(row, at, part, What.ENDED, call, queue, agent, wait_s, talk_s, detail)


def joined(row: Row, agent: str, queue: str, *, paused: bool = False, part: int = 0) -> Happening:
    """An agent was added to a queue, perhaps paused."""
    return _of(row, None, part, What.JOINED, "", queue, agent, detail=PAUSED if paused else "")


def parted(row: Row, agent: str, queue: str, *, part: int = 0) -> Happening:
    """An agent was taken out of a queue."""
    return _of(row, None, part, What.PARTED, "", queue, agent)


def logged_in(row: Row, agent: str, *, part: int = 0) -> Happening:
    """An agent came to work: the phone system knows logins as such."""
    return _of(row, None, part, What.LOGGED_IN, "", "", agent)


def logged_out(row: Row, agent: str, *, part: int = 0) -> Happening:
    return _of(row, None, part, What.LOGGED_OUT, "", "", agent)


def paused(row: Row, agent: str, queue: str = "", *, reason: str = "", part: int = 0) -> Happening:
    """An agent takes no calls of this queue ("" is of any queue) until `resumed`; `reason` is in the centre's words."""
    return _of(row, None, part, What.PAUSED, "", queue, agent, detail=reason)


def resumed(row: Row, agent: str, queue: str = "", *, part: int = 0) -> Happening:
    """An agent takes calls of this queue ("" is of every queue) again."""
    return _of(row, None, part, What.RESUMED, "", queue, agent)


def rang(row: Row, agent: str, queue: str, call: str = "", *, part: int = 0) -> Happening:
    """A call was offered to an agent, who did not answer."""
    return _of(row, None, part, What.RANG, call, queue, agent)


def restarted(row: Row, *, part: int = 0) -> Happening:
    """The phone system started anew: who waited is lost, who talked was cut off."""
    return _of(row, None, part, What.RESTARTED)


def other(row: Row, *, call: str = "", queue: str = "", agent: str = "", part: int = 0) -> Happening:
    """A row that tells the wall nothing, and is kept for people who ask."""
    return _of(row, None, part, What.OTHER, call, queue, agent)


def _of(
    row: Row,
    at: Micros | None,
    part: int,
    what: What,
    call: str = "",
    queue: str = "",
    agent: str = "",
    wait_s: int | None = None,
    talk_s: int | None = None,
    detail: str = "",
) -> Happening:
    when = row.at if at is None else at
    return Happening(
        row.source, row.seq, part, row.site, when, call, queue, agent, what, wait_s, talk_s, detail, row.raw
    )

"""The life of one Znuny ticket, of its row, its rows of ticket_history and its links to parents.

A row of ticket_history holds how the ticket stood after what it tells, so nothing is walked back. Rows of articles are passed
over: those of a ticket that was merged go to the one that it was merged into, and would tell how the other stood.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from data_sources._helpdesk.life import Life, Moment, Parent
from data_sources._helpdesk.states import States
from wallboard.model import DETAILS, NO_INSTANT, SECOND, Micros


class Logged(NamedTuple):
    """A row of ticket_history."""

    what: str  # the name of its type
    told: Sequence[str]  # what it tells besides: %%this%%that
    of_article: bool
    queue: int
    owner: int
    state: int
    at: Micros


class Named(NamedTuple):
    states: States
    queues: Mapping[int, str]
    users: Mapping[int, str]
    priorities: Mapping[int, str]
    kinds: Mapping[int, str]  # services, or types of tickets


class Present(NamedTuple):
    """A row of ticket."""

    number: int
    queue: int
    state: int
    owner: int
    priority: int
    kind: int | None
    creator: int
    opened_at: Micros
    changed_at: Micros
    due: int  # seconds since 1970; 0: none


def needs_all(rows: Sequence[Logged], ticket: int, states: States) -> bool:
    """Whether more must be known than these new rows of a ticket tell: how it became over, or whether it was told at all, or
    into which it was merged."""
    first = rows[0]
    if first.what == "NewTicket":
        over = False
    elif first.what == "StateUpdate" and first.told:
        over = _was_over(first.told[0], states)
    else:
        over = states.is_over(first.state)
    return over or (any(states.is_merged(row.state) for row in rows) and not _merged_into(rows, ticket))


def life_of(
    now: Present, rows: Sequence[Logged], parents: Collection[Parent], texts: Mapping[str, str], names: Named
) -> Life:
    """`texts`: what its dynamic fields hold, as fields of a life or details."""
    merged = _merged_into(rows, now.number)
    parent = next((each for each in reversed(list(parents)) if each.ticket != merged), None)
    due_at = now.due * SECOND if now.due else NO_INSTANT

    def moment(at: Micros, queue: int, owner: int, state: int) -> Moment:
        usually = names.states.usually(state)
        stood = Moment(at, names.states.name(state), names.queues.get(queue, ""), names.users.get(owner, ""))
        if names.states.is_merged(state):
            return stood._replace(usually=usually, parent=merged, relation="merged")
        if parent is not None and parent.since <= at:
            stood = stood._replace(parent=parent.ticket, relation="child")
        return stood._replace(usually=usually, due_at=due_at)

    moments = [moment(row.at, row.queue, row.owner, row.state) for row in rows if not row.of_article]
    last = max([now.changed_at, *(each.at for each in moments[-1:])])
    moments.append(moment(last, now.queue, now.owner, now.state))
    return Life(
        str(now.number),
        now.opened_at,
        moments,
        service_type=texts.get("service_type", names.kinds.get(now.kind or 0, "")),
        ward=texts.get("ward", ""),
        channel=texts.get("channel", ""),
        priority=names.priorities.get(now.priority, ""),
        details={name: told for name, told in texts.items() if name in DETAILS}
        | {"creator": names.users.get(now.creator, "")},
    )


def _was_over(name: str, states: States) -> bool:
    """One that has no such name any more may have been over."""
    numbers = [number for number, known in states.names.items() if known == name]
    return not numbers or states.is_over(numbers[0])


def _merged_into(rows: Sequence[Logged], ticket: int) -> str:
    """Both tickets have the same row: %%number%%id%%number of the main one%%its id."""
    told = (row.told for row in reversed(rows) if row.what == "Merged")
    return next((names[3] for names in told if len(names) > 3 and names[1] == str(ticket)), "")

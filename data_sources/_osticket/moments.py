"""What osTicket's events tell of a ticket: how it stood after each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data_sources._helpdesk.life import Moment
from data_sources._osticket.dues import due_instants
from data_sources._osticket.records import MEANT, Event, Ticket, Words
from wallboard.model import NO_INSTANT, Micros


def told_by_themselves(events: Sequence[Event]) -> bool:
    """Whether these, with the ticket's row, tell how it stood after each of them, without those before."""
    if events and events[0].kind == "created":
        return True
    return all(
        telling is None or telling.at == events[0].at
        for telling in (
            next((event for event in events if event.tells_status), None),
            next((event for event in events if event.tells_who), None),
        )
    )


def moments_of(ticket: Ticket, events: Sequence[Event], words: Words, *, whole: bool) -> list[Moment]:
    """After each event, and at present; before them, its opening, where `events` are all, or the ticket is new. What changed
    without an event did when the row was last touched."""
    dues = due_instants(events, ticket.due_at, whole=whole)
    present = _present(ticket, events, words, dues.get(events[-1].id if events else 0, ticket.due_at))
    standing, moments = _first(ticket, events, present, words), list[Moment]()
    if whole or (events and events[0].kind == "created"):
        moments.append(standing._replace(due_at=dues.get(0, ticket.due_at)))
    for event, status in zip(events, _statuses(ticket, events, words), strict=True):
        standing = _with_status(standing, status, words) if status else standing
        standing = standing._replace(**_told(event, ticket, words), at=event.at, due_at=dues[event.id])
        moments.append(standing)
    return [*moments, present]


def finish_of(events: Sequence[Event]) -> Micros:
    """The first closing after the last reopening: one that follows, as from Resolved to Closed, is paperwork."""
    finish = NO_INSTANT
    for event in events:
        if event.kind == "reopened":
            finish = NO_INSTANT
        elif event.kind == "closed" and finish == NO_INSTANT:
            finish = event.at
    return finish


def _present(ticket: Ticket, events: Sequence[Event], words: Words, due: Micros) -> Moment:
    merged = ticket.parent != 0 and not ticket.linked
    last = max((event.at for event in events), default=ticket.opened_at)
    present = _with_status(Moment(max(ticket.updated_at, last), ""), ticket.status, words)
    return present._replace(
        department=words.departments.get(ticket.department, ""),
        assignee=words.who(ticket.staff, ticket.team),
        due_at=due,
        parent=str(ticket.parent) if ticket.parent else "",
        relation="" if not ticket.parent else "merged" if merged else "child",
        gone=merged,
    )


def _first(ticket: Ticket, events: Sequence[Event], present: Moment, words: Words) -> Moment:
    """Before the events. What none of them tells is as it is at present; but none was over when it was created."""
    first, begins = present._replace(at=ticket.opened_at), bool(events) and events[0].kind == "created"
    if any(event.tells_status for event in events) or (begins and words.states.get(ticket.status) != "open"):
        first = _with_status(first, words.usual.get("open", ticket.status), words)
    if any(event.tells_who for event in events) or begins:
        first = first._replace(assignee="")
    if events:
        first = first._replace(department=words.departments.get(events[0].department, ""))
    if any(_joins(event, ticket) for event in events):
        first = first._replace(parent="", relation="", gone=False)
    return first


def _with_status(moment: Moment, status: int, words: Words) -> Moment:
    usually = MEANT.get(words.states.get(status, ""), "")
    return moment._replace(status=words.statuses.get(status, ""), usually=usually)


def _told(event: Event, ticket: Ticket, words: Words) -> dict[str, Any]:
    told: dict[str, Any] = {"department": words.departments.get(event.department, "")}
    if event.kind in ("assigned", "closed"):
        team = "team" in event.data  # then the event names who did it, and not who has it
        told["assignee"] = words.who(0 if team else event.staff, event.team)
    elif event.kind == "released":
        told["assignee"] = ""
    elif _joins(event, ticket):
        merged = event.kind == "merged"
        told |= {"parent": str(ticket.parent), "relation": "merged" if merged else "child", "gone": merged}
    return told


def _joins(event: Event, ticket: Ticket) -> bool:
    """Whether with it the ticket got its parent; the parent has such an event too, with the number of its child."""
    kinds = ("linked",) if ticket.linked else ("linked", "merged")
    return ticket.parent != 0 and event.kind in kinds and event.data.get("id") == ticket.parent


def _statuses(ticket: Ticket, events: Sequence[Event], words: Words) -> list[int]:
    """The status after each event; 0 where it tells none. A reopening does not say into which: the last one did into the
    present status."""
    last = max((event.id for event in events if event.tells_status), default=0)
    statuses = list[int]()
    for event in events:
        state = {"closed": "closed", "reopened": "open"}.get(event.kind, "")
        if event.status or not state:
            statuses.append(event.status)
        elif event.id == last and words.states.get(ticket.status) == state:
            statuses.append(ticket.status)
        else:
            statuses.append(words.usual.get(state, 0))
    return statuses

"""Rows of Zammad's tables, and which of them one save of a request writes: each changed attribute of a ticket is a row of
histories with the instant of the save, and a merge logs itself with the instant of the ticket's change before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from wallboard.simulate import city
from wallboard.simulate import zammad_tables as tables
from wallboard.simulate.request_desk import Request
from wallboard.simulate.request_turns import MERGED

GROUPS = (tables.UNASSIGNED, *city.NEIGHBOURS)
OBJECT = tables.numbers("history_objects")
_GROUP = {"": 1, **{name: number for number, name in enumerate(GROUPS, 1)}}
_TYPE, _ATTRIBUTE = tables.numbers("history_types"), tables.numbers("history_attributes")
_ARTICLE = tables.numbers("ticket_article_types")
_STATUS = {number: name for name, (number, *_) in tables.STATES.items()}
_PRIORITY = {number: name for name, number in tables.PRIORITIES.items()}
_STATE_NAMES = {number: name for number, name, *_ in tables.STATES.values()}
_CLOSING = frozenset(name for name, state in tables.STATES.items() if state[2] == "closed")


class Logged(NamedTuple):
    """A row of histories, in the order of its columns but for the number, which the database gives."""

    history_type_id: int
    history_object_id: int
    history_attribute_id: int | None
    o_id: int
    related_o_id: int | None
    related_history_object_id: int | None
    id_to: int | None
    id_from: int | None
    value_from: str | None
    value_to: str | None
    created_by_id: int
    created_at: str
    updated_at: str


class Linked(NamedTuple):
    link_type_id: int
    link_object_source_id: int
    link_object_source_value: int
    link_object_target_id: int
    link_object_target_value: int
    created_at: str
    updated_at: str


class Saved(NamedTuple):
    """A row of tickets."""

    id: int
    group_id: int
    priority_id: int
    state_id: int
    number: str
    title: str
    owner_id: int
    customer_id: int
    close_at: str | None
    last_close_at: str | None
    close_escalation_at: str | None
    close_diff_in_min: int | None
    create_article_type_id: int
    created_by_id: int
    updated_by_id: int
    created_at: str
    updated_at: str
    service_type: str
    ward: str
    channel: str


def saved(version: Request, before: Saved | None) -> Saved:
    """The ticket as it is then, after it stood as `before`."""
    at, by = _text(version.updated_at), tables.CLERK if version.channel == "phone" else tables.RESIDENT
    closes = version.status in _CLOSING
    first, last = (before.close_at, before.last_close_at) if before else (None, None)
    return Saved(
        version.id,
        _GROUP[version.department],
        tables.PRIORITIES[version.priority],
        tables.STATES[version.status][0],
        str(90_000 + version.id),
        version.service_type,
        tables.NOBODY,
        tables.RESIDENT,
        first or (at if closes else None),
        at if closes else last,
        None,
        None,
        _ARTICLE["phone" if version.channel == "phone" else "web"],
        by,
        tables.CLERK if before else by,
        before.created_at if before else _text(version.opened_at),
        at,
        version.service_type,
        version.ward,
        version.channel,
    )


def logged(version: Request, before: Saved | None, now: Saved) -> Iterator[Logged]:
    """What one save adds to its history."""
    at, ticket = now.updated_at, now.id
    if before is None:
        article: dict[str, Any] = {"related_o_id": ticket, "related_history_object_id": OBJECT["Ticket"]}
        yield row("created", ticket, at, by=now.created_by_id)
        yield row("created", ticket, at, by=now.created_by_id, object_="Ticket::Article", **article)
        return
    if version.status == MERGED:
        yield row("merged_into", ticket, before.updated_at, id_to=version.parent, id_from=ticket)
    if now.group_id != before.group_id:
        ids: dict[str, Any] = {"id_from": before.group_id, "id_to": now.group_id}
        names: dict[str, Any] = {"value_from": GROUPS[before.group_id - 1], "value_to": GROUPS[now.group_id - 1]}
        yield row("updated", ticket, at, attribute="group", **ids, **names)
    if now.state_id != before.state_id:
        ids = {"id_from": before.state_id, "id_to": now.state_id}
        names = {"value_from": _STATE_NAMES[before.state_id], "value_to": _STATE_NAMES[now.state_id]}
        yield row("updated", ticket, at, attribute="state", **ids, **names)
    for attribute in ("close_at", "last_close_at"):
        was, became = getattr(before, attribute), getattr(now, attribute)
        if was != became:
            yield row("updated", ticket, at, attribute=attribute, value_from=_said(was), value_to=_said(became))


def row(
    kind: str,
    ticket: int,
    at: str,
    *,
    object_: str = "Ticket",
    attribute: str = "",
    by: int = tables.CLERK,
    **told: Any,
) -> Logged:
    about = _ATTRIBUTE[attribute] if attribute else None
    return Logged(
        _TYPE[kind],
        OBJECT[object_],
        about,
        ticket,
        told.get("related_o_id"),
        told.get("related_history_object_id"),
        told.get("id_to"),
        told.get("id_from"),
        told.get("value_from"),
        told.get("value_to"),
        by,
        at,
        at,
    )


def _said(at: str | None) -> str:
    """As Ruby writes an instant."""
    return f"{at[:19]} UTC" if at else ""


def _text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(" ", "milliseconds")


def _seconds(told: str) -> float:
    return datetime.fromisoformat(told).replace(tzinfo=UTC).timestamp()


def request_of(its: Saved) -> Request:
    """As far as the ticket itself says."""
    return Request(
        id=its.id,
        opened_at=_seconds(its.created_at),
        updated_at=_seconds(its.updated_at),
        status=_STATUS[its.state_id],
        department="" if its.group_id == 1 else GROUPS[its.group_id - 1],
        service_type=its.service_type,
        ward=its.ward,
        channel=its.channel,
        priority=_PRIORITY[its.priority_id],
        first_closed_at=None if its.close_at is None else _seconds(its.close_at),
    )

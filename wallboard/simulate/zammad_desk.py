"""Writes what becomes of the demo's requests as Zammad does it: each changed attribute of a ticket is a row of histories with the
instant of the save, a link only touches both tickets, a merge logs itself with the instant of the ticket's change before, and a
deletion takes everything along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from wallboard.simulate import city
from wallboard.simulate import zammad_tables as tables
from wallboard.simulate.request_desk import Request
from wallboard.simulate.request_turns import DUPLICATE, MERGED, OPEN

GROUPS = (tables.UNASSIGNED, *city.NEIGHBOURS)
_GROUP = {"": 1, **{name: number for number, name in enumerate(GROUPS, 1)}}
_TYPE, _OBJECT = tables.numbers("history_types"), tables.numbers("history_objects")
_ATTRIBUTE, _LINK = tables.numbers("history_attributes"), tables.numbers("link_types")
_ARTICLE = tables.numbers("ticket_article_types")
_CLOSING = frozenset(name for name, state in tables.STATES.items() if state[2] == "closed")
_MANY = 500


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


def _insert(table: str, fields: tuple[str, ...], also: str = "") -> str:
    return f"INSERT {also} INTO {table} ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})"  # noqa: S608


_LOG, _LINKS = _insert("histories", Logged._fields), _insert("links", Linked._fields, "OR IGNORE")
_SAVE = _insert("tickets", Saved._fields, "OR REPLACE")
_DELETE = (
    f"DELETE FROM histories WHERE o_id = ? AND history_object_id = {_OBJECT['Ticket']}",  # noqa: S608
    "DELETE FROM histories WHERE o_id = ? AND related_o_id IS NOT NULL",  # its first article has its own number
    "DELETE FROM links WHERE ? IN (link_object_source_value, link_object_target_value)",
    "DELETE FROM tickets WHERE id = ?",
)


class ZammadDesk:
    """Over one database. It is told every version of a request, in their order."""

    def __init__(self) -> None:
        self._stood: dict[int, Saved] = {}
        self._versions: list[Request | int] = []  # as they came; a number is of one that was deleted

    def save(self, request: Request) -> None:
        self._versions.append(request)

    def forget(self, request: int) -> None:
        self._versions.append(request)

    @property
    def waits(self) -> bool:
        """Whether there is something to write."""
        return bool(self._versions)

    def leave_out(self, until: float) -> None:
        """Of what is not yet written, whatever was over by then: it is in no table."""
        last = {each if isinstance(each, int) else each.id: each for each in self._versions}
        there = {
            number
            for number, each in last.items()
            if isinstance(each, Request) and (each.status in OPEN or each.updated_at >= until)
        }
        self._versions = [each for each in self._versions if isinstance(each, Request) and each.id in there]

    def flush(self, connection: sa.Connection) -> None:
        """Writes all that came since."""
        if not self._versions:
            return
        self._load(connection)
        log, links, changed, deleted = list[Logged](), list[Linked](), dict[int, Saved](), list[int]()
        for version in self._versions:
            if isinstance(version, int):
                deleted.append(version)
                self._stood.pop(version, None)
                changed.pop(version, None)
                continue
            before = self._stood.get(version.id)
            now = _saved(version, before)
            log += _logged(version, before, now)
            changed[version.id] = self._stood[version.id] = now
            if (
                version.parent is not None
                and version.status in (MERGED, DUPLICATE)
                and (before is None or before.state_id != now.state_id)
            ):
                self._join(version, now, log, links, changed)
        self._versions = []
        for statement, rows in ((_LOG, log), (_LINKS, links), (_SAVE, list(changed.values()))):
            if rows:
                connection.exec_driver_sql(statement, rows)
        for statement in _DELETE if deleted else ():
            connection.exec_driver_sql(statement, [(number,) for number in deleted])

    def _join(
        self, version: Request, now: Saved, log: list[Logged], links: list[Linked], changed: dict[int, Saved]
    ) -> None:
        """The link to the other ticket, which is touched, and of a merge what both log."""
        other = version.parent or 0
        kind, at = ("parent" if version.status == MERGED else "normal"), now.updated_at
        ends = (1, other, 1, version.id)
        links.append(Linked(_LINK[kind], *ends, at, at))
        if version.status == MERGED:
            log.append(_row("received_merge", other, at, id_to=other, id_from=version.id))
        if other in self._stood:
            changed[other] = self._stood[other] = self._stood[other]._replace(
                updated_at=max(at, self._stood[other].updated_at)
            )

    def _load(self, connection: sa.Connection) -> None:
        """Tickets that an earlier run wrote, those that change now."""
        wanted = sorted(
            {each.id for each in self._versions if isinstance(each, Request)}
            | {each.parent for each in self._versions if isinstance(each, Request) and each.parent}
        )
        wanted = [number for number in wanted if number not in self._stood]
        if not wanted or connection.exec_driver_sql("SELECT max(id) FROM tickets").scalar() is None:
            return
        asked = sa.select(*(tables.METADATA.tables["tickets"].c[name] for name in Saved._fields))
        for start in range(0, len(wanted), _MANY):
            some = asked.where(tables.METADATA.tables["tickets"].c.id.in_(wanted[start : start + _MANY]))
            for row in connection.execute(some):
                self._stood[row[0]] = Saved(*row)


def last_id(connection: sa.Connection) -> int:
    return connection.exec_driver_sql("SELECT max(id) FROM tickets").scalar() or 0


def unfinished(connection: sa.Connection) -> Iterator[Request]:
    """As far as the tickets themselves say."""
    status = {number: name for name, (number, *_) in tables.STATES.items()}
    priority = {number: name for name, number in tables.PRIORITIES.items()}
    held = ", ".join(str(tables.STATES[name][0]) for name in OPEN)
    asked = f"SELECT {', '.join(Saved._fields)} FROM tickets WHERE state_id IN ({held}) ORDER BY id"  # noqa: S608
    for row in connection.exec_driver_sql(asked):
        its = Saved(*row)
        yield Request(
            id=its.id,
            opened_at=_seconds(its.created_at),
            updated_at=_seconds(its.updated_at),
            status=status[its.state_id],
            department="" if its.group_id == 1 else GROUPS[its.group_id - 1],
            service_type=its.service_type,
            ward=its.ward,
            channel=its.channel,
            priority=priority[its.priority_id],
            first_closed_at=None if its.close_at is None else _seconds(its.close_at),
        )


def _saved(version: Request, before: Saved | None) -> Saved:
    at, by = text(version.updated_at), tables.CLERK if version.channel == "phone" else tables.RESIDENT
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
        before.created_at if before else text(version.opened_at),
        at,
        version.service_type,
        version.ward,
        version.channel,
    )


def _logged(version: Request, before: Saved | None, now: Saved) -> Iterable[Logged]:
    at, ticket = now.updated_at, now.id
    if before is None:
        article: dict[str, Any] = {"related_o_id": ticket, "related_history_object_id": _OBJECT["Ticket"]}
        yield _row("created", ticket, at, by=now.created_by_id)
        yield _row("created", ticket, at, by=now.created_by_id, object_="Ticket::Article", **article)
        return
    if version.status == MERGED:
        yield _row("merged_into", ticket, before.updated_at, id_to=version.parent, id_from=ticket)
    if now.group_id != before.group_id:
        ids: dict[str, Any] = {"id_from": before.group_id, "id_to": now.group_id}
        names: dict[str, Any] = {"value_from": GROUPS[before.group_id - 1], "value_to": GROUPS[now.group_id - 1]}
        yield _row("updated", ticket, at, attribute="group", **ids, **names)
    if now.state_id != before.state_id:
        ids = {"id_from": before.state_id, "id_to": now.state_id}
        names = {"value_from": _STATE_NAMES[before.state_id], "value_to": _STATE_NAMES[now.state_id]}
        yield _row("updated", ticket, at, attribute="state", **ids, **names)
    for attribute in ("close_at", "last_close_at"):
        was, became = getattr(before, attribute), getattr(now, attribute)
        if was != became:
            yield _row("updated", ticket, at, attribute=attribute, value_from=_said(was), value_to=_said(became))


_STATE_NAMES = {number: name for number, name, *_ in tables.STATES.values()}


def _row(kind: str, ticket: int, at: str, *, object_: str = "Ticket", attribute: str = "", by: int = tables.CLERK, **told: Any) -> Logged:  # fmt: skip
    about = _ATTRIBUTE[attribute] if attribute else None
    return Logged(
        _TYPE[kind],
        _OBJECT[object_],
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


def text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S.") + f"{int(seconds * 1000) % 1000:03}"


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()

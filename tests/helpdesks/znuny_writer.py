"""Writes into Znuny's tables what Znuny itself writes when somebody opens, changes, merges, links or deletes a ticket.

As its modules do it (Kernel/System/Ticket.pm, Kernel/System/LinkObject/Ticket.pm): the ticket is written first, then a row of
ticket_history says how it stands; each change is a row of its own; a link has one on both tickets; a merge links the two, hands
articles and their history over to the main ticket, and tells both; a deletion takes the history along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from tests.helpdesks.znuny_tables import METADATA
from wallboard.model import Micros

ROOT = 1  # root@localhost: owner of what nobody has, and creator of what customers write
_INSTALLED = datetime(2026, 1, 2, 9)
_STATE_TYPES = ("new", "open", "closed", "pending reminder", "pending auto", "removed", "merged")
_STATES = (  # as Znuny is installed, and one of an installation's own
    ("new", "new"),
    ("closed successful", "closed"),
    ("closed unsuccessful", "closed"),
    ("open", "open"),
    ("removed", "removed"),
    ("pending reminder", "pending reminder"),
    ("pending auto close+", "pending auto"),
    ("merged", "merged"),
    ("passed on", "closed"),
)
_NAMES = {
    "ticket_priority": ("1 very low", "2 low", "3 normal", "4 high", "5 very high"),
    "ticket_type": ("Unclassified",),
    "ticket_history_type": (
        "NewTicket", "StateUpdate", "Move", "OwnerUpdate", "Lock", "Unlock", "ServiceUpdate", "AddNote", "Merged",
        "TicketLinkAdd", "TicketLinkDelete", "TicketDynamicFieldUpdate", "PriorityUpdate",
    ),
    "link_type": ("Normal", "ParentChild"),
    "link_state": ("Valid", "Temporary"),
}  # fmt: skip


class ZnunyWriter:
    """Over an empty database with Znuny's tables, of an installation in UTC. Instants are Micros; tickets, queues and people
    are told by their ids."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._next: dict[str, int] = defaultdict(lambda: 1)
        self._known: dict[str, dict[str, int]] = defaultdict(dict)
        self._tickets: dict[int, dict[str, Any]] = {}
        with engine.begin() as write:
            self._install(write)

    # What an installation has

    def queue(self, name: str) -> int:
        with self._engine.begin() as write:
            return self._named(write, "queue", name, group_id=1)

    def rename_queue(self, queue: int, name: str) -> None:
        """Of its tickets nothing is written."""
        with self._engine.begin() as write:
            queues = METADATA.tables["queue"]
            write.execute(queues.update().where(queues.c.id == queue), {"name": name})

    def user(self, first: str, last: str) -> int:
        with self._engine.begin() as write:
            return self._user(write, f"{first}.{last}".lower(), first, last)

    # What happens to tickets

    def open(self, at: Micros, queue: int, by: int, *, service: str = "", due: int = 0, **fields: str) -> int:
        """`fields`: dynamic fields. `due`: seconds since 1970."""
        with self._engine.begin() as write:
            now = _time(at)
            number = self._next["ticket"]
            row = dict.fromkeys((column.name for column in METADATA.tables["ticket"].c), None) | dict.fromkeys(
                ("timeout", "until_time", "escalation_time", "escalation_update_time", "escalation_response_time",
                 "escalation_solution_time", "archive_flag"), 0)  # fmt: skip
            row |= {
                "tn": f"2026{number:06}",
                "title": "A request",
                "queue_id": queue,
                "ticket_lock_id": 1,
                "type_id": 1,
            }
            row |= {"user_id": ROOT, "responsible_user_id": ROOT, "ticket_priority_id": 3}
            row |= {"ticket_state_id": self._state("new"), **_by(now, by)}
            row.pop("id")
            self._insert(write, "ticket", **row)
            self._tickets[number] = row
            self._log(write, number, now, by, "NewTicket", row["tn"], "-", "3 normal", "new", number)
            if service:
                service_id = self._named(write, "service", service)
                self._change(write, number, now, by, service_id=service_id)
                self._log(write, number, now, by, "ServiceUpdate", service, service_id, "NULL", "")
            for name, value in fields.items():
                self._set_field(write, number, now, by, name, value)
            self._article(write, number, now, by)
            self._escalate(write, number, now, due)
            return number

    def state(self, at: Micros, ticket: int, by: int, name: str, due: int = 0) -> None:
        with self._engine.begin() as write:
            self._set_state(write, ticket, _time(at), by, name, due)

    def move(self, at: Micros, ticket: int, by: int, queue: int) -> None:
        with self._engine.begin() as write:
            now, before = _time(at), self._tickets[ticket]["queue_id"]
            self._change(write, ticket, now, by, queue_id=queue)
            self._log(write, ticket, now, by, "Move", "-", queue, "-", before)

    def own(self, at: Micros, ticket: int, by: int, owner: int) -> None:
        with self._engine.begin() as write:
            now = _time(at)
            self._change(write, ticket, now, by, ticket_lock_id=2)
            self._log(write, ticket, now, by, "Lock", "lock")
            self._change(write, ticket, now, by, user_id=owner)
            self._log(write, ticket, now, by, "OwnerUpdate", "-", owner)

    def comment(self, at: Micros, ticket: int, by: int) -> None:
        with self._engine.begin() as write:
            self._article(write, ticket, _time(at), by)

    def set_field(self, at: Micros, ticket: int, by: int, name: str, value: str) -> None:
        with self._engine.begin() as write:
            self._set_field(write, ticket, _time(at), by, name, value)

    def link(self, at: Micros, parent: int, child: int, by: int) -> None:
        with self._engine.begin() as write:
            self._link(write, parent, child, _time(at), by)

    def unlink(self, at: Micros, parent: int, child: int, by: int) -> None:
        with self._engine.begin() as write:
            links = METADATA.tables["link_relation"]
            write.execute(
                links.delete().where(links.c.source_key == str(parent), links.c.target_key == str(child)),
            )
            self._log_link(write, "TicketLinkDelete", parent, child, _time(at), by)

    def merge(self, at: Micros, ticket: int, into: int, by: int) -> None:
        with self._engine.begin() as write:
            now, main, its = _time(at), self._tickets[into], self._tickets[ticket]
            for table in ("article", "ticket_history"):
                rows = METADATA.tables[table]
                told = [rows.c.article_id.is_not(None)] if table == "ticket_history" else []
                changed = {"ticket_id": into, "change_time": now, "change_by": by}
                write.execute(rows.update().where(rows.c.ticket_id == ticket, *told).values(**changed))
            self._article(write, into, now, by)
            self._link(write, into, ticket, now, by)
            self._set_state(write, ticket, now, by, "merged")
            for each in (ticket, into):
                self._log(write, each, now, by, "Merged", its["tn"], ticket, main["tn"], into)
            self._change(write, into, now, by)

    def delete(self, ticket: int) -> None:
        with self._engine.begin() as write:
            for table, column in (
                ("ticket_history", "ticket_id"), ("article", "ticket_id"), ("dynamic_field_value", "object_id"),
                ("ticket", "id"),
            ):  # fmt: skip
                rows = METADATA.tables[table]
                write.execute(rows.delete().where(rows.c[column] == ticket))

    # Rows

    def _state(self, name: str) -> int:
        return self._known["ticket_state"][name]

    def _set_state(self, write: sa.Connection, ticket: int, now: datetime, by: int, name: str, due: int = 0) -> None:
        before = self._tickets[ticket]["ticket_state_id"]
        names = {number: known for known, number in self._known["ticket_state"].items()}
        self._change(write, ticket, now, by, ticket_state_id=self._state(name))
        self._log(write, ticket, now, by, "StateUpdate", names[before], name, "")
        self._escalate(write, ticket, now, due)

    def _escalate(self, write: sa.Connection, ticket: int, now: datetime, due: int) -> None:
        """What is closed or merged does not escalate."""
        self._change(write, ticket, now, ROOT, escalation_solution_time=due, escalation_time=due)

    def _change(self, write: sa.Connection, ticket: int, now: datetime, by: int, **changes: Any) -> None:
        changes |= {"change_time": now, "change_by": by}
        self._tickets[ticket] |= changes
        rows = METADATA.tables["ticket"]
        write.execute(rows.update().where(rows.c.id == ticket).values(**changes))

    def _log(
        self,
        write: sa.Connection,
        ticket: int,
        now: datetime,
        by: int,
        what: str,
        *told: Any,
        article: int | None = None,
    ) -> None:
        row = self._tickets[ticket]
        its = {"type_id": row["type_id"], "queue_id": row["queue_id"], "owner_id": row["user_id"]}
        its |= {"priority_id": row["ticket_priority_id"], "state_id": row["ticket_state_id"]}
        name, kind = "".join(f"%%{each}" for each in told), self._known["ticket_history_type"][what]
        whose = {"ticket_id": ticket, "article_id": article, "history_type_id": kind}
        self._insert(write, "ticket_history", name=name, **whose, **its, **_by(now, by))

    def _article(self, write: sa.Connection, ticket: int, now: datetime, by: int) -> None:
        told = {"article_sender_type_id": 1, "communication_channel_id": 3, "is_visible_for_customer": 0}
        article = self._insert(write, "article", ticket_id=ticket, **told, **_by(now, by))
        self._insert(write, "article_data_mime", article_id=article, a_body="-", incoming_time=0, **_by(now, by))
        self._log(write, ticket, now, by, "AddNote", "", article=article)
        self._change(write, ticket, now, by)

    def _set_field(self, write: sa.Connection, ticket: int, now: datetime, by: int, name: str, value: str) -> None:
        told = {"label": name, "field_order": 1, "field_type": "Text", "object_type": "Ticket"}
        field, values = (
            self._named(write, "dynamic_field", name, **told),
            METADATA.tables["dynamic_field_value"],
        )
        write.execute(values.delete().where(values.c.object_id == ticket, values.c.field_id == field))
        self._insert(write, "dynamic_field_value", field_id=field, object_id=ticket, value_text=value)
        self._log(write, ticket, now, by, "TicketDynamicFieldUpdate", "FieldName", name, "Value", value)

    def _link(self, write: sa.Connection, parent: int, child: int, now: datetime, by: int) -> None:
        ticket, kind = self._known["link_object"]["Ticket"], self._known["link_type"]["ParentChild"]
        sides = {
            "source_object_id": ticket,
            "source_key": str(parent),
            "target_object_id": ticket,
            "target_key": str(child),
        }
        told = {**sides, "type_id": kind, "state_id": 1, "create_time": now, "create_by": by}
        write.execute(METADATA.tables["link_relation"].insert(), told)
        self._log_link(write, "TicketLinkAdd", parent, child, now, by)

    def _log_link(self, write: sa.Connection, what: str, parent: int, child: int, now: datetime, by: int) -> None:
        for one, other in ((parent, child), (child, parent)):
            self._log(write, one, now, by, what, self._tickets[other]["tn"], other, one)

    def _install(self, write: sa.Connection) -> None:
        for name in _STATE_TYPES:
            self._known["ticket_state_type"][name] = self._insert(
                write, "ticket_state_type", name=name, **_by(_INSTALLED, ROOT)
            )
        for name, kind in _STATES:
            self._named(write, "ticket_state", name, type_id=self._known["ticket_state_type"][kind])
        for table, names in _NAMES.items():
            for name in names:
                self._named(write, table, name)
        self._known["link_object"]["Ticket"] = self._insert(write, "link_object", name="Ticket")
        self._user(write, "root@localhost", "Admin", "Znuny")

    def _user(self, write: sa.Connection, login: str, first: str, last: str) -> int:
        told = {"login": login, "pw": "-", "first_name": first, "last_name": last, "valid_id": 1}
        return self._insert(write, "users", **told, **_by(_INSTALLED, ROOT))

    def _named(self, write: sa.Connection, table: str, name: str, **told: Any) -> int:
        known = self._known[table]
        if name not in known:
            known[name] = self._insert(write, table, name=name, valid_id=1, **told, **_by(_INSTALLED, ROOT))
        return known[name]

    def _insert(self, write: sa.Connection, table: str, **told: Any) -> int:
        number = self._next[table]
        self._next[table] += 1
        write.execute(METADATA.tables[table].insert(), {"id": number, **told})
        return number


def _by(now: datetime, by: int) -> Mapping[str, Any]:
    return {"create_time": now, "create_by": by, "change_time": now, "change_by": by}


def _time(at: Micros) -> datetime:
    return datetime.fromtimestamp(at // 1_000_000, UTC).replace(tzinfo=None)

"""Writes into Zammad's tables what Zammad itself writes when somebody opens, changes, merges, links or deletes a ticket.

As its models do it (app/models: ticket.rb, history.rb, link.rb, lib/escalation.rb): every changed attribute of a ticket is a row of
histories with the instant of the save; due instants are worked out by a second save, right after the first; a link writes no
history and touches both tickets; a merge logs itself with the instant of the change before; a deletion takes the history along.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tests.helpdesks.zammad_rows import STATES, ZammadRows, by_system, table_of, time_of
from wallboard.model import Micros

NOBODY = 1
_ATTRIBUTES_WITHOUT_HISTORY = frozenset(
    (
        "article_count",
        "preferences",
        "create_article_type_id",
        "create_article_sender_id",
        "updated_at",
        "updated_by_id",
    )
)
_AFTER_COMMIT = timedelta(milliseconds=20)


class ZammadWriter(ZammadRows):
    """Over an empty database with Zammad's tables. Instants are Micros; tickets and people are told by their ids."""

    def __init__(self, engine: sa.Engine) -> None:
        super().__init__(engine)
        self._tickets: dict[int, dict[str, Any]] = {}
        self._promised: dict[int, int | None] = {}
        self._pauses: dict[int, list[list[datetime | None]]] = {}

    # What an installation has

    def group(self, name: str) -> int:
        with self._writing() as write:
            return self._named(write, "groups", name, active=True, **by_system())

    def rename_group(self, group: int, name: str) -> None:
        """Of its tickets nothing is written."""
        with self._writing() as write:
            groups = table_of("groups")
            write.execute(groups.update().where(groups.c.id == group), {"name": name})

    def user(self, first: str, last: str, *, agent: bool) -> int:
        with self._writing() as write:
            number = self._insert(
                write,
                "users",
                login=f"{first}.{last}".lower(),
                firstname=first,
                lastname=last,
                active=True,
                **by_system(),
            )
            write.execute(table_of("roles_users").insert(), {"user_id": number, "role_id": 2 if agent else 3})
            return number

    # What happens to tickets

    def open(
        self,
        at: Micros,
        group: int,
        customer: int,
        by: int,
        *,
        channel: str,
        promised_min: int | None = None,
        **own: Any,
    ) -> int:
        """`own`: fields of the installation's own object manager. `promised_min`: of its SLA, around the clock."""
        with self._writing() as write:
            now, number = time_of(at), self._next["tickets"]
            row: dict[str, Any] = {column.name: None for column in table_of("tickets").c} | own
            row |= {"number": str(90_000 + number), "title": "A request", "group_id": group, "customer_id": customer}
            row |= {"owner_id": NOBODY, "state_id": self._known["ticket_states"]["new"], "priority_id": 2}
            row |= {
                "create_article_type_id": self._known["ticket_article_types"][channel],
                "create_article_sender_id": 2,
            }
            row |= {"article_count": 1, "created_at": now, "updated_at": now, "created_by_id": by, "updated_by_id": by}
            row["id"] = number
            self._tickets[number], self._promised[number], self._pauses[number] = row, promised_min, []
            self._insert(write, "tickets", **{name: value for name, value in row.items() if name != "id"})
            self._log(write, number, "created", by, now)
            self._article(write, number, now, by)
            self._escalate(write, number, now, became=True)
            return number

    def change(self, at: Micros, ticket: int, by: int, *, state: str = "", **changes: Any) -> None:
        """Attributes of the row, a state by its name."""
        with self._writing() as write:
            self._change(write, time_of(at), ticket, by, state, changes)

    def comment(self, at: Micros, ticket: int, by: int) -> None:
        with self._writing() as write:
            self._article(write, ticket, time_of(at), by)
            self._save(write, ticket, by, time_of(at), {"article_count": self._tickets[ticket]["article_count"] + 1})

    def merge(self, at: Micros, ticket: int, into: int, by: int) -> None:
        now, tickets = time_of(at), self._known["link_objects"]["Ticket"]
        with self._writing() as write:
            articles, links = table_of("ticket_articles"), table_of("links")
            write.execute(
                articles.update().where(articles.c.ticket_id == ticket), {"ticket_id": into, "updated_at": now}
            )
            self._log(write, into, "received_merge", by, now, id_to=into, id_from=ticket)
            # With the instant at which it was changed before: only the other ticket's was set by then.
            self._log(write, ticket, "merged_into", by, self._tickets[ticket]["updated_at"], id_to=into, id_from=ticket)
            self._article(write, ticket, now, by)
            for side in ("source", "target"):
                object_id, value = links.c[f"link_object_{side}_id"], links.c[f"link_object_{side}_value"]
                write.execute(
                    links.update().where(object_id == tickets, value == ticket), {f"link_object_{side}_value": into}
                )
            self._link(write, "parent", into, ticket, now)
            self._change(write, now, ticket, by, "merged", {"owner_id": NOBODY})
            self._touch(write, into, now)

    def link(self, at: Micros, kind: str, source: int, target: int) -> None:
        """`kind`: what the source is of the target, parent or child."""
        with self._writing() as write:
            self._link(write, kind, source, target, time_of(at))

    def unlink(self, at: Micros, source: int, target: int) -> None:
        with self._writing() as write:
            links = table_of("links")
            write.execute(
                links.delete().where(
                    links.c.link_object_source_value == source, links.c.link_object_target_value == target
                )
            )
            self._touch(write, source, time_of(at))
            self._touch(write, target, time_of(at))

    def delete(self, at: Micros, ticket: int) -> None:
        with self._writing() as write:
            histories, links, articles = table_of("histories"), table_of("links"), table_of("ticket_articles")
            is_ticket = histories.c.history_object_id == self._known["history_objects"]["Ticket"]
            write.execute(histories.delete().where(is_ticket, histories.c.o_id == ticket))
            write.execute(histories.delete().where(histories.c.related_o_id == ticket))
            write.execute(articles.delete().where(articles.c.ticket_id == ticket))
            either = (links.c.link_object_source_value == ticket) | (links.c.link_object_target_value == ticket)
            write.execute(links.delete().where(either))
            tickets = table_of("tickets")
            write.execute(tickets.delete().where(tickets.c.id == ticket))
            del self._tickets[ticket]

    # How Zammad's models do it

    def _change(
        self, write: sa.Connection, now: datetime, ticket: int, by: int, state: str, changes: Mapping[str, Any]
    ) -> None:
        row, told = self._tickets[ticket], dict(changes)
        if state:
            told["state_id"] = self._known["ticket_states"][state]
            self._pause(ticket, now, ignoring=self._ignores(told["state_id"]))
        first_close = False
        if state in ("closed", "rejected"):
            told["last_close_at"] = now
            first_close = row["close_at"] is None
            if first_close:
                told["close_at"] = now
        if "owner_id" in told:
            told["last_owner_update_at"] = None if told["owner_id"] == NOBODY else now
        if not state.startswith("pending"):
            told["pending_time"] = None if state else row["pending_time"]
        ignored = self._ignores(row["state_id"])
        self._save(write, ticket, by, now, told)
        became = ignored and not self._ignores(row["state_id"])
        self._escalate(write, ticket, now, became=became, closed=first_close)

    def _escalate(
        self, write: sa.Connection, ticket: int, now: datetime, *, became: bool = False, closed: bool = False
    ) -> None:
        """What is due, after the save. `became`: it escalates again; `closed`: for the first time."""
        row, promised = self._tickets[ticket], self._promised[ticket]
        told: dict[str, Any] = {}
        if self._ignores(row["state_id"]) and not closed:
            told = {"close_escalation_at": None, "escalation_at": None}
        elif promised is not None and (became or closed):
            due = (
                None if row["close_at"] else row["created_at"] + timedelta(minutes=promised) + self._paused(ticket, now)
            )
            told = {"close_escalation_at": due, "escalation_at": due}
        if closed and promised is not None:
            minutes = int((now - row["created_at"] - self._paused(ticket, now)).total_seconds() // 60)
            told |= {"close_in_min": minutes, "close_diff_in_min": promised - minutes}
        if any(row[name] != value for name, value in told.items()):
            self._save(write, ticket, row["updated_by_id"], now + _AFTER_COMMIT, told)

    def _save(self, write: sa.Connection, ticket: int, by: int, now: datetime, told: Mapping[str, Any]) -> None:
        row = self._tickets[ticket]
        changed = {name: value for name, value in told.items() if row[name] != value}
        before = {name: row[name] for name in changed}
        row |= changed | {"updated_at": now, "updated_by_id": by}
        tickets = table_of("tickets")
        write.execute(
            tickets.update().where(tickets.c.id == ticket), changed | {"updated_at": now, "updated_by_id": by}
        )
        for name, was in before.items():
            if name not in _ATTRIBUTES_WITHOUT_HISTORY:
                self._log(write, ticket, "updated", by, now, attribute=name, was=was, became=changed[name])

    def _log(
        self, write: sa.Connection, ticket: int, kind: str, by: int, now: datetime, *, attribute: str = "", was: Any = None,
        became: Any = None, **told: Any,
    ) -> None:  # fmt: skip
        if attribute:
            name = attribute.removesuffix("_id")
            told |= {"history_attribute_id": self._named(write, "history_attributes", name)}
            told |= {"value_from": self._said(name, was), "value_to": self._said(name, became)}
            if name != attribute:
                told |= {"id_from": was, "id_to": became}
        told |= {"history_type_id": self._named(write, "history_types", kind)}
        told = {"history_object_id": self._known["history_objects"]["Ticket"], "o_id": ticket} | told
        self._insert(write, "histories", **told, created_by_id=by, created_at=now, updated_at=now)

    def _said(self, name: str, value: Any) -> str:
        """As Ruby writes it."""
        if value is None:
            return ""
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M:%S} UTC"
        tables = {"state": "ticket_states", "group": "groups", "priority": "ticket_priorities"}
        if name in tables:
            return next(known for known, number in self._known[tables[name]].items() if number == value)
        return str(value)

    def _article(self, write: sa.Connection, ticket: int, now: datetime, by: int) -> None:
        number = self._insert(
            write, "ticket_articles", ticket_id=ticket, type_id=1, sender_id=1, body="-", internal=False,
            updated_by_id=by, created_by_id=by, created_at=now, updated_at=now,
        )  # fmt: skip
        objects = self._known["history_objects"]
        related: dict[str, Any] = {"related_o_id": ticket, "related_history_object_id": objects["Ticket"]}
        self._log(write, number, "created", by, now, history_object_id=objects["Ticket::Article"], **related)

    def _link(self, write: sa.Connection, kind: str, source: int, target: int, now: datetime) -> None:
        self._touch(write, source, now)
        self._touch(write, target, now)
        told = {"link_type_id": self._known["link_types"][kind], "created_at": now, "updated_at": now}
        for side, ticket in (("source", source), ("target", target)):
            told |= {
                f"link_object_{side}_id": self._known["link_objects"]["Ticket"],
                f"link_object_{side}_value": ticket,
            }
        self._insert(write, "links", **told)

    def _touch(self, write: sa.Connection, ticket: int, now: datetime) -> None:
        tickets = table_of("tickets")
        self._tickets[ticket]["updated_at"] = now
        write.execute(tickets.update().where(tickets.c.id == ticket), {"updated_at": now})

    def _ignores(self, state: int) -> bool:
        return STATES[state - 1][2]

    def _pause(self, ticket: int, now: datetime, *, ignoring: bool) -> None:
        pauses = self._pauses[ticket]
        if pauses and pauses[-1][1] is None:
            pauses[-1][1] = now
        if ignoring:
            pauses.append([now, None])

    def _paused(self, ticket: int, now: datetime) -> timedelta:
        spans = [(until or now) - since for since, until in self._pauses[ticket] if since is not None]
        return sum(spans, timedelta())

"""Tickets written as GLPI writes them, and how each stood after every step: what a script did, to compare with what is read.

Tables are those of 9.5, 10 or 11, as far as they differ in what is read: 9.5 does not log in which role somebody was added, 10
not in which one was taken away, 11 both; databases that were brought up from before 9.5 have DATETIME columns.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from tests.helpdesks.glpi_tables import METADATA
from wallboard.clock import micros
from wallboard.model import NO_INSTANT, SECOND, Micros

ZONE = ZoneInfo("America/New_York")
Version = Literal["9.5", "9.5 with DATETIME", "10", "11"]
VERSIONS: tuple[Version, ...] = ("9.5", "9.5 with DATETIME", "10", "11")
_ONLY_IN = {"10": ("takeintoaccountdate",), "11": ("takeintoaccountdate", "externalid")}
GROUPS = {1: "Roads", 2: "Water", 3: "Parks"}
PEOPLE = {11: "Invented Amber", 12: "Invented Boris", 20: "Resident Ruth"}
_TYPES = {1: "Done", 2: "Rejected"}


class Stood(NamedTuple):
    """How a ticket stood from `at` on."""

    at: Micros
    state: str
    outcome: str
    department: str
    assignee: str
    finished_at: Micros
    due_at: Micros
    parent: str
    relation: str


def at(text: str, fold: int = 0) -> Micros:
    """ "10-31 09:00" of 2026 in New York; `fold`: 1 for the second of two times that are called the same."""
    return micros(datetime.fromisoformat(f"2026-{text}:00").replace(tzinfo=ZONE, fold=fold))


class Desk:
    """A GLPI database, and the script's own account of it."""

    def __init__(self, url: str, version: Version) -> None:
        self._version = version
        utc = {"init_command": "SET time_zone = '+00:00'"}
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", connect_args=utc)
        self.lives: dict[int, list[Stood]] = {}
        self._status: dict[int, int] = {}
        self._tables = _tables(version)
        self._tables.create_all(self.engine)
        self._rows(
            "glpi_groups", ({"id": n, "name": name, "completename": f"City > {name}"} for n, name in GROUPS.items())
        )
        self._rows("glpi_solutiontypes", ({"id": n, "name": name} for n, name in _TYPES.items()))
        people = ((n, name.split()) for n, name in PEOPLE.items())
        self._rows("glpi_users", ({"id": n, "realname": last, "firstname": first} for n, (last, first) in people))

    def open(self, ticket: int, when: Micros, group: int = 0, due: Micros = NO_INSTANT) -> None:
        status = 2 if group else 1
        row = {"id": ticket, "date": when, "date_mod": when, "status": 1, "priority": 3, "is_deleted": 0}
        self._insert("glpi_tickets", row | {"time_to_resolve": due})
        self._status[ticket] = 1
        self.lives[ticket] = [Stood(when, "open", "", "", "", NO_INSTANT, due, "", "")]
        self._add(ticket, when, "User", 20, 1)
        if group:
            self._add(ticket, when, "Group", group, 2)
            self._to(ticket, when, status)
        self._log(ticket, when, "0", 20)
        self._stood(ticket, when, department=GROUPS.get(group, ""))

    def assign(self, ticket: int, when: Micros, person: int) -> None:
        self._touch(ticket, when)
        self._add(ticket, when, "User", person, 2)
        if self._status[ticket] == 1:
            self._to(ticket, when, 2)
        self._stood(ticket, when, assignee=PEOPLE[person])

    def move(self, ticket: int, when: Micros, group: int, away: int, person: int = 0) -> None:
        """From the group `away` (0: that one stays assigned, too), and from a person."""
        self._touch(ticket, when)
        self._add(ticket, when, "Group", group, 2)
        if away:
            self._remove(ticket, when, "Group", away)
        if person:
            self._remove(ticket, when, "User", person)
        self._stood(
            ticket, when, **({"department": GROUPS[group]} if away else {}), **({"assignee": ""} if person else {})
        )

    def leave(self, ticket: int, when: Micros, group: int, then: int) -> None:
        """One of several groups goes, so that the group `then` has it."""
        self._touch(ticket, when)
        self._remove(ticket, when, "Group", group)
        self._stood(ticket, when, department=GROUPS[then])

    def pause(self, ticket: int, when: Micros) -> None:
        self._touch(ticket, when)
        self._to(ticket, when, 4)
        self._stood(ticket, when, state="paused")

    def resume(self, ticket: int, when: Micros, due: Micros) -> None:
        """GLPI moves the due date by the pause, and logs nothing of that."""
        self._touch(ticket, when, time_to_resolve=due)
        self._to(ticket, when, 2)
        self._stood(ticket, when, state="open", due_at=due)

    def finish(self, ticket: int, when: Micros, kind: int, *, close: bool = False) -> None:
        self._touch(ticket, when, solvedate=when)
        self._to(ticket, when, 5)
        solution = self._insert("glpi_itilsolutions", {"solutiontypes_id": kind})
        self._log(ticket, when, "ITILSolution", 17, after=f"{solution} ({solution})")
        outcome = {1: "done", 2: "rejected"}[kind]
        self._stood(ticket, when, state="finished", outcome=outcome, finished_at=when)
        if close:
            self.close(ticket, when)

    def close(self, ticket: int, when: Micros) -> None:
        self._touch(ticket, when, closedate=when)
        self._to(ticket, when, 6)
        self._stood(ticket, when)

    def reopen(self, ticket: int, when: Micros, due: Micros) -> None:
        """GLPI forgets when it was solved, and moves the due date by that time."""
        self._touch(ticket, when, solvedate=None, closedate=None, time_to_resolve=due)
        self._to(ticket, when, 2)
        self._stood(ticket, when, state="open", outcome="", finished_at=NO_INSTANT, due_at=due)

    def promise(self, ticket: int, when: Micros, due: Micros) -> None:
        """By hand: that is logged, in local time."""
        before = self.lives[ticket][-1].due_at
        self._touch(ticket, when, time_to_resolve=due)
        self._log(ticket, when, "", 0, 18, *(_wall(each).isoformat(" ") for each in (before, due)))
        self._stood(ticket, when, due_at=due)

    def note(self, ticket: int, when: Micros) -> None:
        self._touch(ticket, when)
        self._log(ticket, when, "ITILFollowup", 17, after="1")
        self._stood(ticket, when)

    def child(self, ticket: int, when: Micros, parent: int) -> None:
        self._link(ticket, when, parent, 3)
        self._stood(ticket, when, parent=str(parent), relation="child")
        self._stood(parent, when)

    def merge(self, ticket: int, when: Micros, into: int, link: int) -> None:
        self._link(ticket, when, into, link)
        self._touch(ticket, when, is_deleted=1)
        self._log(ticket, when, "0", 13)
        self._stood(ticket, when, state="removed", parent=str(into), relation="merged")
        self._stood(into, when)

    def delete(self, ticket: int, when: Micros) -> None:
        self._touch(ticket, when, is_deleted=1)
        self._log(ticket, when, "0", 13)
        self._stood(ticket, when, state="removed")

    def restore(self, ticket: int, when: Micros) -> None:
        self._touch(ticket, when, is_deleted=0)
        self._log(ticket, when, "0", 14)
        self._stood(ticket, when, state="open")

    def silently(self, ticket: int, when: Micros, group: int, away: int) -> None:
        """As a plugin may that writes into the tables itself: nothing is logged."""
        self._touch(ticket, when)
        self._insert("glpi_groups_tickets", {"tickets_id": ticket, "groups_id": group, "type": 2})
        self._execute("DELETE FROM glpi_groups_tickets WHERE tickets_id = :t AND groups_id = :g", t=ticket, g=away)
        self._stood(ticket, when, department=GROUPS[group])

    def purge(self, ticket: int) -> None:
        self._execute("DELETE FROM glpi_tickets WHERE id = :t", t=ticket)
        self._execute("DELETE FROM glpi_logs WHERE itemtype = 'Ticket' AND items_id = :t", t=ticket)
        for table in ("glpi_groups_tickets", "glpi_tickets_users"):
            self._execute(f"DELETE FROM {table} WHERE tickets_id = :t", t=ticket)

    def _stood(self, ticket: int, when: Micros, **told: Any) -> None:
        life = self.lives[ticket]
        now = life[-1]._replace(at=when, **told)
        life[-1:] = [now] if life[-1].at == when else [life[-1], now]

    def _to(self, ticket: int, when: Micros, status: int) -> None:
        self._log(ticket, when, "", 0, 12, str(self._status[ticket]), str(status))
        self._status[ticket] = status
        self._execute("UPDATE glpi_tickets SET status = :s WHERE id = :t", s=status, t=ticket)

    def _touch(self, ticket: int, when: Micros, **columns: Any) -> None:
        columns["date_mod"] = when
        told = ", ".join(f"{name} = :{name}" for name in columns)
        values = {name: self._stamp(value) if name != "is_deleted" else value for name, value in columns.items()}
        self._execute(f"UPDATE glpi_tickets SET {told} WHERE id = :ticket", ticket=ticket, **values)

    def _add(self, ticket: int, when: Micros, kind: Literal["Group", "User"], number: int, role: int) -> None:
        table, column = _WHO[kind]
        self._insert(table, {"tickets_id": ticket, column: number, "type": role})
        self._log(ticket, when, kind, 15, self._option(kind, role, "15"), after=self._named(kind, number))

    def _remove(self, ticket: int, when: Micros, kind: Literal["Group", "User"], number: int) -> None:
        table, column = _WHO[kind]
        self._execute(f"DELETE FROM {table} WHERE tickets_id = :t AND {column} = :n AND type = 2", t=ticket, n=number)
        self._log(ticket, when, kind, 16, self._option(kind, 2, "16"), before=self._named(kind, number))

    def _option(self, kind: str, role: int, action: str) -> int:
        tells = self._version == "11" or (self._version == "10" and action == "15")
        return {("Group", 2): 8, ("User", 2): 5, ("User", 1): 4}[kind, role] if tells else 0

    def _named(self, kind: str, number: int) -> str:
        return f"{GROUPS[number] if kind == 'Group' else PEOPLE[number]} ({number})"

    def _link(self, ticket: int, when: Micros, other: int, kind: int) -> None:
        self._touch(ticket, when)
        self._touch(other, when)
        self._insert("glpi_tickets_tickets", {"tickets_id_1": ticket, "tickets_id_2": other, "link": kind})
        self._log(ticket, when, "Ticket", 15, after=f"Pothole ({other})")
        self._log(other, when, "Ticket", 15, after=f"Street light ({ticket})")

    def _log(
        self, ticket: int, when: Micros, link: str, action: int, option: int = 0, before: str = "", after: str = ""
    ) -> None:
        row = {
            "itemtype": "Ticket",
            "items_id": ticket,
            "itemtype_link": link,
            "linked_action": action,
            "date_mod": when,
        }
        self._insert("glpi_logs", row | {"id_search_option": option, "old_value": before, "new_value": after})

    def _rows(self, table: str, rows: Any) -> None:
        for row in rows:
            self._insert(table, row)

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        told = {name: self._stamp(value) if name in _TIMES else value for name, value in row.items()}
        with self.engine.begin() as connection:
            made = connection.execute(self._tables.tables[table].insert(), told)
        return int(made.lastrowid)

    def _execute(self, statement: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), values)

    def _stamp(self, when: Micros | None) -> datetime | None:
        """As the column gets it: GLPI writes the local time, of which MariaDB takes the first of two that are called the same."""
        if when is None or when == NO_INSTANT:
            return None
        if self._version == "9.5 with DATETIME":
            return _wall(when)
        return _wall(when).replace(tzinfo=ZONE).astimezone(UTC).replace(tzinfo=None)


_WHO = {"Group": ("glpi_groups_tickets", "groups_id"), "User": ("glpi_tickets_users", "users_id")}
_TIMES = {"date", "date_mod", "solvedate", "closedate", "time_to_resolve"}


def _wall(when: Micros) -> datetime:
    return datetime.fromtimestamp(when / SECOND, ZONE).replace(tzinfo=None, fold=0)


def _tables(version: Version) -> sa.MetaData:
    tables = sa.MetaData()
    for table in METADATA.sorted_tables:
        copied = table.to_metadata(tables)
        if version == "9.5 with DATETIME":
            for column in copied.columns:
                column.type = sa.DateTime() if isinstance(column.type, sa.TIMESTAMP) else column.type
        if table.name == "glpi_tickets":
            for name in _ONLY_IN.get(version, ()):
                copied.append_column(sa.Column(name, sa.String(255)))
    return tables

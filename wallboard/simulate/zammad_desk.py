"""Writes what becomes of the demo's requests as Zammad does it: a row of histories for each change, a link that only touches both
tickets, and a deletion that takes everything along."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from wallboard.simulate import zammad_tables as tables
from wallboard.simulate.request_desk import Request
from wallboard.simulate.request_turns import DUPLICATE, MERGED, OPEN
from wallboard.simulate.zammad_rows import GROUPS, OBJECT, Linked, Logged, Saved, logged, request_of, row, saved

_LINK = tables.numbers("link_types")
_HELD = tuple(tables.STATES[name][0] for name in OPEN)
_MANY = 500


def _insert(table: str, fields: tuple[str, ...], also: str = "") -> str:
    return f"INSERT {also} INTO {table} ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})"  # noqa: S608


_LOG, _LINKS = _insert("histories", Logged._fields), _insert("links", Linked._fields, "OR IGNORE")
_SAVE = _insert("tickets", Saved._fields, "OR REPLACE")
_TICKETS = f"SELECT {', '.join(Saved._fields)} FROM tickets WHERE "  # noqa: S608
_DELETE = (
    f"DELETE FROM histories WHERE o_id = ? AND history_object_id = {OBJECT['Ticket']}",  # noqa: S608
    "DELETE FROM histories WHERE o_id = ? AND related_o_id IS NOT NULL",  # its first article has its own number
    "DELETE FROM links WHERE ? IN (link_object_source_value, link_object_target_value)",
    "DELETE FROM tickets WHERE id = ?",
)


class ZammadDesk:
    """Over one database. It is told every version of a request, in their order."""

    def __init__(self) -> None:
        self._stood: dict[int, Saved] = {}
        self._versions: list[Request | int] = []  # as they came; a number is of one that was deleted

    def install(self, connection: sa.Connection) -> None:
        """The tables, where they are not there."""
        tables.install(connection, GROUPS)

    def empty(self, connection: sa.Connection) -> None:
        """Of all that happened since they were installed."""
        tables.empty(connection)
        self._stood.clear()

    def last_id(self, connection: sa.Connection) -> int:
        return connection.exec_driver_sql("SELECT max(id) FROM tickets").scalar() or 0

    def unfinished(self, connection: sa.Connection) -> list[Request]:
        """What an earlier run left open."""
        held = ", ".join(map(str, _HELD))
        return [request_of(each) for each in _tickets(connection, f"state_id IN ({held}) ORDER BY id")]

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
            now = saved(version, before)
            log += logged(version, before, now)
            changed[version.id] = self._stood[version.id] = now
            joins = version.status in (MERGED, DUPLICATE) and (before is None or before.state_id != now.state_id)
            if joins and version.parent is not None:
                self._join(version, version.parent, log, links, changed)
        self._versions = []
        for statement, rows in ((_LOG, log), (_LINKS, links), (_SAVE, list(changed.values()))):
            if rows:
                connection.exec_driver_sql(statement, rows)
        for statement in _DELETE if deleted else ():
            connection.exec_driver_sql(statement, [(number,) for number in deleted])
        for number, each in changed.items():
            if each.state_id not in _HELD:  # where it is opened again, it is read again
                self._stood.pop(number, None)

    def _join(
        self, version: Request, other: int, log: list[Logged], links: list[Linked], changed: dict[int, Saved]
    ) -> None:
        """The link to the other ticket, which is touched, and of a merge what that one logs."""
        at = self._stood[version.id].updated_at
        kind = "parent" if version.status == MERGED else "normal"
        links.append(Linked(_LINK[kind], 1, other, 1, version.id, at, at))
        if version.status == MERGED:
            log.append(row("received_merge", other, at, id_to=other, id_from=version.id))
        if other in self._stood:
            touched = self._stood[other]
            changed[other] = self._stood[other] = touched._replace(updated_at=max(at, touched.updated_at))

    def _load(self, connection: sa.Connection) -> None:
        """Tickets that an earlier run wrote, those that change now."""
        changing = [each for each in self._versions if isinstance(each, Request)]
        wanted = {each.id for each in changing} | {each.parent for each in changing if each.parent}
        missing = sorted(wanted - self._stood.keys())
        for start in range(0, len(missing), _MANY):
            some = missing[start : start + _MANY]
            for each in _tickets(connection, f"id IN ({', '.join('?' * len(some))})", tuple(some)):
                self._stood[each.id] = each


def _tickets(connection: sa.Connection, which: str, numbers: Sequence[int] = ()) -> list[Saved]:
    return [Saved(*each) for each in connection.exec_driver_sql(_TICKETS + which, tuple(numbers))]

"""Writes into FixMyStreet's tables as it does itself, statement by statement, and keeps what each act means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from tests.helpdesks.fixmystreet_tables import METADATA
from wallboard.clock import micros
from wallboard.model import NO_INSTANT, Micros

ZONE = "Europe/London"
OPTIONS = {"kind": "fixmystreet", "zone": ZONE}
_BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
_STATES = {
    "investigating": "open", "in progress": "open", "planned": "open", "action scheduled": "open", "unable to fix": "closed",
    "not responsible": "closed", "duplicate": "closed", "internal referral": "closed", "fixed": "fixed", "passed on": "closed",
}  # fmt: skip
_ENDS = {
    "unable to fix": "unable", "not responsible": "referred", "internal referral": "referred", "duplicate": "duplicate",
    "passed on": "done", "fixed - council": "done", "fixed - user": "done", "cancelled": "rejected",
}  # fmt: skip
BODIES = {1: "Roads", 2: "Parks", 3: "Highways"}


class Fact(NamedTuple):
    state: str
    outcome: str
    status: str
    department: str
    service_type: str
    parent: str
    relation: str
    finished_at: Micros


class Desk:
    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.now = _BEGIN
        self.lives: dict[str, list[tuple[Micros, Fact]]] = {}
        self.opened: dict[str, Micros] = {}
        self.changed = 0
        METADATA.create_all(engine)
        for number, name in BODIES.items():
            self._insert("body", id=number, name=name)
        for label, kind in _STATES.items():
            self._insert("state", label=label, type=kind, name=label)
        self._insert("response_priorities", id=1, body_id=1, name="Urgent")

    def report(self, state: str = "confirmed", **more: Any) -> int:
        """`more`: columns that are not as usual."""
        at = self._tick()
        row = {
            "latitude": 51.5, "longitude": -0.1, "bodies_str": "1", "category": "Potholes", "created": at, "state": state,
            "service": "iOS", "lastupdate": at, "confirmed": at if state == "confirmed" else None, "response_priority_id": 1,
        }  # fmt: skip
        number = self._insert("problem", **{**row, **more})
        if state == "confirmed":
            self._fact(number)
        return number

    def confirm(self, number: int) -> None:
        at = self._tick()
        self._update("problem", number, state="confirmed", confirmed=at, lastupdate=at)
        self._fact(number)

    def comment(self, number: int, state: str | None = None, *, fixed: bool = False, reopened: bool = False) -> int:
        """Confirmed when it is written; the report follows in a statement of its own."""
        at = self._tick()
        told = "fixed - user" if fixed else "confirmed" if reopened else state or self._row(number)["state"]
        made = self._insert("comment", **self._comment(number, at, told, fixed=fixed, reopened=reopened))
        self._update("problem", number, state=told, lastupdate=at)
        self._fact(number)
        return made

    def waiting_comment(self, number: int, *, fixed: bool) -> int:
        at = self._tick()
        told = "fixed - user" if fixed else self._row(number)["state"]
        row = self._comment(number, at, told, fixed=fixed, reopened=False)
        return self._insert("comment", **{**row, "state": "unconfirmed", "confirmed": None})

    def confirm_comment(self, number: int, comment: int) -> None:
        at = self._tick()
        told = self._row(comment, "comment")["problem_state"]
        self._update("comment", comment, state="confirmed", confirmed=at)
        self._update("problem", number, state=told, lastupdate=at)
        self._fact(number)

    def hide_comment(self, number: int, comment: int) -> None:
        """Of one that marked its report as fixed."""
        at = self._tick()
        self._update("problem", number, state="confirmed", lastupdate=at)
        self._update("comment", comment, state="hidden")
        self._log(comment, "update", "state_change", at)
        self._fact(number)

    def move(self, number: int, category: str, bodies: str) -> None:
        at = self._tick()
        self._insert("comment", **self._comment(number, at, None, fixed=False, reopened=False))
        self._log(number, "problem", "category_change", at)
        self._update("problem", number, category=category, bodies_str=bodies, lastupdate=at)
        self._log(number, "problem", "edit", at)
        self._fact(number)

    def administer(self, number: int, state: str, *, comments: bool = True, duplicate_of: int = 0) -> None:
        at = self._tick()
        extra = {"duplicate_of": duplicate_of} if duplicate_of else {}
        confirmed = {"confirmed": at} if self._row(number)["confirmed"] is None and state != "hidden" else {}
        self._update("problem", number, state=state, lastupdate=at, extra=extra, **confirmed)
        self._log(number, "problem", "state_change", at)
        if comments:
            self._insert("comment", **self._comment(number, at, state, fixed=False, reopened=False))
        self._fact(number)

    def _comment(self, number: int, at: datetime, told: str | None, *, fixed: bool, reopened: bool) -> dict[str, Any]:
        return {
            "problem_id": number, "created": at, "confirmed": at, "state": "confirmed", "mark_fixed": fixed,
            "mark_open": reopened, "problem_state": told, "send_state": "unprocessed",
        }  # fmt: skip

    def _log(self, number: int, kind: str, action: str, at: datetime) -> None:
        self._insert("admin_log", admin_user="amber", object_type=kind, object_id=number, action=action, whenedited=at)

    def _fact(self, number: int) -> None:
        row, ticket, at = self._row(number), str(number), micros(self.now)
        if row["confirmed"] is None:
            return
        self.opened.setdefault(ticket, at)
        life, status = self.lives.setdefault(ticket, []), row["state"]
        ends, gone = status in _ENDS, status == "hidden"
        was = life[-1][1] if life else None
        finished = (was.finished_at if was and was.state == "finished" else at) if ends else NO_INSTANT
        parent = str((row["extra"] or {}).get("duplicate_of", "")) if status == "duplicate" else ""
        fact = Fact(
            "removed" if gone else "finished" if ends else "open", _ENDS.get(status, ""), status,
            BODIES[int(row["bodies_str"].split(",")[0])], row["category"], parent, "duplicate" if parent else "", finished,
        )  # fmt: skip
        life.append((at, fact))

    def _tick(self) -> datetime:
        """The next act's time, as the server's clock shows it."""
        self.now += timedelta(minutes=7, seconds=13)
        return self.now.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)

    def _row(self, number: int, table: str = "problem") -> Any:
        its = METADATA.tables[table]
        with self._engine.connect() as connection:
            return connection.execute(sa.select(its).where(its.c.id == number)).mappings().one()

    def _insert(self, table: str, **row: Any) -> int:
        self.changed += 1
        with self._engine.begin() as connection:
            made: Sequence[Any] = connection.execute(METADATA.tables[table].insert(), row).inserted_primary_key or (0,)
        return int(made[0])

    def _update(self, table: str, number: int, **row: Any) -> None:
        self.changed += 1
        its = METADATA.tables[table]
        with self._engine.begin() as connection:
            connection.execute(its.update().where(its.c.id == number).values(**row))

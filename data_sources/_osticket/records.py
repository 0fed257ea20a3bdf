"""Rows of osTicket's tables, and what the numbers in them stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from wallboard.model import NO_INSTANT, Micros

MEANT: Mapping[str, str] = {"open": "open", "closed": "finished", "archived": "finished", "deleted": "removed"}
"""By the state that osTicket gives each status."""


class Event(NamedTuple):
    """A row of thread_event. `department` is the one after it, and so is `staff` where it assigns or closes."""

    id: int
    kind: str
    staff: int
    team: int
    department: int
    data: Mapping[str, Any]
    at: Micros
    due_at: Micros = NO_INSTANT  # where it gives the ticket a due instant

    @property
    def status(self) -> int:
        """The status that it tells; 0 for none. It is 7, or [2, "Resolved"], or, from one to another, [1, 7]."""
        told: Any = self.data.get("status") if self.kind in ("closed", "edited") else None
        if isinstance(told, list) and told:
            told = told[-1] if str(told[-1]).isdigit() else told[0]
        return int(told) if str(told).isdigit() else 0

    @property
    def tells_status(self) -> bool:
        return self.kind in ("closed", "reopened") or self.status != 0

    @property
    def tells_who(self) -> bool:
        return self.kind in ("assigned", "released", "closed")


class Ticket(NamedTuple):
    """A ticket's row as it is now."""

    number: int
    parent: int  # 0: none
    linked: bool  # a link to its parent; otherwise it was merged into it
    status: int
    department: int
    staff: int
    team: int
    due_at: Micros
    opened_at: Micros
    updated_at: Micros


class Words(NamedTuple):
    """What numbers stand for, by table."""

    statuses: Mapping[int, str]
    states: Mapping[int, str]  # by the number of a status
    departments: Mapping[int, str]
    staff: Mapping[int, str]
    teams: Mapping[int, str]
    usual: Mapping[str, int]  # the status that osTicket itself gives, by state: the first one

    def who(self, staff: int, team: int) -> str:
        return self.staff.get(staff, "") or self.teams.get(team, "")

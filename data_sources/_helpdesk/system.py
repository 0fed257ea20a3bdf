"""What a helpdesk's own module tells of its tables, so that `HelpdeskSource` can read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from data_sources._helpdesk.life import Life
from wallboard.model import Micros


class Log(NamedTuple):
    """How the log is read: by an id that grows with every change."""

    table: str  # as errors name it
    id: str  # the id, as the rows' SELECT writes it
    rows: str  # SELECT of the id, and of the ticket of which the row tells, NULL where of none; without a WHERE


class Tickets(NamedTuple):
    """Tickets by their number, from low to high."""

    numbers: Sequence[int]
    last: int | None  # the last that was looked at; None where there is none any more


class Helpdesk(Protocol):
    """Questions in one helpdesk's own tables. Each is served by an index, and none reads more than it is asked for."""

    log: Log
    tables: Mapping[str, str]  # those that are read, each with a column that it has

    def next_tickets(self, connection: sa.Connection, after: int, since: Micros, most: int) -> Tickets:
        """Of the next `most` tickets with a higher number: those not finished, or updated `since`."""

    def newest_tickets(self, connection: sa.Connection, most: int) -> Sequence[int]:
        """The highest numbers."""

    def touched(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        """These tickets, and others that changed with them without a row of their own in the log."""

    def lives(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Sequence[Life]:
        """Of those of the tickets that are there."""

    def present(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        """Those of the tickets that are there, and were not merged into others."""

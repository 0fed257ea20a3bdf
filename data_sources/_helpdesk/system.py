"""What a helpdesk's own module tells of its tables, so that `HelpdeskSource` can read them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import sqlalchemy as sa

from data_sources._helpdesk.life import Life
from data_sources._helpdesk.rows import Row
from data_sources._helpdesk.told import Told
from wallboard.model import Micros


class Log(NamedTuple):
    """How the log is read: by an id that grows with every change."""

    table: str  # as errors name it
    id: str  # the id, as the rows' SELECT writes it
    # SELECT of the id, of the ticket of which the row tells (NULL where of none), and of what `changed` or `heard` needs besides;
    # of a system that listens, of the id and of whatever it needs; without a WHERE
    rows: str


class NextTickets(NamedTuple):
    """Tickets by their number, from low to high."""

    numbers: Sequence[int]
    last: int | None  # the last that was looked at; None where there is none any more

    @classmethod
    def among(cls, rows: Sequence[Row], most: int, is_wanted: Callable[[Row], bool]) -> NextTickets:
        """Of rows that begin with a ticket's number, of which `most` were asked for."""
        return cls([int(row[0]) for row in rows if is_wanted(row)], int(rows[-1][0]) if len(rows) == most else None)


class Lately(NamedTuple):
    """What rows of the log alone tell of tickets, with the tickets as they are: their moments of late."""

    lives: Sequence[Life] = ()
    whole: Collection[int] = ()  # tickets of which more must be known


class Helpdesk(Protocol):
    """Questions in one helpdesk's own tables. Each is served by an index, and none reads more than it is asked for."""

    log: Log
    tables: Mapping[str, str]  # those that are read, each with a column that it has
    newest: str  # SELECT of the highest numbers of tickets, from high to low: `... LIMIT :most`
    told: Mapping[str, Told]  # names under numbers, by the column of tickets in which they stand

    def next_tickets(self, connection: sa.Connection, after: int, since: Micros, most: int) -> NextTickets:
        """Of the next `most` tickets with a higher number: those not finished, or updated `since`."""

    def lives(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Sequence[Life]:
        """Of those of the tickets that are there."""

    def changed(self, connection: sa.Connection, logged: Mapping[int, Sequence[Row]], now: Micros) -> Lately:
        """Of tickets of which the log has new rows, all of them and nothing newer, in their order. A helpdesk that needs
        whole lives says so of all."""
        return Lately(whole=logged.keys())

    def forget(self) -> None:
        """What is known of numbers in the database: it was set back, or is another one."""
        return

    def present(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        """Those of the tickets that are there, and were not merged into others."""


class Heard(NamedTuple):
    tickets: Collection[int]  # those to tell whole
    place: str  # how far the module has read what it reads beside the log
    lives: Sequence[Life] = ()  # moments of late, of others
    gone: Mapping[str, Micros] = {}  # tickets of which the log says that they were deleted, and when


@runtime_checkable
class Listens(Protocol):
    """A helpdesk whose log does not name all tickets that changed, or not as tickets: its module is asked at every poll which they
    are, and reads beside the log what it has to, no further than from its own place on."""

    def begins(self, connection: sa.Connection) -> str:
        """The place at which it begins; of the database nothing is known any more."""

    def heard(self, connection: sa.Connection, rows: Sequence[Row], place: str, now: Micros) -> Heard:
        """`rows`: what is new in the log, as `Log.rows` selects it; some may be told again."""


def by_ticket(rows: Sequence[Row]) -> dict[int, list[Row]]:
    """Rows of the log that tell of a ticket, in their order."""
    logged: dict[int, list[Row]] = {}
    for row in rows:
        if row[1] is not None:
            logged.setdefault(int(row[1]), []).append(row)
    return logged

"""Where reading of a helpdesk stands: how far its tickets were gone over once, and how far its log was read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from data_sources._place.became import EARLIER
from data_sources._place.table import TablePlace
from wallboard.model import Micros
from wallboard.source import Cursor


@dataclass(frozen=True, slots=True)
class HelpdeskPlace:
    """`log` begins where the log ended when the first round over all tickets began."""

    log: TablePlace = field(default_factory=TablePlace)
    after: int | None = None  # in the first round: the ticket that was looked at last
    until: int = 0  # the newest ticket when that round began
    beside: str = ""  # how far a system that listens has read beside the log
    # the newest row of the log where that is older than the last one read: a ticket was deleted with its rows, or the database
    # was set back, which is known once a number is given again
    left: int | None = None

    @classmethod
    def start(cls, log: int, newest_ticket: int, beside: str) -> HelpdeskPlace:
        return cls(TablePlace(high=log), 0, newest_ticket, beside)

    @classmethod
    def of(cls, cursor: Cursor) -> HelpdeskPlace:
        after = cursor.get("after")
        newest, beside, left = int(cursor.get("newest") or 0), str(cursor.get("beside") or ""), cursor.get("left")
        in_round = None if after is None else int(after)
        return cls(TablePlace.of(cursor), in_round, newest, beside, None if left is None else int(left))

    def cursor(self) -> Cursor:
        first = {} if self.after is None else {"after": self.after, "newest": self.until}
        left = {} if self.left is None else {"left": self.left}
        return self.log.cursor() | first | left | ({"beside": self.beside} if self.beside else {})

    def looked_at(self, ticket: int | None) -> HelpdeskPlace:
        """In the first round; None where that is over."""
        return replace(self, after=ticket)

    def progress(self) -> float | None:
        return None if self.after is None else min(1.0, self.after / max(1, self.until))

    def set_back(self, log: int, newest_ticket: int, beside: str, now: Micros) -> HelpdeskPlace:
        """From the beginning, in a database that was set back to an earlier state, or is another one."""
        start = self.start(log, newest_ticket, beside)
        return replace(start, log=replace(start.log, log=self.log.log.turned(EARLIER, 0, now)))

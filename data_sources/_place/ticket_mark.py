"""By which a table of tickets is recognised: the ticket updated last. An update time never goes back by itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._place.became import EARLIER, Became
from data_sources._sql.page import CursorForm, Key, plain
from wallboard.clock import local
from wallboard.languages import N_, Message
from wallboard.model import Micros
from wallboard.source import Cursor


@dataclass(frozen=True, slots=True)
class TicketMark:
    """A part of a cursor."""

    ticket: Key | None = None
    updated: Key | None = None
    log: Became = field(default_factory=Became)

    @classmethod
    def of(cls, cursor: Cursor) -> TicketMark:
        marked = (cursor.get("marked"), cursor.get("marked_at"))
        ticket, updated = (None if value is None else plain(value) for value in marked)
        return cls(ticket, updated, Became.of(cursor))

    def cursor(self) -> dict[str, str | int | float | None]:
        if self.ticket is None:
            return {}
        became = self.log.cursor() if self.log.became else {}
        return {"marked": self.ticket, "marked_at": self.updated} | became

    def after(self, ticket: Key, updated: Key) -> TicketMark:
        """With the last row of a page, which was updated last."""
        return replace(self, ticket=ticket, updated=updated)

    def looked_at(
        self,
        connection: sa.Connection,
        key: sa.ColumnElement[object],
        updated: sa.ColumnElement[object],
        form: CursorForm,
        now: Micros,
    ) -> TicketMark:
        """Whether the table still has the ticket as new as it was. One that is gone may have been deleted, and says
        nothing; one that is older than it was says that the table was set back."""
        if self.ticket is None or self.updated is None:
            return self
        value = connection.execute(sa.select(updated).where(key == self.ticket)).scalar()
        if value is None or not value < form.restored(self.updated):
            return self
        return TicketMark(self.ticket, form.stored(value), self.log.turned(EARLIER, 0, now))

    def notice(self, now: Micros, zone: ZoneInfo) -> str:
        if not self.log.lasts(now):
            return ""
        text = N_("at {at} its table was set back to an earlier state; requests stay as they were told before that")
        return Message(text, at=f"{local(self.log.became_at, zone):%Y-%m-%d %H:%M}")

"""By which a table whose rows are written anew is recognised: the row updated last. Its time never goes back by itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._place.became import EARLIER, Became
from data_sources._sql.page import CursorForm, Key, plain
from wallboard.clock import local
from wallboard.languages import Message
from wallboard.model import Micros
from wallboard.source import Cursor


@dataclass(frozen=True, slots=True)
class RowMark:
    """A part of a cursor."""

    key: Key | None = None
    updated: Key | None = None
    log: Became = field(default_factory=Became)

    @classmethod
    def of(cls, cursor: Cursor) -> RowMark:
        marked = (cursor.get("marked"), cursor.get("marked_at"))
        key, updated = (None if value is None else plain(value) for value in marked)
        return cls(key, updated, Became.of(cursor))

    def cursor(self) -> dict[str, str | int | float | None]:
        if self.key is None:
            return {}
        became = self.log.cursor() if self.log.became else {}
        return {"marked": self.key, "marked_at": self.updated} | became

    def after(self, key: Key, updated: Key) -> RowMark:
        """With the last row of a page, which was updated last."""
        return replace(self, key=key, updated=updated)

    def looked_at(
        self,
        connection: sa.Connection,
        key: sa.ColumnElement[object],
        updated: sa.ColumnElement[object],
        form: CursorForm,
        now: Micros,
    ) -> RowMark:
        """Whether the table still has the row as new as it was. One that is gone may have been deleted, and says
        nothing; one that is older than it was says that the table was set back."""
        if self.key is None or self.updated is None:
            return self
        value = connection.execute(sa.select(updated).where(key == self.key)).scalar()
        if value is None or not value < form.restored(self.updated):
            return self
        return RowMark(self.key, form.stored(value), self.log.turned(EARLIER, 0, now))

    def notice(self, text: str, now: Micros, zone: ZoneInfo) -> str:
        """The `text` with the instant at which the table was set back, for a day; else ""."""
        return Message(text, at=f"{local(self.log.became_at, zone):%Y-%m-%d %H:%M}") if self.log.lasts(now) else ""

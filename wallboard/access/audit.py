"""The log of what people did: who, when, from where, to what. In UTC, newest first, and one line each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from wallboard.access.events import EVENTS
from wallboard.access.store import AccessStore
from wallboard.access.tables import audit
from wallboard.access.visitor import Visitor
from wallboard.clock import Clock, system_clock
from wallboard.model import DAY, Micros
from wallboard.outside_text import LONGEST as LONGEST
from wallboard.outside_text import plain as plain
from wallboard.outside_text import without_secrets

COMMAND_LINE = "command line"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done. All texts came from outside at some time."""

    id: int
    at: Micros
    event: str
    who: str
    credential: str
    address: str
    about: str
    detail: Mapping[str, Any]

    @property
    def words(self) -> str:
        return EVENTS.get(self.event, self.event)


class Audit:
    """Writes entries and reads them back."""

    def __init__(self, store: AccessStore, clock: Clock = system_clock) -> None:
        self._store = store
        self._clock = clock

    def write(self, event: str, by: Visitor | None, address: str = "", about: str = "", **detail: Any) -> None:
        """One entry in a transaction of its own. `by` None is the command line."""
        with self._store.writing() as connection:
            self.add(connection, event, by, address, about, **detail)

    def add(
        self,
        connection: Connection,
        event: str,
        by: Visitor | None,
        address: str = "",
        about: str = "",
        **detail: Any,
    ) -> None:
        """One entry in the transaction of what it tells. Raises ValueError for an event that EVENTS does not name."""
        if event not in EVENTS:
            raise ValueError(f"{event!r} is no event of the audit log; events.py names them")
        connection.execute(
            insert(audit).values(
                at=self._clock(),
                event=event,
                who=plain(by.name) if by is not None else COMMAND_LINE,
                credential=by.credential if by is not None else "",
                address=plain(address),
                about=plain(about),
                detail=json.dumps(without_secrets(_plain(detail)), ensure_ascii=False),
            )
        )

    def read(
        self,
        *,
        event: str = "",
        who: str = "",
        about: str = "",
        since: Micros | None = None,
        until: Micros | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> list[Entry]:
        """The newest `limit` entries, or those before the entry numbered `before`. `who` and `about` find parts of
        names; `since` is included, `until` is not."""
        chosen = select(audit).order_by(audit.c.id.desc()).limit(limit)
        chosen = chosen.where(audit.c.event == event) if event else chosen
        chosen = chosen.where(audit.c.who.icontains(who, autoescape=True)) if who else chosen
        chosen = chosen.where(audit.c.about.icontains(about, autoescape=True)) if about else chosen
        chosen = chosen.where(audit.c.at >= since) if since is not None else chosen
        chosen = chosen.where(audit.c.at < until) if until is not None else chosen
        chosen = chosen.where(audit.c.id < before) if before is not None else chosen
        return self._entries(chosen)

    def all(self, **filters: Any) -> Iterator[Entry]:
        """Every entry that `read` would find, page by page: for exports of any length."""
        page = self.read(**filters, limit=_PAGE)
        while page:
            yield from page
            page = self.read(**{**filters, "before": page[-1].id}, limit=_PAGE)

    def purge(self, now: Micros, keep_days: int) -> int:
        """Deletes what is older than `keep_days`. Gives back how many entries."""
        with self._store.writing() as connection:
            return int(connection.execute(delete(audit).where(audit.c.at < now - keep_days * DAY)).rowcount)

    def _entries(self, chosen: Select[Any]) -> list[Entry]:
        with self._store.reading() as connection:
            rows = connection.execute(chosen).all()
        return [Entry(**{**row._mapping, "detail": json.loads(row.detail)}) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {plain(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    return value if value is None or isinstance(value, bool | int | float) else plain(str(value))

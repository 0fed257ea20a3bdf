"""Where reading of a GeoReport server stands, and what was learned of it on the way: its cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data_sources._georeport.walk import Server, Walk
from wallboard.model import DAY, MINUTE, Micros
from wallboard.source import Cursor

WAITS_AT_MOST: Micros = 7 * DAY  # for an id; after that a request without one is not looked for any more
ASKS_AGAIN: Micros = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests that have no id yet: how many, since when the oldest, and when they were last asked for."""

    count: int = 0
    since: Micros = 0
    asked: Micros = 0

    def due(self, now: Micros) -> bool:
        lasts = self.count and 0 <= now - self.since < WAITS_AT_MOST
        return bool(lasts) and not 0 <= now - self.asked < ASKS_AGAIN

    def met(self, count: int, oldest: Micros, now: Micros) -> Waiting:
        """With those of one page."""
        if not count or now - oldest >= WAITS_AT_MOST:
            return self
        return replace(self, count=self.count + count, since=min(self.since, oldest) if self.count else oldest)

    def after(self, walk: Walk, met: Waiting, now: Micros) -> Waiting:
        """Once a walk is over that `met` those: it has seen all that there are, or only the newest."""
        if not self.count or walk.start <= self.since:
            return replace(met, asked=now if met.count else 0)
        if now - self.since >= WAITS_AT_MOST:
            return met
        if not met.count:
            return self
        return Waiting(max(self.count, met.count), min(self.since, met.since), self.asked)


UNKNOWN, NONE = Server(), Waiting()


@dataclass(frozen=True, slots=True)
class Place:
    """`first`: history is being read. `walk`: what is under way; `round`: of recent requests read once more.

    `updated`: whether the server honours updated_after ("yes", "no", "" while that is not known). `strays`: it gives
    requests of other days than were asked for. `items`: what the ids of work items are, "own" requests or "notes" alone.
    `looks`: how often answers to ids were told. `size`: the page size by which `server` was learned.
    """

    read_to: Micros | None = None
    walk: Walk | None = None
    first: bool = True
    round: Walk | None = None
    rounded: Micros = 0
    updated: str = ""
    strays: bool = False
    items: str = ""
    looks: int = 0
    server: Server = UNKNOWN
    size: int = 0
    waiting: Waiting = NONE
    met: Waiting = NONE

    @classmethod
    def of(cls, cursor: Cursor | None, size: int) -> Place:
        """A fresh start where the cursor makes no sense."""
        told = cursor or {}
        read_to = told.get("read_to")
        walk, first = Walk.of(str(told.get("walk", ""))), told.get("first") != 0
        if not isinstance(read_to, int) and (walk is None or not first):
            return cls(size=size)
        server = Server(str(told.get("pages", "")), _int(told, "longest")) if _int(told, "size") == size else UNKNOWN
        return cls(
            read_to if isinstance(read_to, int) else None,
            walk,
            first,
            Walk.of(str(told.get("round", ""))),
            _int(told, "rounded"),
            str(told.get("updated", "")),
            bool(told.get("strays")),
            str(told.get("items", "")),
            _int(told, "looks"),
            server,
            size,
            Waiting(_int(told, "waiting"), _int(told, "waiting_since"), _int(told, "waiting_asked")),
            Waiting(_int(told, "met"), _int(told, "met_since")),
        )

    def cursor(self) -> Cursor:
        return {
            "read_to": self.read_to,
            "walk": self.walk.text() if self.walk else "",
            "first": int(self.first),
            "round": self.round.text() if self.round else "",
            "rounded": self.rounded,
            "updated": self.updated,
            "strays": int(self.strays),
            "items": self.items,
            "looks": self.looks,
            "pages": self.server.pages,
            "longest": self.server.longest,
            "size": self.size,
            "waiting": self.waiting.count,
            "waiting_since": self.waiting.since,
            "waiting_asked": self.waiting.asked,
            "met": self.met.count,
            "met_since": self.met.since,
        }


def _int(told: Cursor, name: str) -> int:
    value = told.get(name)
    return value if isinstance(value, int) else 0

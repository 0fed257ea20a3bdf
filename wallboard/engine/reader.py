"""What somebody may read. Pages, callbacks, the stream, exports and the API ask a Reader and nothing else, so that
they cannot disagree about what is whose."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import NamedTuple, Protocol, TypeVar

import pandas as pd

from wallboard.access.remit import Remit
from wallboard.clock import Clock
from wallboard.engine.known_names import KnownNames, UnknownName
from wallboard.engine.recount import snapshot_at
from wallboard.engine.remit_settings import as_told, within
from wallboard.ledger import Ledger, RequestKey
from wallboard.model import MINUTE, Health, Micros, Snapshot
from wallboard.questions.open_requests import OpenRequest, open_requests
from wallboard.settings import Settings
from wallboard.source import Source

MOST_READERS, MOST_PASTS = 512, 64
K = TypeVar("K")
V = TypeVar("V")


class Reads(Protocol):
    """The engine, as far as it is read from."""

    settings: Settings

    @property
    def ledger(self) -> Ledger: ...

    def snapshot(self, remit: Remit) -> Snapshot: ...

    def full_snapshot(self, remit: Remit) -> Snapshot: ...

    def health(self, remit: Remit) -> tuple[Health, ...]: ...

    def sources(self) -> Mapping[str, Source]: ...


class NoSuchSite(ValueError):
    """Asked for a site that does not exist or is outside the remit: nobody can tell which."""


class Requests(NamedTuple):
    """A page of open requests, and the key after which the next one begins; None at the end."""

    rows: tuple[OpenRequest, ...]
    after: RequestKey | None


class Reader:
    """All that a remit holds. Equal remits have one Reader while the settings stay; ask `Readers.within` for each use.

    `names`: whether agents and assignees are told by name. Any thread may call.
    """

    def __init__(self, readers: Readers, whole: Settings, remit: Remit, names: bool) -> None:
        self.remit, self.names = remit, names
        self.told_remit = as_told(whole, remit)
        self.settings = within(whole, remit)
        self._readers, self._engine, self._whole = readers, readers.engine, whole

    def snapshot(self) -> Snapshot:
        """What boards show now."""
        return self._named(self._engine.snapshot(self.remit))

    def full_snapshot(self) -> Snapshot:
        """Every metric in every scope, as of the last polls."""
        return self._named(self._engine.full_snapshot(self.remit))

    def snapshot_at(self, at: Micros) -> Snapshot:
        """What was true at an instant by what is known now. Raises OutOfRetention."""
        return self._named(self._readers.past(self._whole, self.remit, at))

    def visits(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        """Queue visits that entered in [since, until): queue, entered, left, outcome, reason, wait_s, talk_s, ended,
        completed, agent ("" unless names). Raises NoSuchSite and OutOfRetention."""
        visits = self._engine.ledger.visits(self._site(site), since, until)
        return visits if self.names else visits.assign(agent="")

    def unknown(self) -> tuple[UnknownName, ...]:
        """Departments and wards of the remit that nobody knows: what it lets somebody see of them is nothing."""
        return self._readers.known.unknown(self.told_remit, self._whole)

    def health(self) -> tuple[Health, ...]:
        """How every source of its sites is doing now."""
        return self._engine.health(self.remit)

    def requests(
        self,
        site: str,
        department: str | None = None,
        ward: str | None = None,
        after: RequestKey | None = None,
        limit: int = 500,
    ) -> Requests:
        """Open requests in the order of their keys; "" asks for those of no department or ward. A department or ward
        outside the remit has none, like one that does not exist. Raises NoSuchSite."""
        asked = Remit(
            departments=None if department is None else frozenset({department}),
            wards=None if ward is None else frozenset({ward}),
        )
        found = open_requests(
            self._engine.ledger,
            self._whole,
            self._site(site),
            self.remit.narrowed(asked),
            self._readers.clock(),
            after,
            limit,
        )
        rows = found.rows if self.names else tuple(row._replace(assignee="") for row in found.rows)
        return Requests(rows, found.after)

    def _site(self, site: str) -> str:
        if site not in self.settings.sites:
            raise NoSuchSite(f"There is no such site. There are: {', '.join(self.settings.sites) or 'none'}.")
        return site

    def _named(self, snapshot: Snapshot) -> Snapshot:
        """Without the people whom it may not name."""
        return snapshot if self.names or not snapshot.people else replace(snapshot, people=())


class Readers:
    """Everybody's readers, over one engine. They follow its settings."""

    def __init__(self, engine: Reads, clock: Clock) -> None:
        self.engine, self.clock = engine, clock
        self.known = KnownNames(lambda: engine.ledger, clock)
        self._lock = Lock()
        self._settings = engine.settings
        self._readers: OrderedDict[tuple[Remit, bool], Reader] = OrderedDict()
        self._pasts: OrderedDict[tuple[Remit, Micros, int], Snapshot] = OrderedDict()

    def within(self, remit: Remit, names: bool = False) -> Reader:
        with self._lock:
            if self._settings is not self.engine.settings:
                self._settings = self.engine.settings
                self._readers.clear()
                self._pasts.clear()
            reader = self._readers.get((remit, names)) or Reader(self, self._settings, remit, names)
            _keep(self._readers, (remit, names), reader, MOST_READERS)
            return reader

    def past(self, settings: Settings, remit: Remit, at: Micros) -> Snapshot:
        """A past snapshot that several people of one remit ask for within a minute is recounted once."""
        now = self.clock()
        key = (remit, at, now // MINUTE)
        with self._lock:
            found = self._pasts.get(key) if settings is self._settings else None
        if found is None:
            carried = {name: source.carries for name, source in self.engine.sources().items()}
            found = snapshot_at(self.engine.ledger, settings, carried, at, None, now, remit)
            with self._lock:
                if settings is self._settings:
                    _keep(self._pasts, key, found, MOST_PASTS)
        return found


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)

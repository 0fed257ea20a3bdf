"""The requests of a site with a plain history that were open for long, kept in columns from one reading to the next.

Whoever starts a wall reads all that are open, and so would everybody who looks at an instant of the past, at which most of them
were open already; of those that were over since, the ones that had lasted are read once, as far back as anybody looks. What
changed since they were read is found by the numbers of the rows, which only grow. While nobody looks, it is read ahead, a step
at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import RLock

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from wallboard.ledger.bulk import among
from wallboard.ledger.in_columns import bounded_in_columns, first_in_columns
from wallboard.ledger.tables import FAR, ONLY, PLAIN, TICKET_LASTS, sources, ticket_versions
from wallboard.ledger.tickets_reader import IS_LASTING
from wallboard.model import DAY, NOT_KNOWN, Micros
from wallboard.state.plain_rows import NOT_READ, PlainRequests, PlainRows, joined, known_by
from wallboard.state.values import Flags, Instants

_TABLE = ticket_versions.c
_AT_ONCE = 25_000  # so many take some 10 MB while they are read
_FEW = 2_000  # changed: so many are read again by everybody who looks, more are kept
_MOST_CHANGED = 200_000  # beyond that, all are read again
_MOST_OVER = 600_000  # of those that are over, some 80 MB
_MOST_PARTS = 8
_MOST_AHEAD = _MOST_OVER // 2  # so many are read before anybody looks ...
_STEP: Micros = 14 * DAY  # ... some days of them at once: whoever looks meanwhile waits no longer than for these


@dataclass
class _Part:
    requests: PlainRequests
    stays: Flags  # those that did not change since

    def chosen(self, at: Micros, back: Micros, known: Micros | None, connection: Connection) -> PlainRows:
        within = self.stays & (self.requests.versions.numbers["opened_at"] <= at) & (self.requests.until >= back)
        return as_known(connection, self.requests, within, known)

    def looked_up(self, connection: Connection, known: Micros) -> bool:
        """When some of those came first of which something came after `known`; False where that is known of all."""
        requests = self.requests
        later = self.stays & (requests.versions.numbers["received_at"] > known)
        asked = np.flatnonzero(later & (requests.came == NOT_READ))[:_AT_ONCE]
        if len(asked):
            _read_first(connection, requests, asked)
        return bool((requests.came[asked] != NOT_READ).any())


@dataclass
class _Kept:
    sources: frozenset[str]
    parts: list[_Part]
    read: int  # the last row of the ledger when any was read ...
    newest: int  # ... and when it was looked at
    reach: Micros = FAR  # those that are over are there from then on
    changed: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def over(self) -> int:
        return sum(int((part.stays & (part.requests.until < FAR)).sum()) for part in self.parts)


class KeptRequests:
    """Of every site. Any thread may call."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._by_site: dict[str, _Kept] = {}

    def standing(
        self, connection: Connection, site: str, at: Micros, back: Micros, known: Micros | None
    ) -> list[PlainRows]:
        """Those that were opened by `at`, and were open from `back` on for any time; of what is over, what lasted. By what had
        come by `known` (None: by now)."""
        with self._lock:
            kept = self._followed(connection, site)
            self._reach_back(connection, site, kept, back)
            rows = [part.chosen(at, back, known, connection) for part in self._parts(connection, kept)]
            if kept.over > _MOST_OVER:
                _let_over_go(kept)
        return [each for each in rows if len(each)]

    def open_now(self, connection: Connection, site: str, at: Micros) -> list[PlainRows] | None:
        """Those that are open now and were opened by `at`, whenever they came; None where none are kept."""
        with self._lock:
            if site not in self._by_site:
                return None
            kept = self._followed(connection, site)
            rows = [part.chosen(at, FAR, None, connection) for part in self._parts(connection, kept)]
        return [each for each in rows if len(each)]

    def look_back(self, connection: Connection, site: str, back: Micros, known: Micros) -> bool:
        """A step of reading what is asked for instants since `known` and reaches to `back`, before anybody looks. Whether more is
        to be read; nothing is where none are kept yet."""
        with self._lock:
            if site not in self._by_site:
                return False
            kept = self._followed(connection, site)
            if kept.reach == FAR:
                return False
            if kept.reach > back and kept.over < _MOST_AHEAD:
                self._reach_back(connection, site, kept, max(back, kept.reach - _STEP))
                return True
            return any(part.looked_up(connection, known) for part in kept.parts)

    def _parts(self, connection: Connection, kept: _Kept) -> list[_Part]:
        """With those that changed."""
        if not kept.changed:
            return kept.parts
        changed = _read_changed(connection, kept)
        return [*kept.parts, _Part(changed, np.ones(len(changed), bool))]

    def _followed(self, connection: Connection, site: str) -> _Kept:
        newest, named = _newest(connection), _sources(connection, site)
        kept = self._by_site.get(site)
        fits = kept is not None and kept.read <= newest < kept.newest + _MOST_CHANGED and kept.sources == named
        if kept is None or not fits:
            parts = [joined(list(_read_open(connection, site)))]
            kept = _Kept(named, [_Part(each, np.ones(len(each), bool)) for each in parts], newest, newest)
            self._by_site[site] = kept
            return kept
        came = select(_TABLE.source, _TABLE.ticket).where(_TABLE.id > kept.newest, _TABLE.site == site)
        for source, ticket in connection.execute(came).all() if newest > kept.newest else ():
            kept.changed[source].add(ticket)
            _let_go(kept.parts, source, ticket)
        kept.newest = max(kept.newest, newest)
        if sum(map(len, kept.changed.values())) > _FEW:
            _keep_changed(connection, kept, newest)
        return kept

    def _reach_back(self, connection: Connection, site: str, kept: _Kept, back: Micros) -> None:
        if back >= kept.reach:
            return
        over = joined(list(_read_over(connection, site, back, kept.reach)))
        kept.parts.append(_Part(over, np.ones(len(over), bool)))
        kept.reach, kept.read = back, max(kept.read, _newest(connection))
        for source, tickets in kept.changed.items():
            for ticket in tickets:
                _let_go(kept.parts[-1:], source, ticket)
        _merge(kept)


def as_known(connection: Connection, requests: PlainRequests, within: Flags, known: Micros | None) -> PlainRows:
    """Of those `within` what had come by `known`."""
    if known is None:
        return PlainRows(requests).only(within)
    received = requests.versions.numbers["received_at"]
    asked = np.flatnonzero(within & (received > known) & (requests.came == NOT_READ))
    if len(asked):
        _read_first(connection, requests, asked)
    there, before = known_by(requests, within, known)
    rows = PlainRows(requests).only(there)
    return PlainRows(requests, rows.rows, before[there]) if before.any() else rows


def _read_first(connection: Connection, requests: PlainRequests, rows: Instants) -> None:
    """When each of these came first."""
    source, tickets = requests.versions.words["source"], requests.versions.tickets
    for code, name in enumerate(source.values):
        ours = rows[source.codes[rows] == code]
        if len(ours):
            first = first_in_columns(connection, name, tickets.some(ours))
            requests.came[ours[first.place]] = first.received
            requests.told_reopens[ours[first.place]] = first.reopens != NOT_KNOWN


def _let_over_go(kept: _Kept) -> None:
    """They were read for one instant: there are too many of them to be kept."""
    for part in kept.parts:
        part.stays &= part.requests.until == FAR
    kept.parts = [part for part in kept.parts if part.stays.any()] or kept.parts[:1]
    kept.reach = FAR


def _let_go(parts: list[_Part], source: str, ticket: str) -> None:
    for part in parts:
        row = part.requests.versions.row_of(source, ticket)
        if row is not None:
            part.stays[row] = False


def _keep_changed(connection: Connection, kept: _Kept, newest: int) -> None:
    changed = _read_changed(connection, kept)
    kept.parts.append(_Part(changed, np.ones(len(changed), bool)))
    kept.changed.clear()
    kept.read = max(kept.read, newest)
    _merge(kept)


def _merge(kept: _Kept) -> None:
    """The smaller half of many parts becomes one, without what changed since."""
    if len(kept.parts) > _MOST_PARTS:
        kept.parts.sort(key=lambda part: -len(part.requests))
        half = _MOST_PARTS // 2
        ours = [PlainRows(part.requests).only(part.stays).alone() for part in kept.parts[half:]]
        one = joined(ours)
        kept.parts[half:] = [_Part(one, np.ones(len(one), bool))]


def _read_changed(connection: Connection, kept: _Kept) -> PlainRequests:
    """Those that changed, as they stand in this transaction."""
    lasted = or_(_TABLE.until == FAR, and_(_TABLE.until >= kept.reach, _TABLE.until > _TABLE.began + TICKET_LASTS))
    plain = _TABLE.latest.in_((ONLY, PLAIN))
    read = [
        bounded_in_columns(
            connection, (_TABLE.source == source) & among(connection, _TABLE.ticket, sorted(tickets)) & plain & lasted
        )
        for source, tickets in kept.changed.items()
    ]
    return joined([PlainRequests(*each) for each in read])


def _read_open(connection: Connection, site: str) -> Iterator[PlainRequests]:
    ours = _TABLE.site == site, IS_LASTING, _TABLE.until == FAR
    plain = _TABLE.latest.in_((ONLY, PLAIN))
    for part in _in_ranges(connection, ours):
        yield PlainRequests(*bounded_in_columns(connection, and_(*ours, part, plain)))


def _in_ranges(connection: Connection, ours: tuple[ColumnElement[bool], ...]) -> Iterator[ColumnElement[bool]]:
    """So that no part holds very many."""
    tickets = select(_TABLE.ticket).where(*ours).order_by(_TABLE.ticket)
    begins = true()
    while (last := connection.scalar(tickets.where(begins).offset(_AT_ONCE).limit(1))) is not None:
        yield begins & (_TABLE.ticket <= last)
        begins = _TABLE.ticket > last
    yield begins


def _read_over(connection: Connection, site: str, since: Micros, until: Micros) -> Iterator[PlainRequests]:
    """Those that were over in [since, until)."""
    ours = _TABLE.site == site, IS_LASTING, _TABLE.until < min(until, FAR)
    plain = _TABLE.latest.in_((ONLY, PLAIN))
    ends = select(_TABLE.until).where(*ours).order_by(_TABLE.until)
    while (last := connection.scalar(ends.where(_TABLE.until >= since).offset(_AT_ONCE).limit(1))) is not None:
        yield PlainRequests(*bounded_in_columns(connection, and_(*ours, _TABLE.until.between(since, last), plain)))
        since = last + 1
    yield PlainRequests(*bounded_in_columns(connection, and_(*ours, _TABLE.until >= since, plain)))


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(_TABLE.id))) or 0


def _sources(connection: Connection, site: str) -> frozenset[str]:
    return frozenset(connection.scalars(select(sources.c.source).where(sources.c.site == site)))

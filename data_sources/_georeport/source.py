"""Requests of an Open311 server, told as they change: history first, then what was updated since.

Each poll asks one question, or a few. Where a server does not honour updated_after, new requests are asked for by when
they were reported, recent ones are read again now and then, and open ones are asked for by their ids, some at a time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from data_sources._georeport.answers import Told
from data_sources._georeport.asking import Asking
from data_sources._georeport.check import findings
from data_sources._georeport.family import Family
from data_sources._georeport.keys import asked_by
from data_sources._georeport.looking import ByIds
from data_sources._georeport.options import Options
from data_sources._georeport.place import Place
from data_sources._georeport.requests import SEEN, columns_of, duplicate_of, for_people, id_of
from data_sources._georeport.sampling import newest
from data_sources._georeport.steps import Steps
from data_sources._place.keys import keyed
from data_sources._tickets.details import details_of
from data_sources._tickets.reading import NO_TICKETS, Columns, Tickets, TicketSample, read_tickets
from wallboard.languages import N_, Message, in_turn
from wallboard.model import BY_UPDATE, Micros
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, SourceError, row_key

_KEY = re.compile(r"id (.+)")  # see row_key
_WAITING = N_("requests without a number yet, which are not counted: {n}")
_STRAYS = N_(
    "its server does not keep to the days that it is asked for: requests that it does not give by itself are missing"
)


class Open311:
    carries: Carries = "tickets"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options) -> None:
        self.name, self.site = name, site
        self._zone, self._options, self._mapping = zone, options, options.mapping()
        self._asking = Asking(name, options)
        self._family = Family()
        self._steps = Steps(self._asking, options, zone)
        self._by_ids = ByIds(self._asking, options)
        self._now: Micros = 0

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        self._now = now
        self._asking.client.begin(now)
        place = Place.of(since, self._options.page_size)
        self._family.items = self._family.items or place.items
        step = self._steps.next(place, now)
        self._by_ids.sparing = step.place.updated == "yes"
        self._by_ids.there(step.rows)
        looked = self._by_ids.looks.news(place.looks)
        told = self._told(_once([*looked, *step.rows]), now)
        stands = replace(step.place, items=self._family.items, looks=place.looks + bool(looked))
        return Batch(
            stands.cursor(),
            tickets=told.frame,
            set_aside=told.set_aside,
            read=_read(told),
            repeats=told.repeats,
            more=step.place.walk is not None,
            progress=step.progress,
            notice=in_turn(tuple(_notices(stands))),
        )

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        keys = keyed(rows, _KEY)
        self._asking.client.begin(now)
        found = self._by_ids.found({asked_by(key) for key in keys}, now) if keys else []
        ours = [row for row in self._with_work_items(found, now) if id_of(row) in keys]
        told = self._tickets(ours, now)
        batch = Batch(None, tickets=told.frame, set_aside=told.set_aside, repeats=told.repeats)
        return Again(batch, frozenset(keys[id_of(row)] for row in ours))

    def sample(self, now: Micros, most: int) -> TicketSample:
        self._asking.client.begin(now)
        rows = newest(self._asking, self._options, self._zone, now, most)
        told = self._tickets(_once(self._with_work_items(rows, now))[-most:], now)
        return TicketSample(told.columns, told.set_aside, _read(told))

    def present(self, tickets: Collection[str]) -> set[str]:
        by_id: dict[str, list[str]] = {}
        for ticket in tickets:
            by_id.setdefault(asked_by(ticket), []).append(ticket)
        if not by_id:
            return set()
        try:
            self._asking.client.begin(self._now)
            gone = self._by_ids.gone(list(by_id), self._now)
        except SourceError:  # no news of them, and no outage: whether the server can be read, polls say
            return set(tickets)
        return set(tickets) - {ticket for one in gone for ticket in by_id[one]}

    def check(self, now: Micros) -> list[Finding]:
        return findings(self._asking, self._options, self._zone, now)

    def close(self) -> None:
        self._asking.client.close()

    def _told(self, rows: Sequence[Told], now: Micros) -> Tickets:
        return self._tickets(self._with_work_items(rows, now), now)

    def _with_work_items(self, rows: Sequence[Told], now: Micros) -> list[Told]:
        if not self._options.extensions:
            return list(rows)
        return self._family.with_work_items(rows, lambda ids: self._by_ids.known(ids, now))

    def _tickets(self, rows: Sequence[Told], now: Micros) -> Tickets:
        if not rows:
            return NO_TICKETS
        columns = columns_of(rows, self._mapping)
        ids = columns["service_request_id"]
        told = read_tickets(columns, lambda row: row_key(ids[row]), self._mapping, self.site, self._zone, now)
        return told._replace(columns={**told.columns, **_beside(told.columns, rows)})


def _once(rows: Sequence[Told]) -> list[Told]:
    """Of each request what was read last; what is insisted on stands while no more is read than that."""
    told = dict[str, Told]()
    for row in rows:
        before = told.get(id_of(row), {})
        if {**row, SEEN: before.get(SEEN)} != before:
            told[id_of(row)] = row
    return list(told.values())


def _beside(columns: Columns, rows: Sequence[Told]) -> Columns:
    """What is of the requests that were taken beside what a mapping knows: each is there once."""
    by_id = {id_of(row): row for row in rows}
    ours = [by_id[ticket] for ticket in columns["ticket"]]
    related = ["child" if row.get("parent") else "duplicate" if duplicate_of(row) else "" for row in ours]
    finished = columns["state"] == "finished"
    is_duplicate = finished & (columns["outcome"] == "done") & np.array([each == "duplicate" for each in related], bool)
    basis = [BY_UPDATE if state == "finished" else "" for state in columns["state"]]
    details = [details_of(for_people(row)) for row in ours]
    outcome = np.where(is_duplicate, "duplicate", columns["outcome"])
    beside = {"relation": related, "basis": basis, "details": details, "outcome": outcome}
    return {name: np.array(column, dtype=object) for name, column in beside.items()}


def _read(told: Tickets) -> int:
    return len(told.columns["ticket"]) + len(told.set_aside) + told.repeats


def _notices(place: Place) -> Iterator[str]:
    waiting = max(place.waiting.count, place.met.count)
    if waiting:
        yield Message(_WAITING, n=f"{waiting:,}")
    if place.strays:
        yield Message(_STRAYS)

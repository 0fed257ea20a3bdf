"""The due instants of a site's requests beside what the settings promise, many at once: what `due_fact` tells, a column at a time.

Of a million requests few differ, and of those few are listed: the others are only counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import NO_INSTANT
from wallboard.model.remit import Remit
from wallboard.state.due_facts import DueFact, DueStretch, due_fact
from wallboard.state.plain_requests import plain
from wallboard.state.promise_columns import due_by_settings, instants
from wallboard.state.promises import PromiseBook
from wallboard.state.ticket_versions import by_ticket
from wallboard.state.timeline import FINISHED, PAUSED, REMOVED, timeline, until
from wallboard.state.values import Flags, Instants
from wallboard.state.words import Words, words

if TYPE_CHECKING:
    import pandas as pd


class DueColumns(NamedTuple):
    """Of requests with a single version or a plain history, so that none was moved; as in `DueFact`. `apart` is told of those
    that are `compared`."""

    versions: pd.DataFrame
    department: Words
    service_type: Words
    told: Instants
    promised: Instants
    apart: Instants
    compared: Flags

    def of(self, rows: Flags) -> DueColumns:
        """Some of them."""
        department, service_type = (Words(its.codes[rows], its.values) for its in (self.department, self.service_type))
        told, promised, apart = self.told[rows], self.promised[rows], self.apart[rows]
        return DueColumns(self.versions[rows], department, service_type, told, promised, apart, self.compared[rows])

    @classmethod
    def made(cls, versions: pd.DataFrame, book: PromiseBook, stretch: DueStretch, remit: Remit) -> DueColumns:
        ours = versions[_looked_at(versions, stretch) & _theirs(versions, remit)]
        due_at, updated, by_settings = (
            instants(ours, "due_at"),
            instants(ours, "updated_at"),
            due_by_settings(ours, book),
        )
        paused = words(ours["state"]).equal(PAUSED) & (updated <= stretch.at)
        told = np.where(paused & by_settings.source_stands & (due_at > updated), NEVER, due_at)
        promised = np.where(paused & by_settings.stands & (by_settings.due > updated), NEVER, by_settings.due)
        compared = (told != NEVER) & (promised != NEVER) & (promised != NO_INSTANT)
        department, service_type = words(ours["department"]), words(ours["service_type"])
        return cls(ours, department, service_type, told, promised, by_settings.apart, compared)

    def fact(self, row: int) -> DueFact:
        source, ticket = (str(self.versions[name].iat[row]) for name in ("source", "ticket"))
        department, service_type = (its.values[its.codes[row]] for its in (self.department, self.service_type))
        apart = int(self.apart[row]) if self.compared[row] else None
        return DueFact(source, ticket, department, service_type, int(self.told[row]), int(self.promised[row]), apart)


class DueFacts(NamedTuple):
    """Of all requests of which a source told when they are due: most in columns, the others one by one."""

    columns: DueColumns | None
    others: list[DueFact]

    def of_type(self, service_type: str) -> DueFacts:
        """Those of one type; "" of none."""
        columns = None if self.columns is None else self.columns.of(self.columns.service_type.equal(service_type))
        return DueFacts(columns, [fact for fact in self.others if fact.service_type == service_type])

    def every(self) -> Iterator[DueFact]:
        if self.columns is not None:
            yield from map(self.columns.fact, range(len(self.columns.told)))
        yield from self.others


def due_facts(versions: pd.DataFrame, book: PromiseBook, stretch: DueStretch, remit: Remit) -> DueFacts:
    """Of versions as `Ledger.standing_versions` gives them; of requests that are in the remit's departments and wards now."""
    stand, covered = plain(versions, instants(versions, "opened_at") > stretch.at)
    others = []
    for _, history in by_ticket(versions[~covered]):
        spans = until(timeline(history), stretch.at)
        if spans and remit.has_request(spans[-1].version.department, spans[-1].version.ward):
            fact = due_fact(spans, book, stretch)
            others += [fact] if fact is not None else []
    return DueFacts(DueColumns.made(versions[stand], book, stretch, remit), others)


def _looked_at(versions: pd.DataFrame, stretch: DueStretch) -> Flags:
    due_at, updated, finished_at = (instants(versions, name) for name in ("due_at", "updated_at", "finished_at"))
    state = words(versions["state"])
    ended = np.where(finished_at != NO_INSTANT, finished_at, updated)
    ended = np.maximum(ended, instants(versions, "opened_at"))
    lately = ~state.equal(FINISHED) | (np.minimum(ended, due_at) >= stretch.since) | (ended > stretch.at)
    gone = state.equal(REMOVED) & (updated <= stretch.at)
    looked_at: Flags = (due_at != NO_INSTANT) & lately & ~gone
    return looked_at


def _theirs(versions: pd.DataFrame, remit: Remit) -> Flags:
    theirs = np.ones(len(versions), bool)
    for column, names in (("department", remit.departments), ("ward", remit.wards)):
        if names is not None:
            theirs &= words(versions[column]).among(names)
    return theirs

"""New versions of tickets go into the ledger; a row that says what is known already does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from wallboard.ledger.bulk import among, insert_rows, update_rows
from wallboard.ledger.journal import Arrival
from wallboard.ledger.tables import PLAIN, ticket_versions
from wallboard.ledger.tickets_rows import (
    CONTENT,
    PROJECTED,
    STORED,
    Content,
    VersionRow,
    add_told,
    changed_since,
    content_columns,
    first_rows,
    latest,
    removal,
    stored_rows,
    versions_frame,
)
from wallboard.model import VERSION_COLUMNS, Micros

Histories = dict[str, list[VersionRow]]

_KEY = ("source", "ticket", "number")
_RANK = STORED.index("latest")
_PLACES = tuple(STORED.index(name) for name in (*PROJECTED, *_KEY))


@dataclass(frozen=True, slots=True)
class Versions:
    """What a batch adds: first sights of tickets as a frame, and longer histories, with new versions at their ends."""

    fresh: pd.DataFrame
    histories: Histories
    new: int = 0
    repeats: int = 0

    def earliest(self) -> Micros:
        """The earliest instant of which the new versions tell something."""
        news = (version for history in self.histories.values() for version in history if not version.batch)
        instants = [version.first_told() for version in news]
        if len(self.fresh):
            instants.append(int(self.fresh["opened_at"].min()))
        return min(instants)

    def changed_since(self) -> Micros:
        """The earliest instant from which on something is other than it was known."""
        instants = [
            changed_since(history[:place], version)
            for history in self.histories.values()
            for place, version in enumerate(history)
            if not version.batch
        ]
        if len(self.fresh):
            instants.append(int(self.fresh["opened_at"].min()))
        return min(instants)


def sift_tickets(connection: Connection, arrival: Arrival, frame: pd.DataFrame) -> Versions:
    """Tells new versions from repeats. Reads only."""
    frame = frame[list(CONTENT)]
    histories = read_histories(connection, arrival.source, frame["ticket"].tolist())
    alone = ~frame["ticket"].duplicated(keep=False).to_numpy(bool)
    if histories:
        alone &= ~frame["ticket"].isin(list(histories)).to_numpy(bool)
    by_ticket: dict[str, list[Content]] = defaultdict(list)
    for content in zip(*content_columns(frame[~alone]), strict=True):
        by_ticket[content[0]].append(content)
    repeats = sum(
        add_told(histories.setdefault(ticket, []), contents, arrival.received_at)
        for ticket, contents in by_ticket.items()
    )
    return Versions(frame[alone], _with_news(histories), len(frame) - repeats, repeats)


def sift_removals(connection: Connection, arrival: Arrival, tickets: Collection[str], at: Micros) -> Versions:
    """A version for each of the tickets that is known and not known to be removed."""
    histories = read_histories(connection, arrival.source, list(tickets))
    for history in histories.values():
        gone = removal(history, at, arrival.received_at)
        if gone is not None:
            history.append(gone)
    added = _with_news(histories)
    return Versions(pd.DataFrame(columns=list(CONTENT)), added, len(added))


def read_histories(connection: Connection, source: str, tickets: Collection[str]) -> Histories:
    """All versions of those tickets that the ledger knows, by arrival."""
    table = ticket_versions.c
    columns = [table[name] for name in (*CONTENT, "received_at", "number", "batch", "marked")]
    query = select(*columns).where(table.source == source, among(connection, table.ticket, tickets))
    histories: Histories = defaultdict(list)
    end = len(CONTENT)
    for row in connection.execute(query.order_by(table.ticket, table.number)):
        content = tuple(row[:end])
        histories[content[0]].append(VersionRow(content, row[end], row[end + 1], row[end + 2], bool(row[end + 3])))
    return dict(histories)


def _with_news(histories: Histories) -> Histories:
    return {ticket: history for ticket, history in histories.items() if history and history[-1].batch == 0}


def add_versions(connection: Connection, arrival: Arrival, versions: Versions) -> pd.DataFrame:
    """Writes what `sift_tickets` or `sift_removals` made. Gives back all versions of every ticket that got one,
    ordered by ticket and arrival."""
    fresh = list(first_rows(arrival.source, versions.fresh, arrival.received_at, arrival.batch))
    rows: list[tuple[Any, ...]] = []
    added: list[tuple[Any, ...]] = []
    for history in versions.histories.values():
        whole_history, new = _extended(connection, arrival, history)
        rows += whole_history
        added += new
    insert_rows(connection, ticket_versions, STORED, [*fresh, *added])
    whole = _stamped(arrival, versions.fresh)
    if rows:
        known = versions_frame([row[: len(VERSION_COLUMNS)] for row in rows])
        whole = pd.concat([whole, known], ignore_index=True) if len(whole) else known
    if whole["ticket"].is_monotonic_increasing:
        return whole
    return whole.sort_values("ticket", kind="stable", ignore_index=True)


def _extended(
    connection: Connection, arrival: Arrival, history: Sequence[VersionRow]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """All versions of one ticket, and those of them to insert; the one that was the latest before is told whether it still is."""
    before = [version for version in history if version.batch]
    written = [version if version.batch else version._replace(batch=arrival.batch) for version in history]
    rows = list(stored_rows(arrival.source, written))
    if before:
        # of those that a ledger of before had, it was not known when the next one came
        stale = rows[: len(before)] if rows[-1][_RANK] == PLAIN else [rows[latest(before).number - 1]]
        update_rows(
            connection, ticket_versions, PROJECTED, _KEY, [tuple(row[place] for place in _PLACES) for row in stale]
        )
    return rows, rows[len(before) :]


def _stamped(arrival: Arrival, fresh: pd.DataFrame) -> pd.DataFrame:
    whole = fresh.assign(source=arrival.source, received_at=arrival.received_at, batch=arrival.batch)
    return whole[list(VERSION_COLUMNS)].astype(dict(VERSION_COLUMNS)).reset_index(drop=True)

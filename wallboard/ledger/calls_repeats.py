"""Rows that a phone system's log tells again under other numbers: after it was restored, replaced or numbered anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection

from wallboard.ledger.calls_rows import read_events
from wallboard.ledger.tables import call_events
from wallboard.model import CallEvent
from wallboard.source import Recheck


def told_before(connection: Connection, source: str, events: Sequence[CallEvent], recheck: Recheck) -> set[int]:
    """The `seq` of those events whose content the ledger has under a number below. Where the log holds a row twice, it
    is looked for twice. Reads only."""
    doubtful = [event for event in events if event.at <= recheck.until]
    if not doubtful:
        return set()
    table = call_events.c
    earliest, latest = min(event.at for event in doubtful), max(event.at for event in doubtful)
    around = table.at.between(earliest, latest), table.event.in_({event.event for event in doubtful})
    sites = table.site == doubtful[0].site  # with which the index by time begins
    known = Counter(
        _content(event)
        for event in read_events(connection, sites, *around, table.source == source, table.seq < recheck.below_seq)
    )
    found = set()
    for event in doubtful:
        content = _content(event)
        if known[content] > 0:
            known[content] -= 1
            found.add(event.seq)
    return found


def _content(event: CallEvent) -> tuple[object, ...]:
    return (event.at, event.callid, event.queue, event.agent, event.event, event.data)

"""Rows that a phone system tells again under other numbers: after it was restored, replaced or numbered anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from wallboard.calls.happenings import Happening, by_row
from wallboard.ledger.calls_rows import read_happenings
from wallboard.ledger.tables import happenings as table
from wallboard.source import Recheck


def told_before(connection: Connection, source: str, happenings: Sequence[Happening], recheck: Recheck) -> set[int]:
    """The `seq` of those rows whose content the ledger has under a number below. Where the log holds a row twice, it
    is looked for twice. Reads only."""
    doubtful = [each for each in happenings if each.at <= recheck.until]
    if not doubtful:
        return set()
    earliest, latest = min(each.at for each in doubtful), max(each.at for each in doubtful)
    around = table.c.at.between(earliest, latest), table.c.what.in_({each.what.value for each in doubtful})
    sites = table.c.site == doubtful[0].site  # with which the index by time begins
    below = table.c.source == source, table.c.seq < recheck.below_seq
    known = Counter(_content(row) for row in by_row(read_happenings(connection, sites, *around, *below)))
    repeated = set()
    for row in by_row(doubtful):
        content = _content(row)
        if known[content] > 0:
            known[content] -= 1
            repeated.add(row[0].seq)
    return repeated


def _content(row: Iterable[Happening]) -> tuple[tuple[object, ...], ...]:
    """All but which row of which source it is."""
    return tuple(each[4:] for each in row)

"""Which tickets they were of which nothing is left but the number of their thread, in the event of their deletion.

osTicket numbers tickets and their threads as they come. A ticket that is gone lies between those of the threads before and
after its own, and no ticket there has its number any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from wallboard.model import Micros

_THREAD = "SELECT id, object_id FROM {p}thread WHERE id {than} :thread AND object_type IN ('T', 'C') ORDER BY id {order} LIMIT 1"
_THERE = "SELECT ticket_id FROM {p}ticket WHERE ticket_id BETWEEN :first AND :last"
_MOST_GAPS, _WIDEST = 500, 5_000  # of one poll; tickets


class _Thread(NamedTuple):
    number: int
    ticket: int


def tickets_of(connection: sa.Connection, prefix: str, deleted: Mapping[int, Micros]) -> Mapping[int, Micros]:
    """When each ticket was deleted. `deleted`: when each thread was. More than one in a gap whose numbers do not tell which is whose went
    with the last of them."""
    waiting, found = sorted(deleted), dict[int, Micros]()
    for _ in range(_MOST_GAPS):
        if not waiting:
            break
        before, after = (
            _beside(connection, prefix, waiting[0], than, order) for than, order in (("<", "DESC"), (">", "ASC"))
        )
        together = [thread for thread in waiting if after is None or thread < after.number]
        waiting = waiting[len(together) :]
        missing = _missing(connection, prefix, _between(before, after, together))
        at = [deleted[thread] for thread in together]
        found |= zip(missing, at if len(missing) == len(together) else [max(at)] * len(missing), strict=True)
    return found


def _beside(connection: sa.Connection, prefix: str, thread: int, than: str, order: str) -> _Thread | None:
    asked = sa.text(_THREAD.format(p=prefix, than=than, order=order))
    row = connection.execute(asked, {"thread": thread}).first()
    return None if row is None else _Thread(int(row[0]), int(row[1]))


def _between(before: _Thread | None, after: _Thread | None, threads: Sequence[int]) -> range:
    """The numbers that the tickets of these threads can have. Where none follows, or none comes before, there are no more
    tickets than threads."""
    if before is None and after is None:
        return range(0)
    first = before.ticket + 1 if before else max(1, after.ticket - (after.number - threads[0]) if after else 1)
    last = after.ticket - 1 if after else before.ticket + threads[-1] - before.number if before else 0
    return range(first, last + 1)


def _missing(connection: sa.Connection, prefix: str, numbers: range) -> list[int]:
    if not 0 < len(numbers) <= _WIDEST:
        return []
    asked = {"first": numbers[0], "last": numbers[-1]}
    there = connection.execute(sa.text(_THERE.format(p=prefix)), asked).scalars()
    return sorted(set(numbers) - {int(number) for number in there})

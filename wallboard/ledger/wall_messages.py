"""What people have written on walls. One that was taken away stays, with when that was."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from wallboard.ledger.tables import wall_messages
from wallboard.model import Micros
from wallboard.model.wall_messages import WallMessage


def put(connection: Connection, messages: Iterable[WallMessage]) -> None:
    rows = [
        {
            "site": each.site,
            "boards": json.dumps(each.boards, ensure_ascii=False),
            "text": each.text,
            "who": each.by,
            "put_at": each.put_at,
            "until": each.until,
        }
        for each in messages
    ]
    connection.execute(insert(wall_messages).values(rows))


def take_away(connection: Connection, id: int, at: Micros) -> bool:
    """Whether it was still there to be taken away."""
    there = wall_messages.c.id == id, wall_messages.c.taken_at.is_(None), wall_messages.c.until > at
    return bool(connection.execute(update(wall_messages).where(*there).values(taken_at=at)).rowcount)


def read(connection: Connection, now: Micros) -> tuple[WallMessage, ...]:
    """Those that are not over at this instant, the oldest first."""
    table = wall_messages.c
    query = select(wall_messages).where(table.taken_at.is_(None), table.until > now).order_by(table.id)
    return tuple(
        WallMessage(row.site, tuple(json.loads(row.boards)), row.text, row.who, row.put_at, row.until, row.id)
        for row in connection.execute(query)
    )


def purge(connection: Connection, before: Micros) -> int:
    """Deletes those that were over before. Gives back how many."""
    return int(connection.execute(delete(wall_messages).where(wall_messages.c.until < before)).rowcount)

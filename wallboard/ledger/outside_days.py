"""Days that outside sources tell: every version is kept, and of each day the last that arrived holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

from sqlalchemy import ColumnElement, Connection, func, select

from wallboard.ledger.bulk import among, insert_rows
from wallboard.ledger.journal import Arrival
from wallboard.ledger.storable import is_storable, legible
from wallboard.ledger.tables import outside_days
from wallboard.model import Micros
from wallboard.model.outside_days import OutsideDay, instant_of
from wallboard.source import SetAside

Numbers = Mapping[str, float]

_TABLE = outside_days.c
_COLUMNS = ("source", "site", "day", "numbers", "received_at", "batch")
_REASON = "a number of it is infinite or none, or a name cannot be stored"


@dataclass(frozen=True, slots=True)
class SiftedDays:
    """Days of a batch, told apart from those that the ledger has."""

    new: list[OutsideDay] = field(default_factory=list)
    repeats: int = 0
    refused: list[SetAside] = field(default_factory=list)


def sift_days(connection: Connection, source: str, days: Sequence[OutsideDay]) -> SiftedDays:
    """A day that is told as it is known is a repeat; one that is told as it was known once, and not any more, is new.
    Reads only."""
    if not days:
        return SiftedDays()
    ours = _TABLE.source == source, among(connection, _TABLE.day, {each.day.isoformat() for each in days})
    known = _newest(connection, *ours)
    sifted = SiftedDays()
    repeats = 0
    for each in days:
        if not _can_be_kept(each):
            sifted.refused.append(SetAside(legible(each.key), _REASON, ""))
        elif known.get(each.day) == each.numbers:
            repeats += 1
        else:
            known[each.day] = each.numbers
            sifted.new.append(each)
    return SiftedDays(sifted.new, repeats, sifted.refused)


def add_days(connection: Connection, arrival: Arrival, days: Sequence[OutsideDay]) -> None:
    """Adds what `sift_days` found new."""
    rows = [
        (
            arrival.source,
            arrival.site,
            each.day.isoformat(),
            json.dumps(dict(each.numbers)),
            arrival.received_at,
            arrival.batch,
        )
        for each in days
    ]
    insert_rows(connection, outside_days, _COLUMNS, rows)


def read_days(connection: Connection, site: str, source: str, known: Micros | None) -> dict[date, Numbers]:
    """See `Ledger.outside_days`."""
    here = [_TABLE.site == site, _TABLE.source == source]
    if known is not None:
        here.append(_TABLE.received_at <= known)
    return _newest(connection, *here)


def newest_instant(connection: Connection, *which: ColumnElement[bool]) -> Micros | None:
    """Of the newest of these days; None where there is none."""
    day: str | None = connection.scalar(select(func.max(_TABLE.day)).where(*which))
    return None if day is None else instant_of(date.fromisoformat(day))


def _newest(connection: Connection, *which: ColumnElement[bool]) -> dict[date, Numbers]:
    """Of each day the version that arrived last, in the order of days."""
    last = select(func.max(_TABLE.id)).where(*which).group_by(_TABLE.source, _TABLE.day)
    rows = connection.execute(select(_TABLE.day, _TABLE.numbers).where(_TABLE.id.in_(last)).order_by(_TABLE.day))
    return {date.fromisoformat(day): json.loads(numbers) for day, numbers in rows}


def _can_be_kept(told: OutsideDay) -> bool:
    return all(is_storable(name) and isfinite(number) for name, number in told.numbers.items())

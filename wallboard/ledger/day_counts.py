"""Days that were counted: each is kept once, and made anew when something arrives that it should have held."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, and_, delete, false, insert, or_, select, update

from wallboard.ledger.bulk import among
from wallboard.ledger.records import RecordKind
from wallboard.ledger.tables import batches, day_counts, ticket_versions
from wallboard.model import NO_INSTANT, Micros
from wallboard.model.day_counts import DayCounts

_TABLE = day_counts.c
WHOLE = "site"  # the dimension whose only group is the whole site: every counted day has it


class CountedDay(NamedTuple):
    """A local day [since, until) of a site, counted by every dimension, and the digest of the settings by which."""

    site: str
    kind: RecordKind
    day: date
    since: Micros
    until: Micros
    rules: str
    by_dimension: Mapping[str, DayCounts]


def keep(connection: Connection, counted: CountedDay, made_at: Micros, after_batch: int) -> bool:
    """False, and nothing kept, when something that it should hold arrived in a batch after `after_batch`: while it was
    counted."""
    if _came_meanwhile(connection, counted, after_batch):
        return False
    its = _TABLE.site == counted.site, _TABLE.kind == counted.kind, _TABLE.day == counted.day.isoformat()
    connection.execute(delete(day_counts).where(*its))
    same = {
        "site": counted.site,
        "kind": counted.kind,
        "day": counted.day.isoformat(),
        "since": counted.since,
        "until": counted.until,
        "made_at": made_at,
        "stale_at": None,
        "rules": counted.rules,
    }
    rows = [
        same | {"dimension": dimension, "payload": json.dumps(asdict(counts), separators=(",", ":"))}
        for dimension, counts in counted.by_dimension.items()
    ]
    connection.execute(insert(day_counts), rows)
    return True


def _came_meanwhile(connection: Connection, counted: CountedDay, after_batch: int) -> bool:
    # by the number alone: among the batches of a site each would be looked at, and a year of polls has millions
    arrived = connection.execute(
        select(batches.c.id, batches.c.site, batches.c.first_at).where(batches.c.id > after_batch)
    )
    late = {number: first_at for number, site, first_at in arrived if site == counted.site}
    if counted.kind == "calls":
        return any(first_at is not None and first_at < counted.until for first_at in late.values())
    told = (_told_before(counted.until, name) for name in ("opened_at", "updated_at", "finished_at", "reopened_at"))
    of_it = select(ticket_versions.c.id).where(among(connection, ticket_versions.c.batch, late), or_(false(), *told))
    return connection.scalar(of_it.limit(1)) is not None


def _told_before(until: Micros, name: str) -> ColumnElement[bool]:
    column = ticket_versions.c[name]
    first = ticket_versions.c.number == 1
    told = and_(column != NO_INSTANT, column < until)
    return and_(first, told) if name == "opened_at" else told


def spoil_days(
    connection: Connection, site: str, kind: RecordKind, instants: Collection[Micros], received_at: Micros
) -> None:
    """Something true at each of these instants arrived: the days that hold them lack it."""
    if not instants:
        return
    days = select(_TABLE.since, _TABLE.until).where(
        *_fresh(site, kind), _TABLE.dimension == WHOLE, _TABLE.until > min(instants), _TABLE.since <= max(instants)
    )
    ends = {until for since, until in connection.execute(days) if any(since <= at < until for at in instants)}
    if ends:
        late = *_fresh(site, kind), among(connection, _TABLE.until, ends)
        connection.execute(update(day_counts).where(*late).values(stale_at=received_at))


def spoil_days_since(connection: Connection, site: str, kind: RecordKind, at: Micros, received_at: Micros) -> None:
    """Something true from an instant on arrived: that day and all later ones lack it."""
    late = *_fresh(site, kind), _TABLE.until > at
    connection.execute(update(day_counts).where(*late).values(stale_at=received_at))


def rename_groups(connection: Connection, site: str, dimension: str, names: Mapping[str, str], before: Micros) -> None:
    """Of requests: groups of days that ended before an instant go on under other names, unless there is one of that name
    already. Such a day gets a new number."""
    theirs = *_fresh(site, "tickets"), _TABLE.dimension == dimension, _TABLE.until <= before
    for row in connection.execute(select(day_counts).where(*theirs)).mappings().all():
        payload = orjson.loads(row["payload"])
        renamed = [names.get(name, name) for name in payload["names"]]
        if renamed != payload["names"] and len(set(renamed)) == len(renamed):
            connection.execute(delete(day_counts).where(_TABLE.id == row["id"]))
            anew = dict(row) | {"payload": json.dumps(payload | {"names": renamed}, separators=(",", ":"))}
            connection.execute(insert(day_counts).values({name: anew[name] for name in anew if name != "id"}))


def _fresh(site: str, kind: RecordKind) -> tuple[ColumnElement[bool], ...]:
    return _TABLE.site == site, _TABLE.kind == kind, _TABLE.stale_at.is_(None)


def read_rules(connection: Connection, site: str, kind: RecordKind) -> dict[date, str]:
    """The days that are counted and lack nothing, each with the digest of the settings by which it was counted."""
    query = select(_TABLE.day, _TABLE.rules).where(*_fresh(site, kind), _TABLE.dimension == WHOLE)
    return {date.fromisoformat(day): rules for day, rules in connection.execute(query)}


def read_numbers(connection: Connection, site: str, kind: RecordKind, dimension: str) -> dict[date, tuple[int, str]]:
    """Of each counted day that lacks nothing the number of its row, which is another when it is counted anew, and the
    digest of its settings."""
    query = select(_TABLE.day, _TABLE.id, _TABLE.rules).where(*_fresh(site, kind), _TABLE.dimension == dimension)
    return {date.fromisoformat(day): (number, rules) for day, number, rules in connection.execute(query)}


def read_counts(connection: Connection, numbers: Sequence[int]) -> dict[int, DayCounts]:
    """By the numbers of their rows."""
    query = select(_TABLE.id, _TABLE.payload).where(among(connection, _TABLE.id, numbers))
    return {number: counts_of(orjson.loads(payload)) for number, payload in connection.execute(query)}


def counts_of(payload: Mapping[str, Any]) -> DayCounts:
    return DayCounts(tuple(payload["names"]), payload["counts"], payload["by_value"])

"""Requests of six years in a PostgreSQL ledger, written straight into its tables: a wall has watched for 500 days, and read what was
there before.

Of 24 departments the largest has seven times as many as the smallest; types are of one department each, wards and channels of
all. Three in twenty take a year or so, the others days; four of five are promised some days by their source. Of those that changed since
the wall watched, one in twenty-five was handed to another department, one in forty waited and went on, and one in fifty was
finished, reopened and finished again.

What became of each is drawn here and copied in whole numbers; the server writes the versions of it, for ten million take it
minutes and Python hours.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

import numpy as np
import psycopg
from sqlalchemy.engine import make_url

from tests.bench.years_sql import FILL, VERSIONS
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, SECOND, Micros
from wallboard.settings import Settings, SourceBase

DAYS, WATCHED_DAYS = 2190, 500
ENDED: Micros = 20_700 * DAY  # a day in 2026
BEGAN: Micros = ENDED - DAYS * DAY
WATCHED: Micros = ENDED - WATCHED_DAYS * DAY
DEPARTMENTS, TYPES_EACH, WARDS = 24, 5, 50
CHANNELS = ("phone", "web", "app", "walk-in")
PLAIN, MOVED, PAUSED, REOPENED = range(4)
_KINDS = ((MOVED, 0.04), (PAUSED, 0.025), (REOPENED, 0.02))
_LONG, _LONG_DAYS, _SHORT_DAYS = 0.15, 365, 5
_STILL = 2**62  # of one that is not closed
_AT_ONCE = 500_000
_PLAN = np.dtype([("fields", ">i2"), *(field for n in range(12) for field in ((f"size{n}", ">i4"), (f"at{n}", ">i8")))])


def settings(url: str) -> Settings:
    return Settings.model_validate(
        {
            "ledger": url,
            "sites": {"main": {"name": "City", "zone": "America/Chicago"}},
            "sources": {"crm": SourceBase(kind="fake", poll_every=60)},
            "departments": {name: {} for name in map(department, range(DEPARTMENTS))},
        }
    )


def department(n: int) -> str:
    return f"Department {n:02}"


def write(url: str, requests: int) -> None:
    """Into a database that has none yet."""
    with closing(Ledger(url)) as ledger:
        ledger.migrate()
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(False), autocommit=True) as there:
        there.execute(FILL.create)
        chance = np.random.default_rng(311)
        opened = np.sort(BEGAN + chance.integers(0, DAYS * DAY, requests)) // SECOND * SECOND
        for start in range(0, requests, _AT_ONCE):
            _copy(there, _plan(chance, opened[start : start + _AT_ONCE], start))
        indexes = [row[0] for row in there.execute(FILL.indexes)]
        for (name,) in there.execute(FILL.index_names).fetchall():
            there.execute(f'drop index "{name}"')
        for versions in VERSIONS:
            there.execute(versions, {"ended": ENDED, "watched": WATCHED, "still": _STILL})
        for index in indexes:
            there.execute(index)
        for finish in FILL.finish:
            there.execute(finish)
        there.execute(FILL.source, {"ended": ENDED})
        rows = [(WATCHED + n * DAY,) for n in range(WATCHED_DAYS + 1)]
        with there.cursor() as cursor:
            cursor.executemany(FILL.batch, rows)
        there.execute("vacuum analyze")


def _plan(chance: np.random.Generator, opened: Any, start: int) -> dict[str, Any]:
    count = len(opened)
    sizes = np.linspace(7, 1, DEPARTMENTS)
    ours = chance.choice(DEPARTMENTS, count, p=sizes / sizes.sum())
    days = np.where(chance.random(count) < _LONG, _LONG_DAYS, _SHORT_DAYS)
    closed = opened + HOUR + (chance.exponential(1, count) * days * DAY).astype(np.int64) // SECOND * SECOND
    closed = np.where(closed > ENDED - MINUTE, _STILL, closed)
    watched = (closed > WATCHED) & (np.minimum(closed, ENDED) - opened > HOUR // 2)
    drawn, kind, limit = chance.random(count), np.zeros(count, np.int64), 0.0
    for of, share in _KINDS:
        kind[watched & (drawn >= limit) & (drawn < limit + share)] = of
        limit += share
    began = np.maximum(opened, WATCHED)
    left = np.minimum(closed, ENDED) - began
    promised = chance.random(count) < 0.8
    kinds = ours * TYPES_EACH + chance.integers(0, TYPES_EACH, count)
    return {
        "n": np.arange(start, start + count),
        "kind": kind,
        "opened": opened,
        "closed": closed,
        "first": began + left // 3 // SECOND * SECOND,
        "second": began + left // 2 // SECOND * SECOND,
        "due": np.where(promised, opened + (1 + kinds % 10) * DAY, NO_INSTANT),
        "department": ours,
        "former": (ours + 1 + chance.integers(0, DEPARTMENTS - 1, count)) % DEPARTMENTS,
        "service_type": kinds,
        "ward": chance.integers(0, WARDS, count),
        "channel": chance.choice(len(CHANNELS), count, p=(0.5, 0.3, 0.15, 0.05)),
    }


def _copy(there: psycopg.Connection[Any], plan: dict[str, Any]) -> None:
    """As PostgreSQL's binary format has rows: how many fields, and of each its length and value."""
    rows = np.zeros(len(plan["n"]), _PLAN)
    rows["fields"] = len(plan)
    for n, column in enumerate(plan.values()):
        rows[f"size{n}"], rows[f"at{n}"] = 8, column
    head = b"PGCOPY\n\xff\r\n\0" + bytes(8)
    with there.cursor().copy(f"copy plan ({', '.join(plan)}) from stdin (format binary)") as copy:
        copy.write(head + rows.tobytes() + b"\xff\xff")

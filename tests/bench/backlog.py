"""A ledger of requests of which many stay open, written straight into its tables: three years of them in 24 departments,
640,000 of 5 million open at their end.

What each row would have been had a wall read a source that keeps no history, and then polled it for half a year: one version of
what was there at its first read, several of what changed since. A fifth of all requests take years, the others days; of
those that are open a tenth waits, and of those that were opened since it listens one in fifty changed its department.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from wallboard.ledger import Ledger
from wallboard.ledger.tables import FAR, LATEST, NOT_LATEST, ONLY, PLAIN, TICKET_LASTS
from wallboard.ledger.tickets_rows import STORED
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, NOT_KNOWN, SECOND, Micros
from wallboard.settings import Promise, Settings, SourceBase
from wallboard.source import Carries
from wallboard.state.values import Flags, Instants

DAYS, LISTENED_DAYS = 1095, 180
BEGAN: Micros = 19_600 * DAY  # a day in 2023
ENDED: Micros = BEGAN + DAYS * DAY
LISTENED: Micros = ENDED - LISTENED_DAYS * DAY
CARRIED: dict[str, Carries] = {"crm": "tickets"}
OPEN_SHARE = 0.128
DEPARTMENTS, TYPES, WARDS = 24, 120, 50
_POLL: Micros = 5 * SECOND
_LONG, _LONG_DAYS, _SHORT_DAYS = 0.21, 900, 6
_AT_ONCE = 100_000
_BLANK = {"reopened_at": NO_INSTANT, "due_at": NO_INSTANT, "reopens": NOT_KNOWN, "paused_s": NOT_KNOWN, "marked": 0}


def settings(file: Path, *, own_hours: bool = False) -> Settings:
    """With `own_hours` each department has hours of its own, by which its ages and half of its promises are told; else the site's
    count for promises."""
    own = {f"Department {n}": {"hours": _hours(n), "age_in": "business"} for n in range(DEPARTMENTS)}
    return Settings.model_validate(
        {
            "ledger": f"sqlite:///{file}",
            "sites": {"main": {"name": "City", "zone": "America/Chicago", "hours": _hours(0)}},
            "sources": {name: SourceBase(kind="fake") for name in CARRIED},
            "departments": own if own_hours else {name: {} for name in own},
            "promises": [
                Promise(service_type=f"Type {n}", days=3 + n % 20, business=n % 2 == 0) for n in range(TYPES - 20)
            ],
        }
    )


def _hours(n: int) -> list[dict[str, str]]:
    opens = f"{6 + n % 4:02}:{15 * (n // 4 % 4):02}"
    return [dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), f"{opens}-{15 + n % 5}:30")]


def write(file: Path, requests: int) -> None:
    """So many, of which OPEN_SHARE is open at ENDED."""
    with closing(Ledger(f"sqlite:///{file}")) as ledger:
        ledger.migrate()
    chance = np.random.default_rng(311)
    opened = np.sort(BEGAN + chance.integers(0, DAYS * DAY, requests))
    closed = _closed(chance, opened)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("synchronous = off", "cache_size = -400000", "temp_store = memory"):
            connection.execute(f"pragma {pragma}")
        for start in range(0, requests, _AT_ONCE):
            ours = slice(start, start + _AT_ONCE)
            connection.execute("begin")
            _write(connection, chance, opened[ours], closed[ours], start)
            connection.execute("commit")
        connection.execute("insert into sources values ('crm', 'main', null, 0, 0, 0, 0, ?)", (ENDED,))
        batch = "insert into batches values (?, 'crm', 'main', ?, 1, 1, 0, 0, null, null, null)"
        connection.executemany(batch, [(n + 1, LISTENED + n * DAY) for n in range(LISTENED_DAYS + 1)])


def _closed(chance: np.random.Generator, opened: Instants) -> Instants:
    """FAR where it is open, of exactly so many as are asked for."""
    days = np.where(chance.random(len(opened)) < _LONG, _LONG_DAYS, _SHORT_DAYS)
    closed = opened + HOUR + (chance.exponential(1, len(opened)) * days * DAY).astype(np.int64)
    is_open, wanted = closed > ENDED, round(OPEN_SHARE * len(opened))
    surplus = int(is_open.sum()) - wanted
    others = chance.permutation(np.flatnonzero(is_open if surplus > 0 else ~is_open))[: abs(surplus)]
    closed[others] = np.minimum(opened[others] + HOUR, ENDED) if surplus > 0 else FAR
    closed[closed > ENDED] = FAR
    return closed


def _write(
    connection: sqlite3.Connection, chance: np.random.Generator, opened: Instants, closed: Instants, start: int
) -> None:
    count = len(opened)
    known = opened < LISTENED  # before it listened
    over_first = closed <= LISTENED
    waits = (closed == FAR) & known & (chance.random(count) < 0.1 / 0.8)
    moved = ~known & (chance.random(count) < 0.02)
    department, former = chance.integers(0, DEPARTMENTS, (2, count))
    its = {
        "ticket": [f"SR-{n:08}" for n in range(start, start + count)],
        "opened_at": opened.tolist(),
        "department": [f"Department {n}" for n in department.tolist()],
        "service_type": [f"Type {n}" for n in chance.integers(0, TYPES, count).tolist()],
        "ward": [str(n + 1) for n in chance.integers(0, WARDS, count).tolist()],
        "channel": ["phone"] * count,
        "priority": [("", "high")[n] for n in (chance.random(count) < 0.05).tolist()],
        "assignee": [f"clerk {n}" if n < 400 else "" for n in chance.integers(0, 500, count).tolist()],
        "began": opened.tolist(),
    }
    taken_up = np.minimum(opened + 20 * MINUTE, ENDED)
    # what was there at the first read, or when it was opened; when somebody took it up; when it was over
    first_at = np.where(over_first, closed, np.where(waits, np.minimum(opened + DAY, LISTENED), opened))
    first = _version(first_at, np.where(known, LISTENED, opened + _POLL), over_first, waits)
    second = _version(taken_up, taken_up + _POLL, np.zeros(count, bool), np.zeros(count, bool))
    third = _version(closed, np.where(closed == FAR, 0, closed) + _POLL, np.ones(count, bool), np.zeros(count, bool))
    there = np.stack([np.ones(count, bool), ~known, (closed != FAR) & ~over_first])
    last = 2 - np.argmax(there[::-1], axis=0)
    number = np.cumsum(there, axis=0)
    until = np.where(closed == FAR, FAR, np.where(over_first, closed, third["received_at"]))
    rank = np.where(number[-1] == 1, ONLY, np.where(moved, LATEST, PLAIN))
    received = np.stack([first["received_at"], second["received_at"], third["received_at"]])
    for nth, version in enumerate((first, second, third)):
        now = last == nth
        later = np.where(there[nth + 1 :].any(axis=0), 1, 0) if nth < 2 else np.zeros(count, int)
        follows = np.where(there[1], received[1], received[2]) if nth == 0 else received[2]
        told = its | {name: column.tolist() for name, column in version.items()}
        told |= {
            "number": number[nth].tolist(),
            "latest": np.where(now, rank, NOT_LATEST).tolist(),
            "until": until.tolist(),
            "lasting": (now & (until > opened + TICKET_LASTS)).astype(int).tolist(),
            "followed_at": np.where(later == 1, follows, FAR).tolist(),
            "batch": np.maximum(1, (version["received_at"] - LISTENED) // DAY + 1).tolist(),
            "status": [("New", "In progress", "Closed")[nth]] * count,
        }
        if nth == 0:
            names = [f"Department {n}" for n in np.where(moved, former, department).tolist()]
            told["department"] = names
        _insert(connection, told, there[nth])


def _version(at: Instants, received: Instants, over: Flags, waits: Flags) -> dict[str, Any]:
    ended = np.where(over, at, NO_INSTANT)
    return {
        "updated_at": at,
        "received_at": received,
        "finished_at": ended,
        "first_finished_at": ended,
        "state": np.where(over, "finished", np.where(waits, "paused", "open")),
        "outcome": np.where(over, "done", ""),
    }


def _insert(connection: sqlite3.Connection, told: dict[str, list[Any]], which: Flags) -> None:
    count = len(which)
    fixed = {"source": "crm", "site": "main"} | _BLANK
    columns = [told[name] if name in told else [fixed.get(name, "")] * count for name in STORED]
    rows = (row for row, there in zip(zip(*columns, strict=True), which.tolist(), strict=True) if there)
    places, names = ", ".join("?" * len(STORED)), ", ".join(f'"{name}"' for name in STORED)
    connection.executemany(f"insert into ticket_versions ({names}) values ({places})", rows)

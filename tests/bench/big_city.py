"""A ledger of a big city, written straight into its tables: some 9,000 calls and 2,400 requests a day, or as many as are
asked for, in 60 queues and 12 departments.

What each row would have been had a wall polled every five seconds: steps of calls with the batch that brought each, the
visits that they fold to, versions of requests, and a checkpoint for each midnight that names who was on duty. Every number is
drawn by the day, so that a year more is a year of the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np

from wallboard.ledger import AGENTS, Ledger
from wallboard.ledger.tables import FAR, NOT_LATEST, ONLY, PLAIN, TICKET_LASTS
from wallboard.ledger.tickets_rows import STORED
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, NOT_KNOWN, SECOND, Micros
from wallboard.settings import Settings, SourceBase
from wallboard.source import Carries

A_DAY = 10_000_000 / (3 * 365)  # calls of a city that has ten millions in three years
QUEUES, AGENTS_THERE, REQUESTS_A_DAY = 60, 400, 2_400
POLL: Micros = 5 * SECOND
BEGAN: Micros = 19_600 * DAY  # a day in 2023, in UTC, which is the city's time
CARRIED: dict[str, Carries] = {"pbx": "calls", "crm": "tickets"}

_HAPPENINGS = "insert into happenings values (?, ?, 0, 'main', ?, ?, ?, ?, ?, ?, ?, '', '', ?, ?)"
_VISITS = "insert into visits values ('pbx', ?, ?, 0, 'main', ?, ?, ?, ?, null, ?, ?, ?, ?, 0, ?, 0)"
_BATCHES = "insert into batches values (?, ?, 'main', ?, ?, ?, 0, 0, ?, ?, ?)"


def settings(file: Path) -> Settings:
    queues = {f"queue {n}": {"targets": [{"share": 0.8, "within_s": 30}], "wrap_up_s": 20} for n in range(QUEUES)}
    return Settings.model_validate(
        {
            "ledger": f"sqlite:///{file}",
            "sites": {"main": {"name": "Big city", "zone": "UTC"}},
            "sources": {name: SourceBase(kind="fake") for name in CARRIED},
            "queues": queues,
            "departments": {f"Department {n}": {} for n in range(12)},
            "promises": [{"service_type": f"Type {n}", "days": 7, "share": 0.9} for n in range(20)],
        }
    )


class City(NamedTuple):
    """`steps`: with the steps of its calls and who was on duty, or with visits and requests alone."""

    days: int
    calls_a_day: float = A_DAY
    requests_a_day: int = REQUESTS_A_DAY
    steps: bool = True


def write(file: Path, city: City) -> None:
    with closing(Ledger(f"sqlite:///{file}")) as ledger:
        ledger.migrate()
    chance, written = np.random.default_rng(311), _Written()
    with closing(sqlite3.connect(file, isolation_level=None)) as ledger:
        for pragma in ("synchronous = off", "cache_size = -400000", "temp_store = memory"):
            ledger.execute(f"pragma {pragma}")
        for day in range(city.days):
            ledger.execute("begin")
            _calls(ledger, chance, written, BEGAN + day * DAY, city)
            _requests(ledger, chance, written, BEGAN + day * DAY, city.requests_a_day)
            ledger.execute("commit")
        heard = BEGAN + city.days * DAY
        for source in CARRIED:
            ledger.execute("insert into sources values (?, 'main', null, 0, 0, 0, 0, ?)", (source, heard))


def days_of(visits: int) -> int:
    """As many days as that many calls take."""
    return max(1, round(visits / A_DAY))


class _Written:
    """How far the numbers of rows are."""

    seq = batch = ticket = 0


def _calls(
    ledger: sqlite3.Connection, chance: np.random.Generator, written: _Written, midnight: Micros, city: City
) -> None:
    count = chance.poisson(city.calls_a_day)
    entered = np.sort(midnight + 6 * HOUR + chance.integers(0, 15 * HOUR, count))
    wait = np.minimum(chance.exponential(40, count), 900).astype(int)
    talk = np.minimum(chance.exponential(240, count), 3600).astype(int) + 5
    answered = chance.random(count) < 0.93
    queue, agent = chance.integers(0, QUEUES, count), chance.integers(0, AGENTS_THERE, count)
    rows: list[tuple[int, str, str, str, str, int | None, int | None]] = []
    visits: list[tuple[object, ...]] = []
    for n, at in enumerate(entered.tolist()):
        call, its = f"{at // SECOND}.{written.seq + n}", f"queue {queue[n]}"
        left, waited = at + int(wait[n]) * SECOND, int(wait[n])
        rows.append((at, call, its, "", "entered", None, None))
        if answered[n]:
            who, over = f"agent {agent[n]}", left + int(talk[n]) * SECOND
            rows.append((left, call, its, who, "answered", waited, None))
            rows.append((over, call, its, who, "ended", None, int(talk[n])))
            visits.append((call, its, at, "answered", left, waited, who, over, 1, int(talk[n]), over))
        else:
            rows.append((left, call, its, "", "left", waited, None))
            visits.append((call, its, at, "abandoned", left, waited, None, None, 0, None, left))
    ledger.executemany(_VISITS, visits)
    if not city.steps:
        written.seq += len(visits)  # calls are named by it
        return
    for number in range(AGENTS_THERE):
        shift = midnight + 6 * HOUR + int(chance.integers(0, 8 * HOUR))
        steps = (("joined", 0), ("paused", 3 * HOUR), ("resumed", 3 * HOUR + 30 * MINUTE), ("parted", 7 * HOUR))
        rows += [
            (shift + after, "NONE", f"queue {number % QUEUES}", f"agent {number}", what, None, None)
            for what, after in steps
        ]
    rows.sort()
    _told(ledger, written, rows)
    kept = {AGENTS: [["pbx", seq] for seq in sorted(_deciding(rows, written))]}
    after = midnight + DAY
    ledger.execute(
        "insert into checkpoints (site, kind, at, made_at, payload) values ('main', 'calls', ?, ?, ?)",
        (after, after + MINUTE, json.dumps(kept)),
    )


def _deciding(rows: list[tuple[int, str, str, str, str, int | None, int | None]], written: _Written) -> Iterator[int]:
    """The day's four rows of each agent: none of before decides anything any more."""
    first = written.seq - len(rows)
    return (first + n + 1 for n, row in enumerate(rows) if row[1] == "NONE")


def _told(
    ledger: sqlite3.Connection, written: _Written, rows: list[tuple[int, str, str, str, str, int | None, int | None]]
) -> None:
    """Numbers the rows, and lays them into batches by the poll that brought each."""
    happenings, batches = [], []
    poll = -1
    for at, call, queue, agent, what, wait, talk in rows:
        written.seq += 1
        if at // POLL != poll:
            poll, written.batch = at // POLL, written.batch + 1
            batches.append([written.batch, "pbx", (poll + 1) * POLL, 0, 0, written.seq, written.seq, at])
        batches[-1][3] = batches[-1][4] = batches[-1][3] + 1  # type: ignore[operator]
        batches[-1][6] = written.seq
        happenings.append(
            ("pbx", written.seq, at, call, queue, agent, what, wait, talk, (poll + 1) * POLL, written.batch)
        )
    ledger.executemany(_HAPPENINGS, happenings)
    ledger.executemany(_BATCHES, batches)


def _requests(
    ledger: sqlite3.Connection, chance: np.random.Generator, written: _Written, midnight: Micros, a_day: int
) -> None:
    """Those opened on a day, with all that became of them; each version arrives with the poll after it."""
    rows = []
    for opened in np.sort(midnight + chance.integers(0, DAY, a_day)).tolist():
        written.ticket += 1
        taken_up = opened + int(chance.integers(MINUTE, 8 * HOUR))
        closed = None if chance.random() < 0.01 else taken_up + int(chance.exponential(4) * DAY) + HOUR
        told = [(opened, "open", "New"), (taken_up, "open", "In progress")]
        told += [] if closed is None else [(closed, "finished", "Closed")]
        until = FAR if closed is None else closed + POLL
        fixed = {
            "source": "crm",
            "site": "main",
            "ticket": f"R{written.ticket}",
            "opened_at": opened,
            "department": f"Department {chance.integers(0, 12)}",
            "service_type": f"Type {chance.integers(0, 40)}",
            "ward": str(chance.integers(1, 30)),
            "channel": "phone",
            "began": opened,
            "until": until,
        }
        for number, (at, state, status) in enumerate(told, 1):
            written.batch += 1
            over = state == "finished"
            last = number == len(told)
            version = fixed | {
                "updated_at": at,
                "finished_at": at if over else NO_INSTANT,
                "first_finished_at": at if over else NO_INSTANT,
                "state": state,
                "outcome": "done" if over else "",
                "status": status,
                "received_at": (at // POLL + 1) * POLL,
                "batch": written.batch,
                "number": number,
                "latest": (ONLY if len(told) == 1 else PLAIN) if last else NOT_LATEST,
                "lasting": int(last and until > opened + TICKET_LASTS),
                "followed_at": FAR if last else (told[number][0] // POLL + 1) * POLL,
            }
            rows.append(tuple(version.get(name, _BLANK.get(name, "")) for name in STORED))
            ledger.execute(_BATCHES, (written.batch, "crm", version["received_at"], 1, 1, None, None, None))
    places = ", ".join("?" * len(STORED))
    names = ", ".join(f'"{name}"' for name in STORED)
    ledger.executemany(f"insert into ticket_versions ({names}) values ({places})", rows)


_BLANK = {"reopened_at": NO_INSTANT, "due_at": NO_INSTANT, "reopens": NOT_KNOWN, "paused_s": NOT_KNOWN, "marked": 0}

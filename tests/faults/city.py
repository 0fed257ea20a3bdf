"""A phone system and a ticket system in real databases, which go on whatever the wall does, and a count of what they hold."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import app
from tests import request_table
from tests.asterisk_truth import table_rows
from tests.noon import where_it_is_noon
from tests.opened_sources import open_sources
from tests.request_table import REQUESTS
from wallboard.calls.fold import fold_call
from wallboard.calls.happenings import OF_CALLS, Happening
from wallboard.clock import Clock, system_clock
from wallboard.engine.poll import poll_once
from wallboard.ledger import Ledger
from wallboard.ledger.calls_rows import read_happenings, read_restarts, read_visits
from wallboard.ledger.tables import NOT_LATEST, happenings, set_aside, ticket_versions
from wallboard.model import Visit, VisitKey
from wallboard.simulate import queue_log_table

DEPARTMENTS = ("Streets", "Water", "Waste", "")
ROWS_AT_ONCE = 60
PATIENCE_S = 60.0
OPEN = ("New", "In progress")
_SETTINGS = """
ledger = "{ledger}"
[sites.main]
name = "Main"
zone = "{zone}"
[sources.phones]
kind = "asterisk_queue_log"
zone = "UTC"
url = "{url}"
poll_every = 1
[sources.requests]
kind = "sql_tickets"
zone = "UTC"
url = "{url}"
table = "requests"
poll_every = 1
delay_s = 0
[sources.requests.columns]
ticket = "id"
opened_at = "opened_at"
updated_at = "updated_at"
status = "status"
finished_at = "closed_at"
reopened_at = "reopened_at"
reopens = "reopens"
department = "department"
service_type = "service_type"
ward = "ward"
[sources.requests.states]
"New" = "open"
"In progress" = "open"
"Closed" = "finished:done"
[queues.streets]
targets = [{{ within_s = 30, share = 0.8 }}]
[queues.taxes]
targets = [{{ within_s = 30, speed_of_answer_s = 20 }}]
[queues.water]
targets = [{{ within_s = 20 }}]
[departments.Streets]
[departments.Water]
[departments.Waste]
[[promises]]
service_type = "Pothole"
days = 7
"""


@dataclass
class City:
    """Both systems in one database at `url`; the wall over it has its settings and its ledger in `folder`."""

    folder: Path
    url: str
    ledger_url: str
    random: random.Random = field(default_factory=lambda: random.Random(311))
    tickets: dict[int, str] = field(default_factory=dict)  # id -> status
    calls_written: int = 0

    def __post_init__(self) -> None:
        # Two writers and whoever reads share one file here: they wait for one another, as long as it takes.
        self.written_at = f"{self.url}?timeout=60" if self.url.startswith("sqlite") else self.url
        self.engine = sa.create_engine(self.written_at)
        with self.engine.begin() as connection:
            queue_log_table.create(connection)
            request_table.create(connection)
        self.settings_file = self.folder / "wallboard.toml"
        self.settings_file.write_text(_SETTINGS.format(ledger=self.ledger_url, url=self.url, zone=where_it_is_noon()))
        self.settings = app.load(self.settings_file, {})
        recorded = table_rows()
        ahead = datetime.now(UTC).replace(tzinfo=None) - datetime.fromisoformat(recorded[-1][0]) - timedelta(minutes=1)
        self._recorded = iter([(str(datetime.fromisoformat(row[0]) + ahead), *row[1:]) for row in recorded])

    def close(self) -> None:
        self.engine.dispose()

    # ---- what goes on

    def go_on(self) -> bool:
        """The next rows of the recorded log, some of the requests' lives, and now and then a row that makes no sense.
        False once the log is over."""
        rows = [row for row, _ in zip(self._recorded, range(ROWS_AT_ONCE), strict=False)]
        if rows:
            nonsense = (rows[-1][0], f"odd.{len(self.tickets)}", rows[-1][2], "NONE", "", "", "", "", "", "")
            self.write_calls([*rows, nonsense])
        self.serve_residents()
        return len(rows) == ROWS_AT_ONCE

    def write_calls(self, rows: list[tuple[str, ...]]) -> None:
        with self.engine.begin() as connection:
            queue_log_table.insert(connection, rows)
        self.calls_written += len(rows)

    def serve_residents(self) -> None:
        """Three new requests, one without a time; one each is finished, moved and reopened."""
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        with self.engine.begin() as connection:
            for number in range(len(self.tickets) + 1, len(self.tickets) + 5):
                connection.execute(sa.insert(REQUESTS).values(self._request(number, now)))
                self.tickets[number] = "New" if number % 4 else "odd"
            self._change(connection, OPEN, now, status="Closed", closed_at=now)
            self._change(connection, OPEN, now, status="In progress", department=self.random.choice(DEPARTMENTS))
            self._change(connection, ("Closed",), now, status="In progress", reopened_at=now, reopens=1)

    def _request(self, number: int, now: str) -> dict[str, Any]:
        told = dict.fromkeys(("channel", "priority", "assignee"), "") | {"ward": str(number % 5), "reopens": 0}
        told |= {"department": self.random.choice(DEPARTMENTS), "service_type": "Pothole", "status": "New"}
        return told | {"id": number, "opened_at": now if number % 4 else "soon", "updated_at": now}

    def _change(self, connection: sa.Connection, were: tuple[str, ...], now: str, **told: Any) -> None:
        number = self.random.choice([n for n, status in self.tickets.items() if status in were] or [0])
        if number:
            connection.execute(sa.update(REQUESTS).where(REQUESTS.c.id == number).values(updated_at=now, **told))
            self.tickets[number] = told["status"]

    @contextmanager
    def going_on(self, every_s: float) -> Iterator[threading.Event]:
        """Goes on in the background until the end of the context, or of the log (the event is then set)."""
        stop, over = threading.Event(), threading.Event()

        def write() -> None:
            while self.go_on() and not stop.wait(every_s):
                pass
            over.set()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            yield over
        finally:
            stop.set()
            writer.join()

    # ---- what there is

    def wait_until_free(self) -> None:
        """Until nobody holds the ledger. A file is free with the death of its holder; a server takes a moment to see it."""
        if self.ledger_url.startswith("sqlite"):
            return
        held = sa.text(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        )
        engine, ends = sa.create_engine(self.ledger_url, isolation_level="AUTOCOMMIT"), time.monotonic() + PATIENCE_S
        with engine.connect() as connection:
            while connection.scalar(held):
                assert time.monotonic() < ends, "a dead process still holds the ledger"
                time.sleep(0.02)
        engine.dispose()

    def open_by_department(self) -> Counter[str]:
        """Counted in the ticket system's own table."""
        query = sa.select(REQUESTS.c.department).where(REQUESTS.c.status.in_(OPEN), REQUESTS.c.opened_at != "soon")
        with self.engine.connect() as connection:
            return Counter(connection.scalars(query))

    def rows_read(self, ledger: Ledger) -> bool:
        """Whether every row of both systems is in the ledger, taken or set aside."""
        calls, requests = ledger.counts("phones"), ledger.counts("requests")
        latest = len(requests_in(self.ledger_url)[0])
        return calls.new + calls.set_aside >= self.calls_written and latest + requests.set_aside >= len(self.tickets)

    def read_afresh(self, clock: Clock = system_clock) -> tuple[str, Ledger]:
        """Another ledger, which reads everything from the beginning, undisturbed."""
        url = f"sqlite:///{self.folder}/afresh.db"
        ledger = Ledger(url)
        ledger.migrate()
        for source in open_sources(self.settings).values():
            for _ in range(1000):
                if not poll_once(source, ledger, clock).batch.more:
                    break
            source.close()
        return url, ledger


def calls_in(ledger_url: str) -> tuple[list[Happening], dict[VisitKey, Visit], list[Visit], list[tuple[str, ...]]]:
    """Of a ledger, read past its own questions: all events, its visits, a fold of all events from the beginning, and
    the rows set aside."""
    engine = sa.create_engine(ledger_url)
    with engine.connect() as connection:
        events = read_happenings(connection, happenings.c.seq == happenings.c.seq)
        visits = {visit.key: visit for visit in read_visits(connection, sa.true())}
        restarts = read_restarts(connection, "main")
        table = set_aside.c
        odd = [
            tuple(row) for row in connection.execute(sa.select(table.source, table.key, table.reason, table.content))
        ]
    engine.dispose()
    by_call: dict[str, list[Happening]] = defaultdict(list)
    for event in events:
        if event.what in OF_CALLS:
            by_call[event.callid].append(event)
    folded = [visit for call in by_call.values() for visit in fold_call(call, restarts)]
    return events, visits, folded, sorted(odd)


def requests_in(ledger_url: str) -> tuple[dict[str, tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Of a ledger: what is true now of every request, and all that was ever learned, without when it arrived."""
    columns = [c for c in ticket_versions.c if c.name not in ("id", "number", "batch", "received_at", "latest")]
    kept = [c for c in columns if c.name not in ("marked", "began", "until", "lasting")]
    engine = sa.create_engine(ledger_url)
    with engine.connect() as connection:
        true_now = ticket_versions.c.latest > NOT_LATEST
        latest = [tuple(row) for row in connection.execute(sa.select(*kept).where(true_now))]
        learned = [tuple(row) for row in connection.execute(sa.select(*kept))]
    engine.dispose()
    by_ticket = {row[1]: row for row in latest}
    assert len(by_ticket) == len(latest)
    return by_ticket, learned

"""Writes a ledger file as the present tree writes it: three days and a half of the demo city, polled and maintained by
the real engine, with what makes ledgers hard to take along: checkpoints, rows set aside, rows that came late and
spoiled a checkpoint, versions of requests, requests that vanished, and phones that started anew."""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import app
from tests.frozen import questions
from tests.frozen.demo import CityThen, settings_text
from tests.frozen.laying import settings_in
from tests.opened_sources import open_sources
from wallboard.clock import micros
from wallboard.engine.engine import Engine
from wallboard.ledger import Ledger
from wallboard.model import Micros

EVERY = timedelta(minutes=10)
MAINTAINED_EVERY = 3  # polls
STARTED_ANEW = datetime.fromisoformat("2026-11-13T11:20-05:00")
CAME_LATE = datetime.fromisoformat("2026-11-14T01:00-05:00")
VANISHED = datetime.fromisoformat("2026-11-14T12:00-05:00")
_LATE = [  # of the day before
    ("2026-11-13 17:40:00.5", "late.1", "water", "NONE", "ENTERQUEUE", "", "5550001", "1", "", ""),
    ("2026-11-13 17:41:10.5", "late.1", "water", "NONE", "ABANDON", "1", "1", "70", "", ""),
    ("2026-11-13 17:45:00", "late.2", "permits", "NONE", "ENTERQUEUE", "", "5550002", "1", "", ""),
    ("2026-11-13 17:50:00", "odd.1", "permits", "NONE", "", "", "", "", "", ""),  # no event: set aside
]


class _Clock:
    def __init__(self) -> None:
        self.now: Micros = 0

    def __call__(self) -> Micros:
        return self.now


def write_ledger(file: Path, ends: str = questions.LEDGER_ENDS) -> int:
    """Gives back the size of the compressed file, in bytes."""
    with tempfile.TemporaryDirectory(prefix="wallboard-frozen-ledger-") as scratch:
        folder = Path(scratch)
        _live_and_poll(folder, datetime.fromisoformat(ends))
        with closing(sqlite3.connect(folder / "wallboard.db")) as ledger:
            ledger.execute("vacuum into ?", (str(folder / "whole.db"),))
        packed = gzip.compress((folder / "whole.db").read_bytes(), 9, mtime=0)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(packed)
    return len(packed)


def _live_and_poll(folder: Path, ends: datetime) -> None:
    now, clock = datetime.fromisoformat(questions.LEDGER_BEGINS), _Clock()
    demo = CityThen(folder, clock, weeks=1)
    demo.begin((now + timedelta(days=7)).timestamp())
    settings = app.load(settings_in(folder, settings_text()), {})
    sources, ledger = open_sources(settings), Ledger(settings.ledger)
    ledger.migrate()
    engine = Engine(settings, sources, ledger, clock=clock)
    polls = 0
    while now < ends:
        now, polls = now + EVERY, polls + 1
        clock.now = micros(now)
        demo.go_on(now)
        _what_happens(demo, now)
        for name in sources:
            while engine.polls.poll(name) == 0.0:
                pass
        if polls % MAINTAINED_EVERY == 0:
            engine.maintenance.run()
    for source in sources.values():
        source.close()
    ledger.close()
    demo.close()


def _what_happens(demo: CityThen, now: datetime) -> None:
    if now == STARTED_ANEW:
        demo.start_phones_anew()
    if now == CAME_LATE:
        demo.log += _LATE
    if now == VANISHED:
        with demo.tickets.begin() as tickets:
            tickets.exec_driver_sql("delete from requests where closed_at is null and id % 11 = 3")
    demo.flush()

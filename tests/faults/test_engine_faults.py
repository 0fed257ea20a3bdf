"""The engine among bad neighbours: sources that hang or fail."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from data_sources import asterisk_queue_log
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, lost, reading, settings
from wallboard.clock import system_clock, utc
from wallboard.engine.engine import Engine
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Micros, Scope, Snapshot, State
from wallboard.simulate import queue_log_table
from wallboard.source import Batch, Cursor, Source

SITE = Scope("main")
PATIENCE_S = 40.0
NEW_YORK = ZoneInfo("America/New_York")


class Watched:
    """A real source; tells when it was asked."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name, self.site, self.carries = source.name, source.site, source.carries
        self.again, self.present, self.sample = source.again, source.present, source.sample
        self.check, self.close = source.check, source.close
        self.asked: list[float] = []
        self.changed = threading.Condition()

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        with self.changed:
            self.asked.append(time.monotonic())
            self.changed.notify_all()
        return self._source.changes(since, now)

    def wait_until_asked(self, times: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.asked) >= times, PATIENCE_S), "it is not polled any more"


@pytest.fixture
def black_hole() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"postgresql://reader@127.0.0.1:{silent.getsockname()[1]}/asterisk"


def phones(url: str, name: str, deadline_s: float = 20) -> Source:
    options = asterisk_queue_log.Options(url=url, deadline_s=deadline_s)
    return asterisk_queue_log.KIND.open(name, "main", ZoneInfo("UTC"), options)


@dataclass
class Beats:
    """Every snapshot that was shown, and when."""

    seen: list[tuple[float, Snapshot]]

    def changed(self, snapshot: Snapshot) -> None:
        self.seen.append((time.monotonic(), snapshot))


def test_sources_that_hang_or_fail_delay_no_other_and_the_heart_beats_on(tmp_path: Path, black_hole: str) -> None:
    database = sa.create_engine(f"sqlite:///{tmp_path}/phones.db")
    with database.begin() as connection:
        queue_log_table.create(connection)
        queue_log_table.insert(
            connection, [(f"{utc(system_clock()):%Y-%m-%d %H:%M:%S}", "NONE", "NONE", "NONE", "QUEUESTART", *[""] * 5)]
        )
    database.dispose()
    release = threading.Event()
    good = Watched(phones(f"sqlite:///{tmp_path}/phones.db", "good"))
    silent = Watched(phones(black_hole, "silent", deadline_s=2))
    refused = Watched(phones("postgresql://reader@127.0.0.1:1/asterisk", "refused"))
    stuck = FakeSource("stuck", "calls", lambda: (release.wait(PATIENCE_S) and Batch({})) or Batch({}))
    wrong = FakeSource("wrong", "calls", *[ZeroDivisionError()] * 50)
    each: tuple[Source, ...] = (good, silent, refused, stuck, wrong)
    sources = {source.name: source for source in each}
    beats: list[tuple[float, Snapshot]] = []
    options = settings(sources=sources, poll_every=1).sources
    options["stuck"] = options["stuck"].model_copy(update={"deadline_s": 2.0})
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    ledger.migrate()
    engine = Engine(
        settings(sources=sources).model_copy(update={"sources": options}),
        sources,
        ledger,
    )
    engine.present.tell(Beats(beats))
    with capture_logs() as logs:
        engine.start()
        try:
            good.wait_until_asked(8)
            states = {health.source: health.state for health in engine.present.health()}
        finally:
            release.set()
            assert engine.stop()
    assert states == {
        "good": State.LIVE,
        "silent": State.LOST,
        "refused": State.LOST,
        "stuck": State.LOST,
        "wrong": State.LOST,
    }
    gaps = [after - before for before, after in pairwise(good.asked)]
    assert sorted(gaps)[len(gaps) // 2] < 1.5
    assert max(gaps) < 4  # of a busy machine; the neighbours would cost far more
    heart = [when for when, _ in beats]
    assert len(heart) >= 6
    assert max(after - before for before, after in pairwise(heart)) < 4
    told = [(entry["event"], entry["source"]) for entry in logs if entry["event"].startswith("source ")]
    assert sorted(set(told) - {("source back", "stuck")}) == sorted(
        ("source lost", name) for name in ("silent", "refused", "stuck", "wrong")
    )
    assert len(told) == len(set(told))


def test_an_outage_is_logged_once_when_it_begins_and_once_when_it_ends(tmp_path: Path) -> None:
    pbx = FakeSource("pbx", "calls")
    with contextlib.closing(Wall(tmp_path, pbx)) as wall, capture_logs() as logs:
        for outage in range(2):
            pbx.answers = [batch(entered(outage + 1, NOON)), *[lost()] * 6, batch(), batch()]
            while pbx.answers:
                wall.poll("pbx", after_s=2)
                wall.engine.present.publish()
        told = [entry for entry in logs if entry["event"].startswith("source ")]
        assert [entry["event"] for entry in told] == ["source lost", "source back"] * 2
        assert "the server does not answer" in told[0]["reason"]
        assert told[1]["lost_for_s"] == 10
        assert wall.value("calls.waiting") == 2


def test_a_poll_past_its_deadline_is_shown_as_lost_while_it_hangs_and_counts_when_it_ends(tmp_path: Path) -> None:
    begun, release = threading.Event(), threading.Event()

    def late() -> Batch:
        begun.set()
        assert release.wait(PATIENCE_S)
        return batch(entered(2, NOON + SECOND))

    pbx = FakeSource("pbx", "calls", batch(entered(1, NOON)), late)
    with contextlib.closing(Wall(tmp_path, pbx)) as wall:
        wall.poll("pbx")
        poll = threading.Thread(target=wall.poll, args=["pbx"])
        poll.start()
        try:
            assert begun.wait(PATIENCE_S)
            wall.now += 5 * SECOND
            assert wall.engine.present.health()[0].state is State.LIVE
            wall.now += 20 * SECOND
            waiting = reading(wall.engine.present.snapshot(), "calls.waiting", SITE)
            assert (waiting.value, waiting.state, waiting.as_of) == (1, State.LOST, NOON)
        finally:
            release.set()
            poll.join()
        assert wall.value("calls.waiting") == 2
        assert wall.engine.present.health()[0].state is State.LIVE


def test_a_lost_phone_system_leaves_the_requests_live(tmp_path: Path) -> None:
    pbx, crm = FakeSource("pbx", "calls", batch(entered(1, NOON)), lost(), lost()), FakeSource("crm", "tickets")
    with contextlib.closing(Wall(tmp_path, pbx, crm)) as wall:
        for _ in range(3):
            wall.poll("pbx", after_s=2)
            wall.poll("crm")
        states = {(h.source, h.state) for h in wall.engine.present.health()}
        assert states == {("pbx", State.LOST), ("crm", State.NO_DATA)}
        assert reading(wall.engine.present.snapshot(), "calls.waiting", SITE).state is State.LOST

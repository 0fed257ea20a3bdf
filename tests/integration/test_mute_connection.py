"""A connection that stays open and never answers again, while new ones would: on both servers, over a wire of our own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import app
from tests.browser.wire import Wire
from tests.data_sources.phones import queue
from tests.opened_sources import open_sources
from tests.servers import Server
from wallboard.engine.asking import GRACE_S
from wallboard.engine.engine import Engine
from wallboard.ledger import Ledger
from wallboard.model import Scope, State
from wallboard.simulate import queue_log_table

DEADLINE_S = 1.0
SETTINGS = """
ledger = "sqlite:///{folder}/ledger.db"
[sites.main]
name = "Main"
zone = "UTC"
[sources.pbx]
kind = "asterisk_queue_log"
url = "{url}"
poll_every = 1
deadline_s = {deadline}
"""


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(f"{request.param}_server")
    return found


@pytest.fixture
def phones(server: Server) -> Iterator[sa.Engine]:
    with server.database() as name:
        engine = sa.create_engine(server.url(name))
        with engine.begin() as connection:
            queue_log_table.create(connection)
        yield engine
        engine.dispose()


@pytest.fixture
def wire(phones: sa.Engine) -> Iterator[Wire]:
    assert phones.url.port
    made = Wire(phones.url.port)
    yield made
    made.cut()


@pytest.fixture
def engine(phones: sa.Engine, wire: Wire, tmp_path: Path) -> Iterator[Engine]:
    url = phones.url.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False)
    file = tmp_path / "wallboard.toml"
    file.write_text(SETTINGS.format(folder=tmp_path, url=url, deadline=DEADLINE_S))
    settings = app.load(file, {})
    ledger = Ledger(settings.ledger)
    ledger.migrate()
    made = Engine(settings, open_sources(settings), ledger, opener=app.open_source)
    made.start()
    yield made
    wire.cut()
    made.stop()


def waiting(engine: Engine) -> float | None:
    reading = engine.present.snapshot().get("calls.waiting", Scope("main"))
    return None if reading is None or reading.state is not State.LIVE else reading.value


def until(engine: Engine, callers: int, seconds: float) -> float:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if waiting(engine) == callers:
            return time.monotonic() - began
        threading.Event().wait(0.05)
    raise AssertionError(f"{waiting(engine)} waiting, {engine.present.health()}")


def call(phones: sa.Engine, number: int) -> None:
    now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    with phones.begin() as connection:
        queue_log_table.insert(connection, [queue(now, callid=f"{number}.1")])


def test_the_next_poll_goes_by_a_new_connection(phones: sa.Engine, wire: Wire, engine: Engine) -> None:
    call(phones, 1)
    until(engine, 1, 20)
    assert wire.mute() >= 1
    call(phones, 2)
    took = until(engine, 2, 30)
    print(f"{phones.dialect.name}: live again after {took:.1f} s, deadline {DEADLINE_S} s and {GRACE_S} s of grace")
    assert engine.equipment.ledger.counts("pbx").new == 2


def test_no_worker_hangs_on_once_it_was_left_behind(phones: sa.Engine, wire: Wire, engine: Engine) -> None:
    call(phones, 1)
    until(engine, 1, 20)
    assert wire.mute() >= 1
    call(phones, 2)
    until(engine, 2, 30)
    feed = engine.feeds.by_name()["pbx"]
    left_behind = feed.before is not None
    assert left_behind == (phones.dialect.name == "postgresql"), "PyMySQL ends its wait by itself"
    ended = time.monotonic() + 5
    while feed.hanging() and time.monotonic() < ended:
        threading.Event().wait(0.05)
    assert feed.hanging() == 0

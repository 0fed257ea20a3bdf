"""The clock of a real database server as a witness, beside a machine whose own clock jumps: on both servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import app
from tests.integration.test_mute_connection import SETTINGS
from tests.opened_sources import open_sources
from tests.servers import Server
from wallboard.clock import SteadyClock, system_clock, utc
from wallboard.engine.engine import Engine
from wallboard.ledger import Ledger
from wallboard.model import HOUR, SECOND, Micros, Scope, Snapshot, State
from wallboard.simulate import queue_log_table

CALM_S = 5  # what a busy machine may take between two readings of two clocks


@pytest.fixture(params=["postgres", "mariadb"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    server: Server = request.getfixturevalue(f"{request.param}_server")
    with server.database() as name:
        found = server.url(name)
        engine = sa.create_engine(found)
        now = str(utc(system_clock()))[:19]
        with engine.begin() as connection:
            queue_log_table.create(connection)
            queue_log_table.insert(connection, [(now, "c1", "roads", "NONE", "ENTERQUEUE", "", "", "1", "", "")])
        engine.dispose()
        yield str(found) if isinstance(found, str) else found.render_as_string(hide_password=False)


class Wall:
    """Polled by hand; `ahead` is how far its machine's clock is off."""

    def __init__(self, folder: Path, url: str, ahead: Micros = 0) -> None:
        self.ahead = ahead
        (folder / "wallboard.toml").write_text(SETTINGS.format(folder=folder, url=url, deadline=20))
        settings = app.load(folder / "wallboard.toml", {})
        ledger = Ledger(settings.ledger)
        ledger.migrate()
        clock = SteadyClock(lambda: system_clock() + self.ahead)
        self.engine = Engine(settings, open_sources(settings), ledger, clock=clock)

    def shown(self) -> Snapshot:
        self.engine.standing.look_at_clock()
        self.engine.polls.poll("pbx")
        return self.engine.present.snapshot()


def offered(snapshot: Snapshot) -> tuple[float | None, State]:
    reading = snapshot.get("calls.waiting", Scope("main"))
    assert reading is not None
    return reading.value, reading.state


def words(snapshot: Snapshot) -> str:
    return " ".join(trouble.message for trouble in snapshot.troubles)


def test_a_servers_clock_vouches_for_the_time_before_a_jump_and_for_a_correction(url: str, tmp_path: Path) -> None:
    wall = Wall(tmp_path, url)
    try:
        assert offered(wall.shown()) == (1, State.LIVE)
        for ahead in (25 * HOUR, -2 * HOUR):
            wall.ahead = ahead
            shown = wall.shown()
            assert offered(shown) == (1, State.LIVE)
            assert abs(shown.as_of - system_clock()) < CALM_S * SECOND
            assert "The wall goes by that of pbx" in words(shown)
            wall.ahead = 0
            assert (offered(wall.shown()), words(wall.shown())) == ((1, State.LIVE), "")
    finally:
        wall.engine.stop()


def test_a_start_two_hours_behind_the_ledger_goes_by_the_servers_clock(url: str, tmp_path: Path) -> None:
    first = Wall(tmp_path, url)
    first.shown()
    first.engine.stop()
    wall = Wall(tmp_path, url, ahead=-2 * HOUR)
    try:
        assert "2 h behind what was recorded before" in words(wall.engine.present.snapshot())
        shown = wall.shown()
        assert (offered(shown), "set it right" in words(shown)) == ((1, State.LIVE), True)
        assert abs(shown.as_of - system_clock()) < CALM_S * SECOND
    finally:
        wall.engine.stop()


def test_a_start_a_day_ahead_of_the_servers_clock_says_so_and_shows_nothing_as_live(url: str, tmp_path: Path) -> None:
    wall = Wall(tmp_path, url, ahead=25 * HOUR)
    try:
        for _ in range(2):
            shown = wall.shown()
        assert (shown.health[0].state, dict(shown.readings)) == (State.LATE, {})
        assert "25 h ahead of that of pbx" in words(shown)
        wall.ahead = 0
        wall.shown()
        assert (offered(wall.shown()), words(wall.shown())) == ((1, State.LIVE), "")
    finally:
        wall.engine.stop()

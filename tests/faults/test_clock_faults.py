"""The engine while clocks jump: days of 23 and 25 hours, a machine that slept, a clock that goes back."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from data_sources import asterisk_queue_log
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, folded, gave_up, reading, settings
from wallboard.clock import local, micros, midnight_before
from wallboard.engine.recount import snapshot_at
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros, Scope, State
from wallboard.settings import Settings
from wallboard.simulate import queue_log_table

SITE = Scope("main")
PATIENCE_S = 40.0
NEW_YORK = ZoneInfo("America/New_York")


def of_zone(zone: str) -> Settings:
    return settings(zone, sources=["pbx"])


def is_its_own_recount(wall: Wall) -> bool:
    recount = snapshot_at(wall.ledger, wall.settings, {"pbx": "calls"}, wall.now, None, wall.now)
    return folded(wall.engine.present.full_snapshot()) == folded(recount)


@pytest.mark.parametrize(
    ("first_day", "hours"),
    [((2026, 10, 31), 25), ((2027, 3, 13), 23), ((2026, 12, 1), 24)],
    ids=["an hour twice", "an hour left out", "a plain day"],
)
def test_today_begins_at_local_midnight_whatever_the_clocks_do(
    tmp_path: Path, first_day: tuple[int, int, int], hours: int
) -> None:
    """Asterisk writes local times into a table, a call every twenty minutes; the table is polled as often."""
    start = micros(datetime(*first_day, 21, 5, tzinfo=NEW_YORK))
    midnights = {midnight_before(start + n * HOUR, NEW_YORK) for n in range(34)}
    url = f"sqlite:///{tmp_path}/phones.db"
    database = sa.create_engine(url)
    source = asterisk_queue_log.KIND.open("pbx", "main", NEW_YORK, asterisk_queue_log.Options(url=url))
    with contextlib.closing(Wall(tmp_path, source, now=start, of=of_zone("America/New_York"))) as wall:
        most, calls = 0, []
        for number in range(100):
            calls.append(wall.now)
            row = (f"{local(wall.now, NEW_YORK):%Y-%m-%d %H:%M:%S.%f}", f"c{number}", "roads", "NONE", "ENTERQUEUE")
            with database.begin() as connection:
                queue_log_table.create(connection)
                queue_log_table.insert(connection, [(*row, "", "", "1", "", "")])
            wall.poll("pbx", after_s=1)
            today = local(wall.now, NEW_YORK).date()
            expected = sum(local(at, NEW_YORK).date() == today for at in calls)
            assert wall.value("calls.offered", "today") == expected
            most = max(most, expected)
            if number % 10 == 0:
                assert is_its_own_recount(wall)
            wall.now += 20 * MINUTE - SECOND
        assert len(midnights) == 3
        assert most == hours * 3
        assert [visit.entered for visit in wall.ledger.calls_at("main", wall.now, 0).visits] == calls
    source.close()
    database.dispose()


def test_a_call_of_yesterday_stays_yesterdays(tmp_path: Path) -> None:
    midnight = NOON + 12 * HOUR
    pbx = FakeSource("pbx", "calls", batch(entered(1, midnight - 10 * SECOND)))
    with contextlib.closing(Wall(tmp_path, pbx, now=midnight - 5 * SECOND)) as wall:
        wall.poll("pbx")
        assert (wall.value("calls.offered", "today"), wall.value("calls.waiting")) == (1, 1)
        wall.poll("pbx", after_s=10)
        assert (wall.value("calls.offered", "today"), wall.value("calls.waiting")) == (0, 1)
        pbx.answers = [batch(gave_up(2, midnight + 20 * SECOND, 1, 30), entered(3, midnight + 21 * SECOND))]
        wall.poll("pbx", after_s=20)
        assert (wall.value("calls.offered", "today"), wall.value("calls.abandoned", "today")) == (1, 0)
        assert wall.value("calls.abandoned", "30m") == 1
        assert is_its_own_recount(wall)


@pytest.mark.parametrize("before", [NOON, NOON + 12 * HOUR + 5 * MINUTE], ids=["at noon", "over midnight"])
def test_a_clock_that_goes_back_counts_nothing_twice_and_is_right_once_it_caught_up(
    tmp_path: Path, before: Micros
) -> None:
    pbx = FakeSource("pbx", "calls", batch(entered(1, before - MINUTE)))
    with contextlib.closing(Wall(tmp_path, pbx, now=before)) as wall:
        wall.poll("pbx")
        today = wall.value("calls.offered", "today") or 0
        wall.now -= 10 * MINUTE
        pbx.answers = [batch(entered(2, wall.now)), batch(entered(1, before - MINUTE), entered(2, wall.now))]
        for _ in range(2):
            wall.poll("pbx", after_s=1)
            assert wall.value("calls.waiting") == 2
            assert wall.engine.present.health()[0].state is State.LIVE
        assert (wall.value("calls.offered", "today") or 0) >= today
        wall.now = before
        wall.poll("pbx", after_s=2)
        assert is_its_own_recount(wall)


def test_a_clock_that_goes_back_over_a_restart_still_shows_every_call(tmp_path: Path) -> None:
    pbx = FakeSource("pbx", "calls", batch(entered(1, NOON - MINUTE), entered(2, NOON)))
    with contextlib.closing(Wall(tmp_path, pbx)) as wall:
        wall.poll("pbx")
        wall.now -= 30 * SECOND
        wall.again()
        wall.poll("pbx")
        assert wall.value("calls.waiting") == 1  # the other is still to come, by this clock
        wall.poll("pbx", after_s=31)
        assert wall.value("calls.waiting") == 2


def test_a_machine_that_slept_for_days_shows_nothing_old_as_new(tmp_path: Path) -> None:
    pbx = FakeSource("pbx", "calls", batch(entered(1, NOON - MINUTE), gave_up(2, NOON, 1, 60)))
    with contextlib.closing(Wall(tmp_path, pbx)) as wall:
        wall.poll("pbx")
        wall.now += 3 * DAY
        shown = reading(wall.engine.present.snapshot(), "calls.abandoned", SITE, "today")
        assert (shown.state, shown.as_of, shown.value) == (State.LATE, NOON, 1)
        wall.poll("pbx", after_s=1)
        assert wall.value("calls.abandoned", "today") == 0
        assert wall.value("calls.abandoned", "60m") == 0
        assert is_its_own_recount(wall)


def test_the_first_poll_of_a_day_is_not_the_last_of_the_day_before(tmp_path: Path) -> None:
    """One second apart, on either side of midnight."""
    midnight = NOON + 12 * HOUR
    pbx = FakeSource("pbx", "calls", batch(entered(1, midnight - 1)), batch(entered(2, midnight)))
    with contextlib.closing(Wall(tmp_path, pbx, now=midnight - 1)) as wall:
        wall.poll("pbx")
        assert wall.value("calls.offered", "today") == 1
        wall.now = midnight
        wall.poll("pbx")
        assert wall.value("calls.offered", "today") == 1
        assert wall.value("calls.waiting") == 2

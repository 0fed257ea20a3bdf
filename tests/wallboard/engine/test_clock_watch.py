"""A clock that jumps, by hand: the machine's clock and its uptime are two numbers, sources have clocks of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import structlog

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, settings
from wallboard.clock import SteadyClock
from wallboard.engine.engine import Engine
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros, Scope, State
from wallboard.settings import Settings
from wallboard.source import Batch

pytestmark = pytest.mark.whole

SITE = Scope("main")
YEAR: Micros = 365 * DAY
also = partial(pytest.param, marks=pytest.mark.slow)  # each of them lives through a minute or more, second by second


class Machine:
    """A machine whose clock can be set. `true` is what time it is; nobody there knows it."""

    def __init__(self) -> None:
        self.true: Micros = NOON
        self.wrong_by: Micros = 0
        self.paused: Micros = 0  # for which its uptime stood still

    def wall(self) -> Micros:
        return self.true + self.wrong_by

    def uptime(self) -> Micros:
        return self.true - self.paused - NOON + 5 * HOUR


class JumpingWall(Wall):
    """A wall on such a machine, with a phone system and a ticket system; polled and looked at each second."""

    def __init__(self, folder: Path, of: Settings | None = None) -> None:
        self.machine = Machine()
        self.folder, self.seq = folder, 0
        super().__init__(folder, FakeSource("pbx", "calls"), FakeSource("crm", "tickets"), of=of)

    def _engine(self) -> Engine:
        self.clock = SteadyClock(self.machine.wall, self.machine.uptime)
        engine = Engine(self.settings, self.sources, self.ledger, clock=self.clock)
        engine.present.tell(self.shown)
        return engine

    def second(self, *, calls: int = 0, clocks: bool = False, pbx_wrong_by: Micros = 0, after: Micros = SECOND) -> None:
        """One second: `calls` come in, at the phone system's own time; `clocks`: its database has a clock."""
        self.machine.true += after
        now = self.machine.true + pbx_wrong_by
        events = [entered(self.seq + n + 1, now - SECOND) for n in range(calls)]
        self.seq += calls
        told = batch(*events, source_now=now if clocks else None)
        self.sources["pbx"].answers = [
            Batch({"high": self.seq}, happenings=told.happenings, read=calls, source_now=told.source_now)
        ]
        self.engine.standing.look_at_clock()
        self.engine.polls.poll("pbx")
        self.engine.polls.poll("crm")
        self.engine.present.publish()

    def reading(self, metric: str = "calls.offered", window: str = "today") -> tuple[float | None, State]:
        reading = self.shown[-1].get(metric, SITE, window)
        assert reading is not None
        return reading.value, reading.state

    @property
    def trouble(self) -> str:
        return " ".join(trouble.message for trouble in self.shown[-1].troubles)

    @property
    def longest(self) -> float:
        value, _ = self.reading("calls.longest_wait_s", "now")
        return value or 0.0


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[JumpingWall]:
    with closing(JumpingWall(tmp_path)) as wall:
        wall.second(calls=3)
        wall.second()
        yield wall


# ---------------------------------------------------------------- back and ahead


@pytest.mark.parametrize("jump", [-2 * HOUR, also(25 * HOUR), also(3 * YEAR)])
def test_a_jump_is_told_and_what_the_wall_shows_stays_true(wall: JumpingWall, jump: Micros) -> None:
    """A call of the phone system's right clock vouches for the time that the wall goes on by."""
    wall.machine.wrong_by = jump
    wall.second(calls=1)
    assert "clock" in wall.trouble
    assert wall.shown[-1].as_of == wall.machine.true
    assert wall.reading() == (4, State.LIVE)
    for _ in range(25):
        wall.second(calls=1, after=3 * SECOND)
        assert 0 <= wall.longest <= 120
        assert wall.reading("calls.waiting", "now")[1] is State.LIVE
    assert wall.reading() == (29, State.LIVE)
    wall.machine.wrong_by = 0
    wall.second(calls=1)
    assert (wall.trouble, wall.reading()) == ("", (30, State.LIVE))
    assert wall.ledger.counts("pbx").set_aside == 0


@pytest.mark.parametrize("jump", [also(-2 * HOUR), 25 * HOUR])
def test_without_a_witness_figures_wait_and_are_live_again_when_the_clock_is_back(
    wall: JumpingWall, jump: Micros
) -> None:
    before = wall.machine.true
    wall.machine.wrong_by = jump
    for _ in range(30):
        wall.second(after=3 * SECOND)
        assert wall.reading() == (3, State.LATE)
        assert (wall.shown[-1].health[0].as_of or 0) <= before + SECOND
    assert "figures wait" in wall.trouble
    wall.machine.wrong_by = 0
    wall.second(calls=1)
    assert (wall.trouble, wall.reading()) == ("", (4, State.LIVE))
    assert wall.longest == pytest.approx(93, abs=3)


def test_a_jump_is_logged_once_when_it_begins_and_once_when_it_is_over(wall: JumpingWall) -> None:
    with structlog.testing.capture_logs() as logged:
        wall.machine.wrong_by = 25 * HOUR
        for _ in range(5):
            wall.second(calls=1)
        wall.machine.wrong_by = 0
        wall.second()
    assert [line["event"] for line in logged if "part" in line] == ["trouble", "trouble over"]


def test_a_jump_that_was_the_correction_is_believed_when_a_sources_clock_agrees(tmp_path: Path) -> None:
    """The machine started two days behind; then a time server set its clock."""
    with closing(JumpingWall(tmp_path)) as wall:
        wall.machine.wrong_by = -2 * DAY
        wall.again()
        wall.second(clocks=True)
        assert "48 h behind that of pbx" in wall.trouble
        wall.machine.wrong_by = 0
        wall.second(calls=2, clocks=True)
        wall.second(calls=1, clocks=True)
        assert (wall.trouble, wall.reading()) == ("", (3, State.LIVE))
        assert wall.shown[-1].as_of == wall.machine.true


def test_the_correction_of_a_clock_that_was_ahead_leaves_nothing_of_the_future(tmp_path: Path) -> None:
    with closing(JumpingWall(tmp_path)) as wall:
        wall.machine.wrong_by = 25 * HOUR
        wall.again()
        for _ in range(5):
            wall.second(calls=1)
        wall.machine.wrong_by = 0
        wall.second(calls=1)
        assert (wall.trouble, wall.reading()) == ("", (6, State.LIVE))
        assert all((health.as_of or 0) <= wall.machine.true for health in wall.engine.present.health())
        assert wall.longest == pytest.approx(6, abs=1)


def test_a_clock_that_keeps_its_new_pace_and_that_nobody_disputes_is_believed_after_ten_minutes(
    wall: JumpingWall,
) -> None:
    """A wall that stays dark for ever is wrong too."""
    wall.machine.wrong_by = 25 * HOUR
    for _ in range(10):
        wall.second(after=50 * SECOND)
        assert wall.reading()[1] is State.LATE
    for _ in range(3):
        wall.second(after=50 * SECOND)
    assert (wall.trouble, wall.reading()) == ("", (0, State.LIVE))  # it is another day, as far as anybody knows
    wall.machine.wrong_by = 0
    wall.second(calls=1)
    wall.second(calls=1)
    assert "jumped 25 h back" in wall.trouble
    for _ in range(13):
        wall.second(after=50 * SECOND)
    assert (wall.trouble, wall.reading()) == ("", (5, State.LIVE))


def test_a_source_whose_clock_jumps_along_is_no_witness(wall: JumpingWall) -> None:
    """Its database is on the same machine, or goes by the same time server."""
    wall.second(calls=1, clocks=True)
    wall.machine.wrong_by = 25 * HOUR
    for _ in range(30):
        wall.second(clocks=True, pbx_wrong_by=25 * HOUR)
        assert wall.reading()[1] is State.LATE
    wall.machine.wrong_by = 0
    wall.second(calls=1, clocks=True)
    assert (wall.trouble, wall.reading()) == ("", (5, State.LIVE))


# ---------------------------------------------------------------- what is no jump


def test_a_machine_that_was_suspended_has_only_slept(wall: JumpingWall) -> None:
    """Its uptime went on."""
    wall.second(calls=1, after=9 * HOUR)
    assert (wall.trouble, wall.reading()) == ("", (4, State.LIVE))


def test_a_virtual_machine_that_was_paused_has_missed_what_was_told_meanwhile(wall: JumpingWall) -> None:
    """Its uptime stood still; the calls of the time between say that it has passed."""
    wall.machine.paused, wall.machine.true = 3 * HOUR, wall.machine.true + 3 * HOUR
    wall.sources["pbx"].answers = [batch(*(entered(90 + n, wall.machine.true - n * HOUR) for n in range(1, 3)))]
    wall.engine.standing.look_at_clock()
    wall.engine.polls.poll("pbx")
    wall.engine.present.publish()
    assert (wall.trouble, wall.reading()) == ("", (5, State.LIVE))
    assert wall.shown[-1].as_of == wall.machine.true


@pytest.mark.parametrize("step", [30 * SECOND, also(-30 * SECOND)])
def test_a_step_of_half_a_minute_that_calls_speak_against_is_told_and_not_followed(
    wall: JumpingWall, step: Micros
) -> None:
    wall.machine.wrong_by = step
    for _ in range(35):
        wall.second(calls=1, after=2 * SECOND)
        assert wall.reading()[1] is State.LIVE
        assert wall.shown[-1].as_of == wall.machine.true
    assert "set it right" in wall.trouble
    assert "30 s" in wall.trouble


@pytest.mark.parametrize("step", [30 * SECOND, -30 * SECOND])
def test_a_step_of_half_a_minute_that_was_the_correction_is_followed_at_once(tmp_path: Path, step: Micros) -> None:
    with closing(JumpingWall(tmp_path)) as wall:
        wall.machine.wrong_by = -step
        wall.again()
        wall.second(calls=3)
        wall.second(calls=1)
        wall.machine.wrong_by = 0
        for n in range(10):
            wall.second(calls=1)
            assert (wall.trouble, wall.reading()) == ("", (5 + n, State.LIVE))
            assert wall.shown[-1].as_of == wall.machine.true
            assert wall.longest == pytest.approx(3 + n, abs=1)


@pytest.mark.parametrize("step", [also(30 * SECOND), also(-30 * SECOND), also(3 * SECOND), -3 * SECOND])
def test_a_small_step_without_a_witness_is_followed_within_a_minute_without_a_word(
    wall: JumpingWall, step: Micros
) -> None:
    wall.machine.wrong_by = step
    for _ in range(35):
        wall.second(after=2 * SECOND)
        assert (wall.trouble, wall.reading()) == ("", (3, State.LIVE))
        assert wall.longest >= 0
    assert wall.shown[-1].as_of == wall.machine.wall()


def test_a_clock_that_drifts_away_from_a_sources_is_told_once_it_matters(wall: JumpingWall) -> None:
    """Slowly, so that it never jumps; without rows that say otherwise, which of the two is right nobody knows."""
    for minute in range(9):
        for _ in range(20 if minute else 0):
            wall.machine.wrong_by -= 3 * SECOND
            wall.machine.true += 15 * MINUTE
            wall.engine.standing.look_at_clock()
        wall.second(clocks=True)
        assert (wall.trouble != "") == (minute > 5)
    assert "8 min behind that of pbx" in wall.trouble
    assert wall.reading()[1] is State.LATE
    wall.machine.wrong_by = 0
    wall.second(clocks=True)
    wall.second(calls=1, clocks=True)
    assert (wall.trouble, wall.reading()[1]) == ("", State.LIVE)


def test_a_database_whose_clock_is_off_beside_calls_that_are_of_now_is_its_own_affair(wall: JumpingWall) -> None:
    wall.second(calls=1)
    told = batch(entered(99, wall.machine.true), source_now=wall.machine.true - 20 * MINUTE)
    wall.sources["pbx"].answers = [told]
    wall.engine.polls.poll("pbx")
    wall.engine.present.publish()
    assert (wall.trouble, wall.reading()[1]) == ("", State.LIVE)


# ---------------------------------------------------------------- a start


def test_a_start_with_the_clock_two_hours_back_says_so_and_goes_by_the_source(wall: JumpingWall) -> None:
    wall.machine.wrong_by = -2 * HOUR
    wall.again()
    wall.engine.present.publish()
    assert "2 h behind what was recorded before" in wall.trouble
    wall.second(calls=1, clocks=True)
    assert wall.shown[-1].as_of == wall.machine.true
    assert "set it right" in wall.trouble
    assert wall.reading() == (4, State.LIVE)
    wall.machine.wrong_by = 0
    wall.second(calls=1)
    assert (wall.trouble, wall.reading()) == ("", (5, State.LIVE))


def test_a_start_over_a_ledger_that_was_written_ahead_says_so_until_a_source_agrees(wall: JumpingWall) -> None:
    wall.ledger.record("pbx", "main", batch(entered(80, NOON)), NOON + 25 * HOUR)
    wall.again()
    wall.engine.present.publish()
    assert "25 h behind what was recorded before" in wall.trouble
    wall.second(calls=1)
    assert (wall.trouble, wall.reading()) == ("", (5, State.LIVE))


def test_nothing_that_goes_by_the_date_is_done_before_the_clock_was_right_for_an_hour(tmp_path: Path) -> None:
    with closing(JumpingWall(tmp_path, settings(retention={"call_events_days": 35}))) as wall:
        old = wall.machine.true - 36 * DAY
        wall.ledger.record("pbx", "main", batch(entered(1, old), gave_up(2, old + MINUTE, 1, 60)), old)
        wall.seq = 10
        wall.second(calls=1)
        wall.machine.wrong_by = 3 * YEAR
        wall.second()
        wall.engine.maintenance.run()
        assert wall.ledger.checkpoint("main", wall.machine.wall(), "calls") is None
        assert wall.ledger.oldest("calls") is None
        wall.machine.wrong_by = 0
        wall.second(calls=1)
        wall.engine.maintenance.run()
        assert wall.ledger.oldest("calls") is None
        assert wall.ledger.checkpoint("main", wall.machine.wall(), "calls") is not None
        wall.second(after=HOUR)
        wall.engine.maintenance.run()
        assert wall.ledger.oldest("calls") is not None
        wall.again()
        wall.second(calls=1)
        assert wall.reading() == (3, State.LIVE)

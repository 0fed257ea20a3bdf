"""A recorded log, written again with its own rhythm; the clock and the sleep are the test's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from wallboard.clock import micros
from wallboard.model import SECOND, Micros
from wallboard.simulate.replay import Replayed, replay

DATA = Path(__file__).parents[2] / "data/asterisk"
START: Micros = micros(datetime(2027, 1, 5, 12, tzinfo=UTC))


class Time:
    """A clock that goes on only while somebody sleeps, and remembers when each row appeared."""

    def __init__(self, start: Micros = START, writing_takes: Micros = 0) -> None:
        self.now = start
        self.writing_takes = writing_takes
        self.seen: list[float] = []

    def __call__(self) -> Micros:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 0.25
        self.now += max(1, round(seconds * SECOND))

    def progress(self, share: float) -> None:
        assert self.seen[-1:] <= [share] <= [1.0]
        self.seen.append(share)
        self.now += self.writing_takes


@pytest.fixture
def into(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/phones.db"


def table(into: str) -> list[tuple[Any, ...]]:
    engine = sa.create_engine(into)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM queue_log ORDER BY id")]
    engine.dispose()
    return rows


def log(folder: Path, *lines: str) -> Path:
    path = folder / "queue_log"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_each_row_is_written_when_its_time_has_come(tmp_path: Path, into: str) -> None:
    time = Time()
    made = log(
        tmp_path,
        "100|100.1|q|NONE|ENTERQUEUE||5|1",
        "102|100.1|q|A|CONNECT|2|x|1",
        "110|100.1|q|A|COMPLETECALLER|2|8|1",
    )
    done = replay(made, into, 2, time, time.sleep, time.progress)
    assert [row[1] for row in table(into)] == [
        "2027-01-05 12:00:00.000000",
        "2027-01-05 12:00:01.000000",
        "2027-01-05 12:00:05.000000",
    ]
    assert done == Replayed(3, 0, 3, START + 5 * SECOND)
    assert time.now == START + 5 * SECOND
    assert time.seen == pytest.approx([1 / 3, 2 / 3, 1])


@pytest.mark.parametrize("name", ["queue_log", "queue_log_table.csv"])
def test_the_recorded_log_and_table_replay_whole(name: str, into: str) -> None:
    time = Time(writing_takes=50_000)
    done = replay(DATA / name, into, 1000, time, time.sleep, time.progress)
    assert (done.rows, done.skipped) == (3324, 0)
    rows = table(into)
    assert [row[0] for row in rows] == list(range(1, 3325))
    assert rows[0][2:6] == ("NONE", "NONE", "NONE", "QUEUESTART")
    assert rows[2][6:9] == ("1", "1795311567.2", "1")


def test_a_second_replay_makes_new_calls(into: str) -> None:
    for start in (START, START + 5000 * SECOND):
        time = Time(start, writing_takes=50_000)
        replay(DATA / "queue_log", into, 1000, time, time.sleep, time.progress)
    rows = table(into)
    first, second = ({row[2] for row in half if "." in row[2]} for half in (rows[:3324], rows[3324:]))
    assert len(first) == len(second) > 800
    assert not first & second


def test_words_that_are_no_call_stay_and_odd_call_ids_become_new_ones(tmp_path: Path, into: str) -> None:
    made = log(tmp_path, *(f"100|{callid}|q|A|ADDMEMBER|" for callid in ("NONE", "REALTIME", "MANAGER", "pbx-1-a")))
    time = Time()
    replay(made, into, 1, time, time.sleep)
    assert [row[2] for row in table(into)] == ["NONE", "REALTIME", "MANAGER", f"pbx-1-a-{START // SECOND}"]


def test_lines_that_cannot_be_read_are_counted(tmp_path: Path, into: str) -> None:
    time = Time()
    done = replay(log(tmp_path, "a|b", "100|1.1|q|A|X|", "", "x|1.1|q|A|X|"), into, 1, time, time.sleep)
    assert (done.rows, done.skipped, done.total) == (1, 3, 4)


def test_a_clock_that_jumps_back_keeps_the_logs_order(tmp_path: Path, into: str) -> None:
    time = Time()
    replay(log(tmp_path, "100|1.1|q|A|X|", "90|1.2|q|A|X|", "101|1.3|q|A|X|"), into, 1, time, time.sleep)
    assert [row[1][17:19] for row in table(into)] == ["00", "50", "01"]


def test_times_are_written_in_the_phone_systems_zone(tmp_path: Path, into: str) -> None:
    time = Time()
    replay(log(tmp_path, "100|1.1|q|A|X|"), into, 1, time, time.sleep, zone=ZoneInfo("America/Chicago"))
    assert table(into)[0][1] == "2027-01-05 06:00:00.000000"


def test_a_stop_ends_it_with_what_was_written(tmp_path: Path, into: str) -> None:
    time = Time()
    made = log(tmp_path, "100|1.1|q|A|X|", "100000|1.2|q|A|X|")
    done = replay(made, into, 1, time, time.sleep, stop=lambda: time.now > START + SECOND)
    assert done.rows == 1
    assert len(table(into)) == 1


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_a_speed_that_is_none_is_refused(tmp_path: Path, into: str, speed: float) -> None:
    with pytest.raises(ValueError, match="speed must be above 0"):
        replay(log(tmp_path, "100|1.1|q|A|X|"), into, speed, Time(), Time().sleep)


def test_a_file_that_is_no_log_is_refused(tmp_path: Path, into: str) -> None:
    with pytest.raises(ValueError, match="neither a queue_log file nor its table"):
        replay(log(tmp_path, "hello,world", "1,2"), into, 1, Time(), Time().sleep)
    with pytest.raises(FileNotFoundError):
        replay(tmp_path / "none", into, 1, Time(), Time().sleep)


@examples(40)
@given(gaps=st.lists(st.integers(-5, 30), max_size=30), speed=st.sampled_from([0.5, 1.0, 7.0, 100.0]))
def test_no_row_is_written_before_its_time_and_all_are_in_the_end(
    tmp_path_factory: pytest.TempPathFactory, gaps: list[int], speed: float
) -> None:
    folder = tmp_path_factory.mktemp("replay")
    times = [1000]
    for gap in gaps:
        times.append(max(0, times[-1] + gap))
    time = Time()
    made = log(folder, *(f"{at}|{i}.1|q|A|X|" for i, at in enumerate(times)))
    done = replay(made, f"sqlite:///{folder}/p.db", speed, time, time.sleep, time.progress)
    assert done.rows == len(times)
    assert time.now >= START + (max(times) - 1000) / speed * SECOND - 1

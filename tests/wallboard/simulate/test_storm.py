"""Troubles befall the demo city when they were planted, show in the phone system's own log, and are over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from wallboard.clock import instant, local
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros
from wallboard.simulate import city, demo_folder
from wallboard.simulate.demo import Demo
from wallboard.simulate.storm import Kind, Trouble, a_storm, planted

AT = instant("2026-11-17T10:00-05:00")  # a Tuesday
HALF_HOUR_S = 1800


class Row(NamedTuple):
    time: str
    call: str
    queue: str
    agent: str
    event: str
    data: str


class Day:
    """A morning of the city until noon, as the phone system's table has it."""

    def __init__(self, folder: Path, *troubles: Trouble) -> None:
        folder.mkdir()
        self.demo = Demo(folder, lambda: AT + 2 * HOUR, weeks=0, troubles=troubles)
        with closing(self.demo):
            self.demo.fill()
        with closing(sqlite3.connect(folder / "phones.db")) as phones:
            told = phones.execute("select time, callid, queuename, agent, event, data1 from queue_log order by id")
            self.rows = [Row(*row) for row in told]

    def among(self, event: str, since: Micros = AT, until: Micros = AT + HALF_HOUR_S * SECOND, **of: str) -> list[Row]:
        begins, ends = (f"{local(round(at), demo_folder.CITY):%Y-%m-%d %H:%M:%S.%f}" for at in (since, until))
        rows = (row for row in self.rows if row.event == event and begins <= row.time < ends)
        return [row for row in rows if all(getattr(row, name) == value for name, value in of.items())]

    def members(self, queue: str, at: Micros) -> set[str]:
        """Who is logged in to a queue."""
        there: set[str] = set()
        for row in self.rows:
            if row.queue == queue and row.time < f"{local(at, demo_folder.CITY):%Y-%m-%d %H:%M:%S.%f}":
                if row.event == "ADDMEMBER":
                    there.add(row.agent)
                elif row.event == "REMOVEMEMBER":
                    there.discard(row.agent)
        return there


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return Day(tmp_path_factory.mktemp("quiet") / "city")


def test_in_a_surge_several_times_as_many_call_about_the_same(tmp_path: Path, quiet: Day) -> None:
    day = Day(tmp_path / "city", Trouble(Kind.SURGE, AT, HALF_HOUR_S, "streets"))
    before, surge = (len(each.among("ENTERQUEUE", queue="streets")) for each in (quiet, day))
    assert 3.5 * before < surge < 7 * before
    water = [len(each.among("ENTERQUEUE", queue="water")) for each in (quiet, day)]
    assert water[0] / 2 < water[1] < water[0] * 2
    assert [r for r in day.rows if r.time < "2026-11-17 10:00"] == [
        r for r in quiet.rows if r.time < "2026-11-17 10:00"
    ]


def test_when_the_trunk_is_lost_nobody_reaches_a_queue_until_it_is_back(tmp_path: Path, quiet: Day) -> None:
    day = Day(tmp_path / "city", Trouble(Kind.TRUNK, AT, HALF_HOUR_S))
    assert len(quiet.among("ENTERQUEUE")) > 30
    assert day.among("ENTERQUEUE") == []
    assert len(day.among("ENTERQUEUE", AT + 30 * MINUTE, AT + HOUR)) > 30


def test_half_of_those_who_answer_a_queue_go_home_and_come_back(tmp_path: Path) -> None:
    day = Day(tmp_path / "city", Trouble(Kind.SICK, AT, HALF_HOUR_S, "tax"))
    before, sick, after = (day.members("tax", AT + minutes * MINUTE) for minutes in (0, 20, 35))
    assert len(before) // 2 <= len(before - sick) <= len(before) // 2 + 1
    assert after >= before
    assert not [row for row in day.among("CONNECT", AT + 20 * MINUTE) if row.agent in before - sick]
    assert [row for row in day.among("CONNECT", AT + 30 * MINUTE, AT + HOUR) if row.agent in before - sick]


def test_an_agent_who_forgets_to_come_back_is_paused_for_as_long_and_takes_no_call(tmp_path: Path) -> None:
    day = Day(tmp_path / "city", Trouble(Kind.FORGETS, AT, HALF_HOUR_S, "water"))
    (gone,), (back,) = (
        [row for row in day.rows if (row.event, row.data) == (event, "errand")] for event in ("PAUSEALL", "UNPAUSEALL")
    )
    assert gone.agent == back.agent
    assert f"{local(AT, demo_folder.CITY):%Y-%m-%d %H:%M}" <= gone.time < back.time
    assert back.time.startswith("2026-11-17 10:30:00")
    assert not [
        row
        for row in day.rows
        if row.event == "CONNECT" and row.agent == gone.agent and gone.time < row.time < back.time
    ]
    assert [row for row in day.rows if row.event == "CONNECT" and row.agent == gone.agent and row.time > back.time]


def test_a_deserted_queue_has_callers_and_nobody_logged_in(tmp_path: Path) -> None:
    day = Day(tmp_path / "city", Trouble(Kind.DESERTED, AT, HALF_HOUR_S, "streets"))
    assert day.members("streets", AT)
    assert day.members("streets", AT + MINUTE) == day.members("streets", AT + 29 * MINUTE) == set()
    assert len(day.among("ENTERQUEUE", queue="streets")) > 10
    assert day.among("CONNECT", AT + MINUTE, queue="streets") == []
    assert day.among("CONNECT", AT + MINUTE, queue="water")
    assert day.members("streets", AT + 31 * MINUTE)
    assert day.among("CONNECT", AT + 30 * MINUTE, AT + HOUR, queue="streets")


def test_while_the_table_is_away_nobody_can_read_it_and_then_it_has_all_that_was_written(tmp_path: Path) -> None:
    demo = Demo(tmp_path, lambda: AT, weeks=0, troubles=[Trouble(Kind.AWAY, AT, 60.0)])

    def readable() -> int:
        with closing(sqlite3.connect(tmp_path / "phones.db")) as phones:
            return int(phones.execute("select count(*) from queue_log").fetchone()[0])

    with closing(demo):
        demo.fill()
        before = readable()
        for seconds in (10, 50):
            demo.env.run(until=AT / SECOND + seconds)
            demo.flush()
            with pytest.raises(sqlite3.OperationalError, match="no such table"):
                readable()
        demo.env.run(until=AT / SECOND + 61)
        demo.flush()
        assert readable() > before
    with closing(Demo(tmp_path, lambda: AT)) as left_away:
        left_away.take_away()
        left_away.phones.dispose()
    with closing(Demo(tmp_path, lambda: AT)):
        assert readable() > before, "one that was killed meanwhile left it away"


def test_the_same_troubles_make_the_same_day(tmp_path: Path) -> None:
    troubles = a_storm(AT)
    assert Day(tmp_path / "one", *troubles).rows == Day(tmp_path / "two", *troubles).rows


def test_a_storm_has_one_of_each_and_is_over_after_twenty_minutes() -> None:
    storm = a_storm(AT)
    assert sorted(trouble.kind for trouble in storm) == sorted(Kind)
    assert [trouble.at for trouble in storm] == sorted(trouble.at for trouble in storm)
    assert min(trouble.at for trouble in storm) == AT + MINUTE
    assert max(trouble.until for trouble in storm) == AT + 18 * MINUTE
    busiest = max(city.QUEUES, key=lambda queue: queue.share)
    assert next(trouble.queue for trouble in storm if trouble.kind is Kind.SURGE) == busiest.name


def test_troubles_are_planted_over_weeks_while_the_city_works() -> None:
    since, until = AT - 50 * DAY, AT + 62 * DAY  # with Veterans Day, Thanksgiving and Christmas
    troubles = planted(since, until)
    assert troubles == planted(since, until)
    assert troubles != planted(since, until, seed=1)
    assert len(troubles) in (25, 26, 27)
    assert {trouble.kind for trouble in troubles} == set(Kind) - {Kind.AWAY}
    for trouble in troubles:
        begins, ends = (local(at, demo_folder.CITY) for at in (trouble.at, trouble.until))
        assert begins.weekday() < 5
        assert 9 <= begins.hour < 16
        assert ends.date() == begins.date()
        assert (trouble.queue == "") is (trouble.kind is Kind.TRUNK)
    days = {local(trouble.at, demo_folder.CITY).date() for trouble in troubles}
    assert len(days) == len(troubles)
    assert not days & {datetime(2026, 11, 26).date(), datetime(2026, 12, 25).date()}
    assert max(days) - min(days) > timedelta(days=100)
    assert all(since <= trouble.at <= until for trouble in troubles)


@pytest.mark.slow
def test_after_weeks_of_troubles_the_city_is_as_it_was(tmp_path: Path) -> None:
    """At night nobody is at work or away, no caller waits, and every day has about as many calls as any."""
    troubles = planted(AT - 14 * DAY, AT, every=1)
    demo = Demo(tmp_path, lambda: AT, weeks=2, troubles=troubles)
    with closing(demo):
        demo.begin(AT / SECOND)
        for day in range(14):
            demo.env.run(until=(AT - 13 * DAY + day * DAY - 7 * HOUR) / SECOND)  # three at night
            centre = demo.centre
            left = [*centre.on_duty, *centre.idle, *centre.away, *centre.cut_off, *centre.deserted]
            assert [*left, *(caller for line in centre.waiting.values() for caller in line)] == []
        assert len(troubles) == 9  # not on Veterans Day, nor on the days on which it begins and ends
        demo.flush()
    with closing(sqlite3.connect(tmp_path / "phones.db")) as phones:
        query = "select date(time), count(*) from queue_log where event = 'CONNECT' group by 1 order by 1"
        answered = {day: count for day, count in phones.execute(query) if datetime.fromisoformat(day).weekday() < 5}
    assert len(answered) >= 9
    assert all(
        count > 600 for day, count in answered.items() if day not in ("2026-11-11", min(answered), max(answered))
    )

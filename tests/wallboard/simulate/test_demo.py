"""The demo city must be a city: calls that end once, agents who do one thing at a time, days that have a shape."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.wallboard.simulate.demo_rows import rows
from wallboard.clock import instant
from wallboard.model import DAY, HOUR, Micros
from wallboard.simulate.city import AGENTS, BILINGUAL
from wallboard.simulate.demo import Demo

pytestmark = pytest.mark.whole  # two weeks of a city

NOW = instant("2026-11-20T16:00Z")  # a Friday, 11:00 in the city
ENDINGS = {"CONNECT", "ABANDON", "EXITWITHKEY", "EXITWITHTIMEOUT"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of the city, until NOW."""
    folder = tmp_path_factory.mktemp("city")
    demo = Demo(folder, lambda: NOW, weeks=2)
    demo.fill()
    demo.close()
    return folder


@pytest.mark.slow
def test_every_visit_ends_at_most_once_and_only_the_newest_are_still_waiting(city: Path) -> None:
    entered: set[str] = set()
    ended: Counter[str] = Counter()
    for callid, event in rows(city, "select callid, event from queue_log order by id"):
        if event == "ENTERQUEUE":
            entered.add(callid)
        elif event in ENDINGS:
            ended[callid] += 1
            assert callid in entered
    assert set(ended.values()) == {1}
    assert len(entered) > 10_000
    assert len(entered - set(ended)) < 60


@pytest.mark.slow
def test_an_agent_talks_to_one_caller_at_a_time(city: Path) -> None:
    talking: dict[str, str] = {}
    log = "select agent, callid, event from queue_log where event in ('CONNECT', 'COMPLETEAGENT', 'COMPLETECALLER', 'BLINDTRANSFER') order by id"
    for agent, callid, event in rows(city, log):
        if event == "CONNECT":
            assert agent not in talking
            talking[agent] = callid
        else:
            assert talking.pop(agent) == callid


@pytest.mark.slow
def test_nobody_is_connected_to_an_agent_who_is_not_a_member_of_the_queue(city: Path) -> None:
    members: defaultdict[str, set[str]] = defaultdict(set)
    log = "select agent, queuename, event from queue_log where event in ('ADDMEMBER', 'REMOVEMEMBER', 'CONNECT') order by id"
    for agent, queue, event in rows(city, log):
        if event == "ADDMEMBER":
            members[agent].add(queue)
        elif event == "REMOVEMEMBER":
            members[agent].remove(queue)
        else:
            assert queue in members[agent]


def test_the_times_never_go_back_and_reach_up_to_now(city: Path) -> None:
    times = [time for (time,) in rows(city, "select time from queue_log order by id")]
    assert times == sorted(times)
    assert "2026-11-20 10:5" <= times[-1] <= "2026-11-20 11:00"


def test_weekdays_are_busier_than_weekends_and_mornings_than_nights(city: Path) -> None:
    times = [time for (time,) in rows(city, "select time from queue_log where event = 'ENTERQUEUE'")]
    by_day = Counter(time[:10] for time in times)
    by_hour = Counter(time[11:13] for time in times)
    assert by_day["2026-11-16"] > 2 * by_day["2026-11-15"]
    assert by_hour["10"] > 10 * by_hour["03"]


def test_the_hot_hours_of_streets_answer_slower_than_its_afternoons(city: Path) -> None:
    log = "select substr(time, 12, 2), avg(data1) from queue_log where event = 'CONNECT' and queuename = 'streets' group by 1"
    wait = dict(rows(city, log))
    assert wait["11"] > 1.5 * wait["15"]


def test_calls_are_answered_as_a_real_centre_answers_them(city: Path) -> None:
    """Soon, most of them; a few give up; weekends are calm; the lines are never out of hand."""
    days = "case when strftime('%w', time) in ('0', '6') then 'weekend' else 'weekday' end"
    log = f"select {days}, event, count(*), avg(data1) from queue_log group by 1, 2"
    found = {(day, event): (count, mean) for day, event, count, mean in rows(city, log)}
    assert 12 < found["weekday", "CONNECT"][1] < 40
    assert found["weekend", "CONNECT"][1] < 20
    assert 0.015 < found["weekday", "ABANDON"][0] / found["weekday", "ENTERQUEUE"][0] < 0.05
    longest = rows(city, "select max(cast(data3 as int)) from queue_log where event = 'ENTERQUEUE'")[0][0]
    assert 5 <= longest <= 25


def test_of_any_three_agents_in_a_row_one_speaks_spanish() -> None:
    assert len(set(AGENTS)) == len(AGENTS)
    for first in range(len(AGENTS) - 4):
        assert BILINGUAL & set(AGENTS[first : first + 3])


def test_requests_hold_together(city: Path) -> None:
    assert (
        rows(
            city,
            "select count(*) from requests where status in ('New', 'In progress') and closed_at is not null",
            "requests.db",
        )[0][0]
        == 0
    )
    assert (
        rows(
            city, "select count(*) from requests where updated_at < opened_at or closed_at < opened_at", "requests.db"
        )[0][0]
        == 0
    )
    statuses = dict(rows(city, "select status, count(*) from requests group by 1", "requests.db"))
    assert set(statuses) == {"New", "In progress", "Waiting", "Closed", "Duplicate", "Rejected", "Merged"}
    assert (
        rows(city, "select count(*) from requests where reopens > 0 and first_closed_at is not null", "requests.db")[0][
            0
        ]
        > 20
    )


@pytest.mark.slow
def test_a_city_that_was_stopped_goes_on_where_it_was_and_says_that_the_phones_started_anew(tmp_path: Path) -> None:
    first = Demo(tmp_path, lambda: NOW - 6 * HOUR, weeks=1)
    first.fill()
    first.close()
    before = rows(tmp_path, "select count(*), max(id) from queue_log")[0]
    requests = rows(tmp_path, "select max(id) from requests", "requests.db")[0][0]
    second = Demo(tmp_path, lambda: NOW, weeks=1)
    second.fill()
    second.close()
    after = rows(tmp_path, f"select event, time from queue_log where id > {before[1]} order by id")
    assert after[0].event == "QUEUESTART"
    assert after[0].time < "2026-11-20 05:01"
    assert after[-1].time > "2026-11-20 10:50"
    assert rows(tmp_path, "select max(id) from requests", "requests.db")[0][0] > requests


@pytest.mark.slow
def test_live_writes_rows_at_their_instant(tmp_path: Path) -> None:
    clock = _Fast(NOW)
    demo = Demo(tmp_path, clock, weeks=1)
    demo.fill()
    filled = rows(tmp_path, "select max(id) from queue_log")[0][0]
    stop = threading.Event()
    thread = threading.Thread(target=demo.live, args=(stop,))
    thread.start()
    clock.forward(HOUR)
    for _ in range(200):
        if rows(tmp_path, "select max(id) from queue_log")[0][0] > filled + 100:
            break
        threading.Event().wait(0.05)
    stop.set()
    thread.join(10)
    demo.close()
    times = rows(tmp_path, f"select min(time), max(time) from queue_log where id > {filled}")[0]
    assert "2026-11-20 11:00" <= times[0] <= times[1] <= "2026-11-20 12:01"


class _Fast:
    """A clock that the test moves."""

    def __init__(self, now: Micros) -> None:
        self.now = now

    def __call__(self) -> Micros:
        return self.now

    def forward(self, by: Micros) -> None:
        self.now += min(by, DAY)

"""What somebody who knows a contact centre looks at first: the rota, the hours, the day's shape, who does whose work."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

import data_sources
from tests.wallboard.simulate.demo_rows import rows
from wallboard.calendar import calendar
from wallboard.clock import instant, micros
from wallboard.model import MINUTE, Micros
from wallboard.settings.file import read as settings_file
from wallboard.simulate import city, demo_city
from wallboard.simulate.demo import Demo

pytestmark = pytest.mark.slow  # of two whole weeks
ROOT = Path(__file__).parents[3]
NOW = instant("2026-11-20T23:59-05:00")  # two weeks with a holiday among them, the 11th
CLOSING_UP = 20 * MINUTE  # whoever still waits is answered, and talks


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    demo = Demo(folder, lambda: NOW, weeks=2)
    demo.fill()
    demo.close()
    return folder


class Moment(NamedTuple):
    time: str  # local, without zone, as the phone system writes it
    event: str
    on_duty: int
    away: int
    free: int


def moments(folder: Path) -> Iterator[Moment]:
    """After every row of the log: how many are on duty, of them away, of them neither away nor talking."""
    on_duty: set[str] = set()
    away: set[str] = set()
    talking: set[str] = set()
    for time, agent, event in rows(folder, "select time, agent, event from queue_log order by id"):
        if event == "ADDMEMBER":
            on_duty.add(agent)
        elif event == "REMOVEMEMBER":
            on_duty.discard(agent)
        elif event == "PAUSEALL":
            away.add(agent)
        elif event == "UNPAUSEALL":
            away.discard(agent)
        elif event == "CONNECT":
            talking.add(agent)
        elif event.startswith("COMPLETE") or event == "BLINDTRANSFER":
            talking.discard(agent)
        yield Moment(time, event, len(on_duty), len(away), len(on_duty - away - talking))


def test_nobody_is_on_duty_while_the_settings_say_that_the_centre_is_closed(centre: Path) -> None:
    settings = settings_file.load(
        demo_city.write_settings(centre / "settings", {"port": 0}, sign_in=False), data_sources.kinds(), {}
    )
    hours = calendar(settings.sites["main"].hours, settings.zone("main"))
    closed_rows = 0
    for moment in moments(centre):
        at = at_of(moment.time)
        if hours.is_open(at) or hours.is_open(at - CLOSING_UP):
            continue
        closed_rows += 1
        assert not moment.on_duty, moment
        assert moment.event in ("ENTERQUEUE", "EXITWITHKEY", "QUEUESTART"), moment
    assert closed_rows > 100


def at_of(time: str) -> Micros:
    return micros(datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(city.ZONE)))


def weekday(time: str) -> bool:
    return date.fromisoformat(time[:10]).weekday() < 5 and time[:10] != "2026-11-11"


def test_lunch_leaves_most_of_the_centre_at_work_and_the_afternoon_does_not_idle(centre: Path) -> None:
    free: list[int] = []
    for moment in moments(centre):
        if weekday(moment.time) and "11:00" <= moment.time[11:16] < "16:00":
            assert moment.away <= 0.6 * moment.on_duty, moment
            if "13:00" <= moment.time[11:16] < "14:00":
                free.append(moment.free)
    assert 1 < sum(free) / len(free) < 5.5


def test_a_crisis_of_the_late_morning_is_over_by_lunch(centre: Path) -> None:
    """Share of calls that are answered within 30 s, by weekday and quarter hour."""
    log = """select substr(time, 1, 14) || (substr(time, 15, 2) / 15), sum(cast(data1 as int) <= 30), count(*)
             from queue_log where event = 'CONNECT' group by 1"""
    shares = {quarter: soon / calls for quarter, soon, calls in rows(centre, log) if weekday(quarter) and calls >= 12}
    late_morning = [share for quarter, share in shares.items() if "10:2" <= quarter[11:] <= "12:0"]
    after = [share for quarter, share in shares.items() if "12:2" <= quarter[11:] <= "13:3"]
    assert min(late_morning) < 0.15
    assert min(after) > 0.25
    assert sum(after) / len(after) > 0.75


def test_a_weekday_has_a_peak_before_noon_and_one_after_lunch(centre: Path) -> None:
    entered = rows(centre, "select time from queue_log where event = 'ENTERQUEUE'")
    by_hour = Counter(time[11:13] for (time,) in entered if weekday(time))
    assert by_hour["10"] > 1.2 * by_hour["13"]
    assert by_hour["14"] > 1.05 * by_hour["13"]
    assert by_hour["14"] > 1.3 * by_hour["17"]


def test_who_calls_while_closed_hears_so_and_is_called_back_only_on_request(centre: Path) -> None:
    holiday = Counter(
        event
        for (event,) in rows(centre, "select event from queue_log where time between '2026-11-11' and '2026-11-12'")
    )
    assert set(holiday) == {"ENTERQUEUE", "EXITWITHKEY"}
    assert holiday["ENTERQUEUE"] == holiday["EXITWITHKEY"] > 20


def test_departments_do_their_own_kinds_of_work(centre: Path) -> None:
    own = {kind.name: kind.department for kind in city.TYPES}
    held: defaultdict[str, set[str]] = defaultdict(set)
    for kind, department, closed in rows(
        centre, "select service_type, department, closed_at from requests", "requests.db"
    ):
        if closed is not None:
            assert department == own[kind]
        held[kind].add(department)
    for kind, departments in held.items():
        assert departments <= {own[kind], "", *city.NEIGHBOURS[own[kind]]}
    assert len(held) == len(city.TYPES)


def test_calls_lead_to_requests_about_what_their_queue_is_for() -> None:
    kinds = {kind.department for kind in city.TYPES}
    assert set(city.QUEUE_DEPARTMENTS) == {queue.name for queue in city.QUEUES}
    assert {each for departments in city.QUEUE_DEPARTMENTS.values() for each in departments} == kinds
    assert set(city.NEIGHBOURS) == kinds
    assert city.QUEUE_DEPARTMENTS["water"] == ("Water",)
    assert "Water" not in city.QUEUE_DEPARTMENTS["tax"]


def test_a_day_is_the_same_however_long_its_history_is(centre: Path, tmp_path: Path) -> None:
    demo = Demo(tmp_path, lambda: NOW, weeks=0)
    demo.fill()
    demo.close()
    day = "select time, queuename, agent, event from queue_log where time >= '2026-11-20' and event <> 'QUEUESTART' order by id"
    alone = rows(tmp_path, day)
    assert len(alone) > 3_000
    assert alone == rows(centre, day)


def test_the_readmes_example_shows_a_hot_late_morning(tmp_path: Path) -> None:
    """Somebody who tries it sees about nine waiting, few of them answered in time, and nobody free."""
    (asked,) = re.findall(r"make run ARGS='--now ([^']+)'", (ROOT / "README.md").read_text("utf-8"))
    now = instant(asked, ZoneInfo(city.ZONE))
    demo = Demo(tmp_path, lambda: now, weeks=0)
    demo.fill()
    waiting = sum(map(len, demo.centre.waiting.values()))
    demo.close()
    quarter = rows(
        tmp_path, "select cast(data1 as int) from queue_log where event = 'CONNECT' and time > '2026-11-20 10:27'"
    )
    assert 7 <= waiting <= 12
    assert not demo.centre.idle
    assert len(quarter) > 20
    assert sum(wait <= 30 for (wait,) in quarter) / len(quarter) < 0.3

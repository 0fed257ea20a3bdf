"""Business time and the marks of promises against a slow recount, minute by minute, over random intervals, calendars, pauses and
changes of clocks. Fifty of each by default; `WALLBOARD_INTERVALS=10000 pytest -s` of this file tries as many, and says how many."""

from __future__ import annotations

import os
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests import business_worlds as worlds
from tests.business_recount import MINUTE_US, Door, Life, Week, marks_of
from tests.wallboard.ticket_histories import frame
from wallboard.calendar import NEVER, Calendar
from wallboard.model import DAY
from wallboard.settings import Hours, PromiseClock, Settings
from wallboard.state.posting_columns import SingleVersions
from wallboard.state.postings import PostingRules
from wallboard.state.promises import marks
from wallboard.state.timeline import Version, timeline
from wallboard.state.version_columns import VersionColumns

INTERVALS = int(os.environ.get("WALLBOARD_INTERVALS", "50"))
_IN_EACH = 5
SEEDS = range(INTERVALS // _IN_EACH)


@pytest.mark.slow
def test_open_time_is_what_somebody_at_the_door_counts(capsys: pytest.CaptureFixture[str]) -> None:
    compared, open_us = 0, 0
    for seed in SEEDS:
        random = Random(seed)
        zone, first, minutes = worlds.window(random)
        weeks = worlds.weeks(random, zone, first, minutes)
        door = Door(weeks, ZoneInfo(zone), first, minutes)
        calendar = Calendar([Hours.model_validate(week.as_setting()) for week in weeks], ZoneInfo(zone))
        ends = [first * MINUTE_US, (first + minutes) * MINUTE_US]
        pairs = [sorted(random.randrange(*ends) for _ in range(2)) for _ in range(_IN_EACH)]
        amounts = [random.randrange(1, 3 * DAY) for _ in pairs]
        told = [calendar.business_us(end) - calendar.business_us(start) for start, end in pairs]
        assert told == [door.open_us(start, end) for start, end in pairs], (seed, zone)
        for (start, _), amount in zip(pairs, amounts, strict=True):
            expected = door.first_with(start, amount)
            reached = calendar.instant_at(calendar.business_us(start) + amount)
            assert reached == expected if expected is not None else reached >= ends[1], (seed, zone)
        _in_columns(calendar, [start for start, _ in pairs], amounts)
        compared, open_us = compared + len(pairs), open_us + sum(told)
    with capsys.disabled():
        if INTERVALS > 50:
            print(
                f"\nopen time: {compared:,} intervals in {len(SEEDS):,} calendars, {open_us / DAY:,.0f} open days, all equal"
            )
    assert open_us > 0


def _in_columns(calendar: Calendar, starts: list[int], amounts: list[int]) -> None:
    at = np.array(starts, np.int64)
    each = [calendar.business_us(start) for start in starts]
    assert calendar.business_us(at).tolist() == each
    wanted = np.array(each, np.int64) + np.array(amounts, np.int64)
    assert calendar.instant_at(wanted).tolist() == [calendar.instant_at(int(amount)) for amount in wanted]


@pytest.mark.slow
def test_a_promise_is_used_up_when_somebody_at_the_door_says(capsys: pytest.CaptureFixture[str]) -> None:
    compared, reached, single = 0, 0, 0
    for seed in SEEDS:
        random = Random(-seed - 1)
        zone, first, minutes = worlds.window(random)
        site, department, own = (worlds.weeks(random, zone, first, minutes) for _ in range(3))
        whose = random.choice(("site", "department", "service type", "calendar days"))
        settings = _settings(random, zone, site, department, own, whose)
        weeks = {"site": site, "department": department, "service type": own}.get(whose, [])
        door = Door(weeks, ZoneInfo(zone), first, minutes)
        rules = PostingRules(settings, "main")
        lives = [worlds.life(random, first, minutes) for _ in range(_IN_EACH)]
        expected = [_expected(life, door, settings) for life in lives]
        for life, marked in zip(lives, expected, strict=True):
            told = marks(timeline(_versions(life)), rules.book)
            assert told is not None
            _equal([*told], marked, (first + minutes) * MINUTE_US, (seed, zone, whose, life))
            compared, reached = compared + 1, reached + sum(each is not None for each in marked)
        single += _single_ones(lives, expected, rules, (first + minutes) * MINUTE_US)
    with capsys.disabled():
        if INTERVALS > 50:
            print(f"\npromises: {compared:,} lives, {reached:,} marks reached, {single:,} in columns too, all equal")
    assert reached > compared / 2


def _settings(
    random: Random, zone: str, site: list[Week], department: list[Week], own: list[Week], whose: str
) -> Settings:
    hours = {
        name: [week.as_setting() for week in weeks]
        for name, weeks in (("site", site), ("dept", department), ("own", own))
    }
    promise = {
        "service_type": "leak",
        "days": random.choice((0.25, 0.5, 1, 1.5, 2)),
        "business": whose != "calendar days",
    }
    if random.random() < 0.5:
        promise["when_paused"] = random.choice(("stands", "runs"))
    clock = PromiseClock(
        when_paused=random.choice(("stands", "runs")), when_reopened=random.choice(("goes_on", "restarts"))
    )
    return Settings.model_validate(
        {
            "sites": {"main": {"name": "City", "zone": zone, "hours": hours["site"]}},
            "departments": {"A": {"hours": hours["dept"] if whose in ("department", "service type") else []}},
            "service_types": {"leak": {"hours": hours["own"]}} if whose == "service type" else {},
            "promises": [promise],
            "sources": {"crm": clock},
        }
    )


def _expected(life: Life, door: Door, settings: Settings) -> list[float | None]:
    clock, promise = settings.promise_clock("crm"), settings.promises[0]
    restarts = clock.when_reopened == "restarts"
    day_length = 1440.0
    if door.weeks:
        begins = _began(life) if restarts else life[0][0]
        opened = door.in_force(worlds.local_date(begins, door.zone))
        day_length = opened.mean_open_day()
    stands = (promise.when_paused or clock.when_paused) == "stands"
    return marks_of(life, door, promise.days * day_length, stands=stands, restarts=restarts)


def _began(life: Life) -> int:
    reopened = [at for (_, before), (at, after) in pairwise(life) if before == "finished" != after]
    return reopened[-1] if reopened else life[0][0]


def _versions(life: Life) -> list[Version]:
    opened = life[0][0] * MINUTE_US
    return [
        Version("crm", "1", opened, at * MINUTE_US, at * MINUTE_US + 5, state, department="A", service_type="leak")
        for at, state in life
    ]


def _equal(told: list[int], expected: list[float | None], watched: int, which: object) -> None:
    for mark, minute in zip(told, expected, strict=True):
        if minute is None:
            assert mark >= watched - 10, which
        else:
            assert abs(mark - minute * MINUTE_US) <= 10, which


def _single_ones(lives: list[Life], expected: list[list[float | None]], rules: PostingRules, watched: int) -> int:
    """Of lives in which nothing happened, or which ended or were paused once: the marks of one version each, in columns."""
    plain = [(life, marked) for life, marked in zip(lives, expected, strict=True) if len(life) <= 2]
    if not plain:
        return 0
    rows = [_versions(life)[-1]._asdict() | {"ticket": f"{n}"} for n, (life, _) in enumerate(plain)]
    versions = SingleVersions.of(VersionColumns.of(frame(rows)), rules)
    stood = np.minimum(versions.end, versions.stands)
    for n, (_, marked) in enumerate(plain):
        told = [int(mark[n]) if mark[n] <= stood[n] else NEVER for mark in versions.marks]
        _equal(told, marked, watched, rows[n])
    return len(plain)

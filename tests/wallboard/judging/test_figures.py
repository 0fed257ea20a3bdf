"""How figures stand, asked of the core: what boards, a page, a mail or the API would all be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.layouts.snapshots import NIGHT, NOW, closed, dead_phones, health, morning, reading, settings
from tests.wallboard.judging.instants import instant
from wallboard.judging.memory import ToneMemory
from wallboard.judging.queues import queue_standing
from wallboard.judging.recent import LEVELS, RATES, SPEEDS, recent, tone_of
from wallboard.judging.requests import emergency_tone, kept
from wallboard.judging.sources import source_tone
from wallboard.judging.targets import kept_share, promised_days
from wallboard.judging.tone import Tone, worst
from wallboard.judging.verdict import Verdict, day
from wallboard.judging.waiting import Why, agents_shown, longest_shown, waiting
from wallboard.model import DAY, SECOND, Reading, Snapshot, State

QUEUES = ("roads", "water", "waste", "tax", "permits", "spanish")
QUICK = (
    *(reading("calls.longest_wait_s", 5, queue=queue, since=NOW - 5 * SECOND) for queue in QUEUES),
    reading("calls.longest_wait_s", 5, since=NOW - 5 * SECOND),
    reading("calls.service_level", 0.95, "30m", "offered", n=150),
    reading("calls.asa_s", 9, "30m", n=150),
)


# ---------------------------------------------------------------- promises to callers


def test_the_share_in_time_is_judged_with_the_queue_that_is_most_the_reason() -> None:
    figure = recent(instant(morning()), LEVELS)
    assert (figure.value, figure.n, figure.target) == (0.68, 150, 0.8)
    assert (figure.tone, figure.fresh, figure.queue) == (Tone.WATCH, Tone.WATCH, "roads")


def test_what_a_lost_source_told_last_is_shown_as_lost_and_not_as_judged() -> None:
    at = instant(dead_phones())
    assert tone_of(at, LEVELS) is Tone.LOST
    assert tone_of(instant(morning()), LEVELS) is Tone.WATCH


def test_another_sites_outage_is_none_of_ours() -> None:
    theirs = replace(health("east-phones", state=State.LOST), site="east")
    for told in ((theirs, health()), (health(), theirs)):
        at = instant(morning(health=told))
        assert at.source("calls") == health()
        assert tone_of(at, LEVELS) is Tone.WATCH


def test_nothing_is_judged_while_the_centre_is_closed() -> None:
    at = instant(closed())
    assert {tone_of(at, of) for of in (LEVELS, SPEEDS, RATES)} == {Tone.CLOSED}


@pytest.mark.parametrize(
    ("share", "still", "verdict"),
    [
        (0.8, 0.0, Verdict.KEPT_SO_FAR),
        (0.7, 500.0, Verdict.CAN_BE_KEPT),
        (0.7, 499.0, Verdict.LOST),
        (0.7, None, None),
    ],
)
def test_a_days_promise_is_lost_when_nothing_usual_can_win_it_back(
    share: float, still: float | None, verdict: Verdict | None
) -> None:
    today = reading("calls.service_level", share, "today", "offered", n=1000)
    of_day = day(instant(morning(today, reading("calls.offered", still, "rest_of_day", "usual"))), LEVELS)
    assert of_day.verdict is verdict
    assert of_day.final == (verdict is Verdict.LOST)


# ---------------------------------------------------------------- who waits now


def why(*extra: Reading, memory: ToneMemory | None = None) -> tuple[Tone, Why, Tone]:
    now = waiting(instant(morning(*extra), memory))
    return now.tone, now.why, now.degree


def test_the_reason_is_how_many_wait_how_long_or_what_was_promised() -> None:
    usual = [reading("calls.waiting", n, variant=v) for n, v in ((12, ""), (12, "usual"))]
    assert why(*QUICK) == (Tone.ALARM, Why.DEPTH, Tone.ALARM)
    assert why(*usual) == (Tone.ALARM, Why.LONGEST, Tone.ALARM)
    broken = reading("calls.service_level", 0.3, "30m", "offered", n=150)
    assert why(*usual, *QUICK, broken) == (Tone.ALARM, Why.PROMISE, Tone.ALARM)
    assert why(*usual, *QUICK) == (Tone.OK, Why.DEPTH, Tone.OK)


def test_a_tone_that_outlasts_its_reason_says_so() -> None:
    memory = ToneMemory()
    why(memory=memory)
    assert why(*QUICK, reading("calls.waiting", 1), memory=memory) == (Tone.ALARM, Why.BEFORE, Tone.OK)


def test_a_wait_is_judged_after_closing_and_a_depth_of_nobody_is_not() -> None:
    long = reading("calls.longest_wait_s", 400, queue="roads", since=NIGHT - 400 * SECOND)
    site = reading("calls.longest_wait_s", 400, since=NIGHT - 400 * SECOND)
    at = instant(replace(closed(), readings={**closed().readings, long.key: long, site.key: site}))
    assert longest_shown(at) is Tone.ALARM
    assert waiting(at).shown is Tone.CLOSED
    assert longest_shown(instant(closed())) is Tone.CLOSED


def test_nobody_free_is_as_bad_as_the_wait_of_those_who_wait() -> None:
    assert agents_shown(instant(morning(reading("agents.available", 0)))) is Tone.ALARM
    assert agents_shown(instant(morning())) is Tone.NONE
    assert agents_shown(instant(morning(reading("agents.logged_in", None)))) is Tone.UNKNOWN


def test_a_queue_that_missed_its_promise_is_an_alarm_only_while_somebody_waits() -> None:
    missed = [reading("calls.service_level", 0.3, "30m", "offered", queue="permits", n=30)]
    assert queue_standing(instant(morning(*missed)), "permits").tone is Tone.WATCH
    some = [
        reading("calls.waiting", 1, queue="permits"),
        reading("calls.longest_wait_s", 3, queue="permits", since=NOW),
    ]
    assert queue_standing(instant(morning(*missed, *some)), "permits").tone is Tone.ALARM


def test_only_some_queues_make_a_site_of_their_own() -> None:
    at = instant(morning(), only_queues=("waste", "water"))
    assert at.queues == ("waste", "water")
    figure = recent(at, LEVELS)
    assert (figure.n, round(figure.value or 0, 3), figure.tone) == (50, 0.925, Tone.OK)


# ---------------------------------------------------------------- requests


def test_kept_promises_are_judged_for_the_site_and_for_each_department() -> None:
    at = instant(morning())
    assert (kept(at).value, kept(at).n, kept(at).target, kept(at).tone) == (0.83, 640, 0.9, Tone.WATCH)
    tones = {name: kept(at, name).tone for name in ("Streets", "Water", "Animal care")}
    assert tones == {"Streets": Tone.ALARM, "Water": Tone.OK, "Animal care": Tone.TOO_FEW}
    lost = instant(morning(health=(health("requests", "tickets", State.LOST),)))
    assert kept(lost).tone is Tone.LOST


def test_a_promise_that_differs_is_no_common_target() -> None:
    two = settings(
        promises=[
            {"service_type": "pothole", "department": "Streets", "days": 7, "share": 0.9},
            {"service_type": "light", "department": "Streets", "days": 7, "share": 0.8, "from": "2026-11-25"},
        ]
    )
    at = instant(morning(), settings=two)
    assert (kept_share(at, "Streets"), promised_days(at, "Streets")) == (0.9, 7), "the other is not in force yet"
    tomorrow = instant(replace(morning(), as_of=NOW + DAY), settings=two)
    assert (kept_share(tomorrow, "Streets"), promised_days(tomorrow, "Streets")) == (None, 7)


def test_days_of_another_calendar_are_not_the_departments() -> None:
    promise = {"service_type": "pothole", "department": "Streets", "days": 7, "business": True}
    own = {"pothole": {"hours": [{"sat": "08:00-12:00"}]}}
    for service_types, days in (({}, 7), (own, None)):
        told = settings(
            promises=[promise], departments={"Streets": {"age_in": "business"}}, service_types=service_types
        )
        assert promised_days(instant(morning(), settings=told), "Streets") == days


def test_an_emergency_is_an_alarm_past_its_promise_and_watched_when_new() -> None:
    def tone(**variants: float) -> Tone:
        told = [reading("tickets.emergency", n, variant=variant) for variant, n in variants.items()]
        return emergency_tone(instant(morning(*told)))

    assert (tone(breached=1, new=2), tone(new=2), tone(due_soon=1)) == (Tone.ALARM, Tone.WATCH, Tone.WATCH)
    assert tone(breached=0) is Tone.NONE


# ---------------------------------------------------------------- tones


@pytest.mark.parametrize(
    ("facts", "tone"),
    [
        ({}, Tone.OK),
        ({"state": State.LATE}, Tone.LATE),
        ({"catching_up": 0.4}, Tone.CATCHING_UP),
        ({"state": State.LOST, "catching_up": 0.4}, Tone.LOST),
        ({"state": State.NO_DATA}, Tone.NO_DATA),
    ],
)
def test_a_source_has_a_tone_of_its_own(facts: dict[str, object], tone: Tone) -> None:
    assert source_tone(health(**facts)) is tone  # type: ignore[arg-type]


def test_the_worst_of_tones_is_the_most_severe_and_of_none_is_none() -> None:
    assert worst((Tone.WATCH, Tone.LOST, Tone.LATE)) is Tone.LOST
    assert worst(()) is Tone.NONE


def test_nothing_is_known_of_a_site_whose_source_still_reads() -> None:
    busy: Snapshot = replace(morning(), health=(health(catching_up=0.2),))
    at = instant(busy)
    assert at.value("calls.waiting") is None
    assert at.value("tickets.open") == 1118
    assert waiting(at).shown is Tone.CATCHING_UP

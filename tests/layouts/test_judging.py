"""Promises to callers are judged by the last minutes; the day stands beside them, and is lost or can still be kept."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from layouts.wall import boards
from layouts.wall.tile import Memory, View
from tests.layouts.judged import level, shown
from tests.layouts.snapshots import NOW, closed, morning, reading, settings
from wallboard.model import DAY, Reading, ReadingKey, Scope, Snapshot, State, readings_by_key


def today(share: float, n: int = 1000) -> Reading:
    return reading("calls.service_level", share, "today", "offered", n=n)


def rest(calls: float | None) -> Reading:
    return reading("calls.offered", calls, "rest_of_day", "usual")


def in_time(*extra: Reading, **changes: Any) -> View:
    return shown("answered_in_time", morning(*extra), **changes)


# ---------------------------------------------------------------- now


def test_a_crisis_is_an_alarm_though_the_day_is_fine() -> None:
    """11:49 of the demo: 4.7 % in time in the last half hour, and the day still at 82 %."""
    view = in_time(level(0.047, 43), today(0.82))
    assert view["answered-in-time"]["state"] == "alarm"
    assert view["answered-in-time-value"]["text"] == "4.7"
    assert view["answered-in-time-window"]["text"] == "30 min"
    assert view["answered-in-time-word"]["text"] == "far under target"
    assert view["answered-in-time-today-value"]["text"] == "82\u202f%, kept so far"


def test_a_bad_morning_does_not_colour_a_good_afternoon() -> None:
    view = in_time(level(0.93), today(0.61))
    assert view["answered-in-time"]["state"] == "ok"
    assert view["answered-in-time-today-value"]["text"].startswith("61\u202f%")


@pytest.mark.parametrize(("n", "words"), [(9, "9 calls, too few to judge"), (1, "1 call, too few to judge")])
def test_too_few_calls_are_shown_and_not_judged(n: int, words: str) -> None:
    view = in_time(level(0.0, n))
    assert view["answered-in-time"]["state"] == "too_few"
    assert view["answered-in-time-value"]["text"] == "0"
    assert view["answered-in-time-word"]["text"] == words
    assert in_time(level(0.0, 10))["answered-in-time"]["state"] == "alarm"


def test_window_and_least_calls_are_settings() -> None:
    own = {"window": "15m", "least_calls": 3}
    quarter = reading("calls.service_level", 0.5, "15m", "offered", n=4)
    view = in_time(level(0.95), quarter, alarm=own)
    assert view["answered-in-time"]["state"] == "alarm"
    assert view["answered-in-time-window"]["text"] == "15 min"


def test_the_speed_and_those_who_gave_up_are_judged_by_the_same_minutes() -> None:
    slow = [reading("calls.asa_s", 242, "30m", n=40), reading("calls.asa_s", 29.6, "today", n=900)]
    assert shown("speed_of_answer", morning(*slow))["speed-of-answer"]["state"] == "alarm"
    gone = [reading("calls.abandon_rate", 0.2, "30m", n=40), reading("calls.abandon_rate", 0.01, "today", n=900)]
    assert shown("gave_up_waiting", morning(*gone))["gave-up-waiting"]["state"] == "alarm"


@pytest.mark.parametrize(("gone", "state"), [(2, "ok"), (3, "alarm")])
def test_two_callers_who_gave_up_are_no_news(gone: int, state: str) -> None:
    """Of 16 they are 12 %."""
    view = shown("gave_up_waiting", morning(reading("calls.abandon_rate", gone / 16, "30m", n=16)))
    assert view["gave-up-waiting"]["state"] == state


def test_a_speed_over_its_target_is_never_written_as_the_target() -> None:
    view = shown("speed_of_answer", morning(reading("calls.asa_s", 30.3, "30m", n=40)))
    assert (view["speed-of-answer"]["state"], view["speed-of-answer-value"]["text"]) == ("watch", "0:31")


# ---------------------------------------------------------------- the day


@pytest.mark.parametrize(
    ("share", "still", "verdict"),
    [
        (0.8, 0.0, "80\u202f%, kept so far"),
        (0.7, 500.0, "70\u202f%, can be kept"),  # (700 + 500) / 1500 is the 80 % exactly
        (0.7, 499.0, "70\u202f%, lost"),
        (0.7, None, "70\u202f%"),  # nobody knows what is usual
    ],
)
def test_the_day_is_lost_when_even_all_usual_calls_answered_in_time_would_not_keep_it(
    share: float, still: float | None, verdict: str
) -> None:
    view = in_time(level(0.9), today(share), rest(still))
    assert view["answered-in-time-today-value"]["text"] == verdict
    assert view["answered-in-time"]["state"] == "ok", "the day colours nothing"


@pytest.mark.parametrize(("still", "verdict"), [(1000.0, "0:59, can be kept"), (900.0, "0:59, lost")])
def test_a_days_speed_can_be_kept_if_the_rest_answered_at_once_would_bring_it_down(still: float, verdict: str) -> None:
    slow = reading("calls.asa_s", 59, "today", n=1000)
    assert shown("speed_of_answer", morning(slow, rest(still)))["speed-of-answer-today-value"]["text"] == verdict


def test_who_gave_up_is_told_of_the_very_calls_that_the_share_is_of() -> None:
    """63 of 1,129 is 5.6 %, whatever else was offered."""
    view = shown("gave_up_waiting", morning(reading("calls.abandon_rate", 63 / 1129, "today", n=1129)))
    assert view["gave-up-waiting-calls-value"]["text"] == "63 of 1,129"
    assert view["gave-up-waiting-today-value"]["text"].startswith("5.6\u202f%")


def after_closing(*extra: Reading) -> Snapshot:
    night = closed()
    gone = {
        key: r._replace(value=None, n=0, state=State.NO_CALLS)
        for key, r in night.readings.items()
        if key.window == "30m"
    }
    return replace(night, readings={**night.readings, **gone, **readings_by_key(extra)})


@pytest.mark.parametrize(("share", "words"), [(0.83, "closed, promise kept"), (0.61, "closed, promise lost")])
def test_closed_adds_to_the_days_verdict_and_does_not_replace_it(share: float, words: str) -> None:
    view = shown("answered_in_time", after_closing(today(share)))
    assert view["answered-in-time"]["state"] == "closed"
    assert view["answered-in-time-word"]["text"] == words
    assert view["answered-in-time-window"]["text"] == "today"
    assert view["answered-in-time-of"]["hide"] is True, "those were the calls of the last minutes"
    assert view["answered-in-time-value"]["text"] == f"{share:.0%}".rstrip("%")


# ---------------------------------------------------------------- usual is no excuse


def test_a_usual_depth_is_trouble_while_the_promise_is_broken() -> None:
    usual = [reading("calls.waiting", 12), reading("calls.waiting", 12, variant="usual")]
    short = [reading("calls.longest_wait_s", 5, queue=queue) for queue in settings().queues]
    broken = shown("waiting_now", morning(*usual, *short, level(0.3)))
    assert (broken["waiting-now"]["state"], broken["waiting-now-word"]["text"]) == ("alarm", "promise broken")
    speed = reading("calls.asa_s", 20, "30m", n=40)
    kept = shown("waiting_now", morning(*usual, *short, level(0.9), speed))
    assert (kept["waiting-now"]["state"], kept["waiting-now-word"]["text"]) == ("ok", "usual")


def test_one_caller_who_waits_far_too_long_colours_those_who_wait() -> None:
    usual = [reading("calls.waiting", 1), reading("calls.waiting", 1, variant="usual")]
    view = shown("waiting_now", morning(*usual))
    assert (view["waiting-now"]["state"], view["waiting-now-word"]["text"]) == ("alarm", "waiting too long")


def test_nobody_free_while_callers_wait_too_long_colours_the_agents() -> None:
    view = shown("agents", morning(reading("agents.available", 0)))
    assert (view["agents"]["state"], view["agents-word"]["text"]) == ("alarm", "nobody free")
    assert shown("agents", morning())["agents"]["state"] == "none"


# ---------------------------------------------------------------- the same figure, the same colour


def test_one_queues_figure_has_one_colour_in_tile_row_and_foot() -> None:
    alone = {"one": {"rows": [["answered_in_time:2", "queues:2"], ["speed_of_answer:4"]], "queues": ["roads"]}}
    for share, mood in ((0.52, "alarm"), (0.75, "watch"), (0.9, "ok")):
        view = boards.view("one", settings(boards=alone), morning(level(share, 30, queue="roads")))
        assert view["answered-in-time"]["state"] == view["queues-0-in-time"]["state"] == mood
        assert view["answered-in-time-value"]["text"] == view["queues-0-in-time"]["text"].removesuffix("\u202f%")


def test_a_queue_of_few_calls_is_not_judged() -> None:
    view = shown(
        "queues", morning(level(0.25, 4, queue="permits"), reading("calls.asa_s", 300, "30m", queue="permits", n=4))
    )
    row = next(k.removesuffix("-name") for k, p in view.items() if k.endswith("-name") and p.get("text") == "Permits")
    assert view[f"{row}-in-time"]["state"] == view[f"{row}-answer"]["state"] == "too_few"
    assert view[row]["state"] == "ok"


# ---------------------------------------------------------------- queues with different promises

TWO = {
    "roads": {"label": "Streets", "targets": [{"share": 0.8, "within_s": 30, "abandon_rate": 0.03}]},
    "tax": {"label": "Tax", "targets": [{"share": 0.9, "within_s": 20, "abandon_rate": 0.05}]},
}


def two(roads: tuple[float, int], tax: tuple[float, int], **changes: Any) -> View:
    return in_time(level(roads[0], roads[1], queue="roads"), level(tax[0], tax[1], queue="tax"), queues=TWO, **changes)


def test_the_site_is_judged_by_what_its_queues_promised_together() -> None:
    """85 % of 60 calls that promised 80 %, and 85 % of 20 that promised 90 %: 85 % against 82.5 %."""
    view = two((0.85, 60), (0.85, 20))
    assert view["answered-in-time"]["state"] == "ok"
    assert view["answered-in-time-value"]["text"] == "85"
    assert view["answered-in-time-target-value"]["text"] == "82.5\u202f%"


def test_the_queue_that_is_the_reason_is_named() -> None:
    view = two((0.82, 20), (0.8, 60))
    assert view["answered-in-time"]["state"] == "watch", "80.5 % against 87.5 %"
    assert view["answered-in-time-value"]["text"] == "80"
    assert view["answered-in-time-queue-value"]["text"] == "Tax"
    assert two((0.85, 60), (0.85, 20))["answered-in-time-queue"]["hide"] is True


def test_the_word_is_true_of_the_figures_shown() -> None:
    """Whatever two queues did: never again "85 %, under target 80 %"."""
    alone = settings(boards={"one": {"rows": [["answered_in_time:4"]]}}, queues=TWO)
    drawn = Memory()
    for roads, tax in itertools.product([n / 20 for n in range(21)], repeat=2):
        two_queues = readings_by_key([level(0.5), level(roads, 30, queue="roads"), level(tax, 50, queue="tax")])
        view = boards.view("one", alone, Snapshot(NOW, NOW, two_queues), drawn)
        drawn = Memory(drawn=drawn.drawn)
        value = float(view["answered-in-time-value"]["text"])
        target = float(view["answered-in-time-target-value"]["text"].removesuffix("\u202f%"))
        under = view["answered-in-time-word"]["text"] in ("under target", "far under target")
        assert (value < target) == under, f"{value} against {target}"


def test_a_queue_without_a_promise_is_no_part_of_the_figure() -> None:
    free = TWO | {"info": {}}
    chatter = level(0.1, 500, queue="info")
    view = in_time(level(0.85, 60, queue="roads"), level(0.95, 20, queue="tax"), chatter, queues=free)
    assert (view["answered-in-time"]["state"], view["answered-in-time-value"]["text"]) == ("ok", "88")


def test_a_speed_is_weighed_by_the_calls_of_each_promise() -> None:
    own = {"roads": {"targets": [{"speed_of_answer_s": 60}]}, "water": {"targets": [{"speed_of_answer_s": 6}]}}
    speeds = [
        reading("calls.asa_s", value, "30m", queue=q, n=n) for q, value, n in (("roads", 50, 30), ("water", 20, 30))
    ]
    view = shown("speed_of_answer", morning(*speeds), queues=own)
    assert view["speed-of-answer"]["state"] == "watch"
    assert (view["speed-of-answer-value"]["text"], view["speed-of-answer-target-value"]["text"]) == ("0:35", "0:33")
    assert view["speed-of-answer-queue-value"]["text"] == "water"


def test_another_promise_holds_from_its_own_day_on() -> None:
    """On a board that is never loaded anew."""
    targets = [{"share": 0.8, "within_s": 30}, {"share": 0.9, "within_s": 20, "from": "2026-11-25"}]
    queues, memory = {name: {"targets": targets} for name in settings().queues}, Memory()
    for days, target, state in ((0, "80", "ok"), (1, "90", "watch")):
        at = replace(morning(level(0.85)), as_of=NOW + days * DAY)
        view = shown("answered_in_time", at, memory, queues=queues)
        assert view["answered-in-time-target-value"]["text"] == f"{target}\u202f%"
        assert view["answered-in-time"]["state"] == state


# ---------------------------------------------------------------- queues that the source does not know


def test_a_queue_that_nobody_ever_saw_is_neither_judged_nor_on_target() -> None:
    """A misspelt name in the settings: its promise must not make the site's."""
    misspelt = TWO | {"taxx": {"label": "Taxx", "targets": [{"share": 0.1, "within_s": 600}]}}
    ghost = [Reading(m, Scope("main", queue="taxx"), w, None, "", NOW, v, None, State.NO_DATA) for m, w, v in GHOST]
    facts = (level(0.5, 60, queue="roads"), level(0.5, 60, queue="tax"), *ghost)
    view = in_time(*facts, queues=misspelt)
    assert view["answered-in-time"]["state"] == "alarm"
    assert view["answered-in-time-target-value"]["text"] == "85\u202f%"
    rows = shown("queues", morning(*facts), queues=misspelt)
    row = next(k.removesuffix("-name") for k, p in rows.items() if p.get("text") == "Taxx: not seen yet")
    assert rows[row]["state"] == "no_data"
    assert rows[f"{row}-waiting"]["text"] == "–", "not 0"


GHOST = (
    ("calls.waiting", "now", ""),
    ("calls.longest_wait_s", "now", ""),
    ("calls.asa_s", "30m", ""),
    ("calls.service_level", "30m", "offered"),
)


def test_the_key_of_a_figure_is_its_own() -> None:
    """Two queues and two figures share no memory."""
    memory = Memory()
    snapshot = morning(level(0.5, queue="roads"), level(0.9, queue="tax"))
    boards.view("one", settings(boards={"one": {"rows": [["queues:4"]]}}), snapshot, memory)
    assert memory.held["level", "roads"].tone == "alarm"
    assert memory.held["level", "tax"].tone == "ok"
    assert ReadingKey("calls.service_level", Scope("main", queue="tax"), "30m", "offered") in snapshot.readings

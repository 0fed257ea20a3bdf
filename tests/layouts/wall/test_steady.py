"""Colours do not flutter: worse is shown at once, better when it is clearly or lastingly so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from layouts.wall import boards
from layouts.wall.tile import Memory
from tests.layouts.judged import level, shown
from tests.layouts.snapshots import NOW, morning, reading, settings
from wallboard.model import MINUTE, SECOND, Scope, readings_by_key


def states(shares: Sequence[tuple[float, float]], **alarm: float) -> list[str]:
    """The tile's state at each (second, share)."""
    memory, found, busy = Memory(), [], morning()
    for second, share in shares:
        read = level(share)
        snapshot = replace(busy, as_of=NOW + int(second * SECOND), readings={**busy.readings, read.key: read})
        found.append(shown("answered_in_time", snapshot, memory, alarm=alarm)["answered-in-time"]["state"])
    return found


def test_a_figure_that_swings_about_its_target_keeps_one_colour() -> None:
    swings = [(n, 0.79 if n % 2 else 0.81) for n in range(1, 60)]
    assert set(states(swings)) == {"watch"}


def test_a_clearly_better_figure_is_calm_at_once() -> None:
    assert states([(0, 0.5), (1, 0.83)]) == ["alarm", "ok"]
    assert states([(0, 0.5), (1, 0.75)]) == ["alarm", "watch"]


def test_a_slightly_better_figure_is_calm_after_some_minutes() -> None:
    assert states([(0, 0.79), (1, 0.81), (180, 0.81), (181, 0.81)]) == ["watch", "watch", "watch", "ok"]


def test_what_is_told_of_a_figure_that_is_back_is_true() -> None:
    """Never again "81 %, under target 80 %"."""
    memory = Memory()
    for share in (0.79, 0.81):
        view = shown("answered_in_time", morning(level(share)), memory)
    assert (view["answered-in-time"]["state"], view["answered-in-time-word"]["text"]) == ("watch", "on target again")


def test_worse_is_shown_at_once() -> None:
    assert states([(0, 0.9), (1, 0.79), (2, 0.6)]) == ["ok", "watch", "alarm"]


def test_a_figure_that_was_away_comes_back_as_a_new_one() -> None:
    memory = Memory()
    shown("answered_in_time", morning(level(0.5)), memory)
    later = replace(morning(level(0.81)), as_of=NOW + 6 * MINUTE)
    assert shown("answered_in_time", later, memory)["answered-in-time"]["state"] == "ok"


def test_the_same_instants_give_the_same_colours() -> None:
    course = [(n, 0.7 + (n * 37 % 23) / 100) for n in range(0, 900, 15)]
    assert states(course) == states(course)


# ---------------------------------------------------------------- who waits now

Waiting = tuple[float, float, float | None]  # second, callers waiting, the longest wait in seconds


def waits(course: list[Waiting], *, tile: str = "waiting_now", share: float = 0.9, **alarm: float) -> list[str]:
    """The tile's state at each instant of a site of one queue, where 3 are usual; `share` is in time."""
    memory, found, busy = Memory(), [], morning()
    quick = reading("calls.asa_s", 20, "30m", n=40)
    board = settings(boards={"one": {"rows": [[f"{tile}:4"]], "queues": ["water"]}}, alarm=alarm)
    scopes: tuple[dict[str, Any], ...] = ({}, {"queue": "water"})
    for second, waiting, longest in course:
        at = NOW + int(second * SECOND)
        since = None if longest is None else at - int(longest * SECOND)
        facts = [
            part
            for scope in scopes
            for part in (
                reading("calls.waiting", waiting, **scope),
                reading("calls.waiting", 3, variant="usual", **scope),
                reading("calls.longest_wait_s", longest, since=since, **scope),
                level(share, **scope),
                quick._replace(scope=Scope("main", **scope)),
            )
        ]
        snapshot = replace(busy, as_of=at, readings={**busy.readings, **readings_by_key(facts)})
        found.append(boards.view("one", board, snapshot, memory)[tile.replace("_", "-")]["state"])
    return found


def test_a_caller_more_or_less_changes_no_colour() -> None:
    """A depth that swings about its threshold, about the least that is ever called busy, and about both."""
    for few, many in ((4, 5), (2, 5), (1, 8)):
        swings: list[Waiting] = [(n * 20.0, few if n % 2 else many, 5) for n in range(60)]
        assert len(set(waits(swings))) == 1, f"{few} and {many}"


def test_a_broken_promise_keeps_its_colour_while_two_or_three_wait() -> None:
    swings: list[Waiting] = [(n * 20.0, 2 + n % 2, 5) for n in range(1, 60)]
    assert set(waits(swings, share=0.3)) == {"alarm"}


def test_the_next_caller_in_line_ends_no_alarm_of_the_longest_wait() -> None:
    for tile in ("waiting_now", "longest_wait"):
        swings: list[Waiting] = [(n * 20.0, 2, 10 if n % 2 else 130) for n in range(60)]
        assert set(waits(swings, tile=tile)) == {"alarm"}


def test_who_waits_now_is_an_alarm_at_once() -> None:
    assert waits([(0, 3, 5), (1, 5, 5), (2, 8, 5)]) == ["ok", "watch", "alarm"]
    assert waits([(0, 1, 5), (1, 1, 61), (2, 1, 121)]) == ["ok", "watch", "alarm"]


def test_a_colour_of_who_waits_goes_when_it_was_better_for_some_minutes() -> None:
    """In steps: the watched minute after the alarm is not forgotten."""
    course: list[Waiting] = [(0, 8, 5), (60, 5, 5), (90, 1, 5), (179, 1, 5), (180, 1, 5), (239, 1, 5), (240, 1, 5)]
    assert waits(course) == ["alarm"] * 4 + ["watch"] * 2 + ["ok"]
    assert waits([(0, 8, 5), (1, 1, 5)], leave_after_s=0) == ["alarm", "ok"]


def test_where_nobody_waits_nothing_is_an_alarm() -> None:
    """Nor is the next caller one, who has just come."""
    assert waits([(0, 8, 130), (1, 0, None), (2, 1, 1)]) == ["alarm", "ok", "ok"]
    assert waits([(0, 8, 130), (1, 0, None), (2, 1, 1)], tile="longest_wait") == ["alarm", "none", "ok"]
    assert waits([(0, 3, 5), (1, 0, None)], share=0.3) == ["alarm", "ok"]


def test_what_is_told_of_a_wait_that_is_over_is_true() -> None:
    """Never again "1 waiting, far over usual"."""
    said = {"waiting_now": "usual again", "longest_wait": "shorter again"}
    for tile, words in said.items():
        memory = Memory()
        for waiting, longest in ((17, 167), (1, 5)):
            short = [reading("calls.longest_wait_s", longest, since=NOW - longest * SECOND)]
            short += [reading("calls.longest_wait_s", longest, queue=queue) for queue in settings().queues]
            quick = reading("calls.asa_s", 20, "30m", n=40)
            view = shown(tile, morning(reading("calls.waiting", waiting), *short, level(0.9), quick), memory)
        key = tile.replace("_", "-")
        assert (view[key]["state"], view[f"{key}-word"]["text"]) == ("alarm", words)


def test_a_queues_wait_has_one_colour_in_tile_row_and_foot() -> None:
    """And so it has while it outlasts its reason."""
    alone = settings(boards={"one": {"rows": [["waiting_now:2", "longest_wait:2"], ["queues:4"]], "queues": ["roads"]}})
    memory = Memory()
    for waiting, longest in ((17, 167), (2, 5)):
        both = [
            part
            for scope in ({}, {"queue": "roads"})
            for part in (
                reading("calls.waiting", waiting, **scope),
                reading("calls.longest_wait_s", longest, since=NOW - longest * SECOND, **scope),
            )
        ]
        good = [level(0.9, queue="roads"), level(0.9), reading("calls.asa_s", 9, "30m", queue="roads", n=40)]
        view = boards.view("one", alone, morning(*both, *good), memory)
        told = [view[key]["state"] for key in ("waiting-now", "longest-wait", "queues-0-waiting", "queues-0-longest")]
        assert {*told, view["foot-alert"]["state"]} == {"alarm"}
        assert view["foot-alert-says"]["text"].startswith(f"Streets & lights needs agents: {waiting} waiting")

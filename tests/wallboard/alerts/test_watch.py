"""From conditions to what fires and what is over: hold time, a threshold to leave, and what nobody knows."""

from __future__ import annotations

from dataclasses import replace

from wallboard.alerts.condition import Condition, Stands, stands
from wallboard.alerts.watch import Change, Watch
from wallboard.model import SECOND, Micros, Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Raised

KEY = AlertKey("slow", Scope("main", queue="roads"))
NOTHING = Change()


def condition(how: Stands, since: Micros | None = None, hold_s: float = 30) -> Condition:
    return Condition(KEY, AlertKind.READING, how, "alarm", hold_s, 60, 130, 120, "calls.longest_wait_s", "now", since)


def on(fired: Micros = 0) -> Alert:
    return Alert(1, Raised(KEY, AlertKind.READING, "alarm", fired, fired))


def at(second: float) -> Micros:
    return round(second * SECOND)


def test_it_fires_when_it_was_past_for_the_hold_time_and_says_since_when() -> None:
    watch = Watch()
    assert watch.step([condition(Stands.PAST)], [], at(0)) == NOTHING
    assert watch.step([condition(Stands.PAST)], [], at(29)) == NOTHING
    (raised,) = watch.step([condition(Stands.PAST)], [], at(30)).fire
    assert (raised.key, raised.began, raised.fired, raised.value, raised.threshold) == (KEY, at(0), at(30), 130, 120)


def test_a_moment_of_not_being_past_begins_the_hold_time_anew() -> None:
    watch = Watch()
    watch.step([condition(Stands.PAST)], [], at(0))
    watch.step([condition(Stands.BETWEEN)], [], at(20))
    assert watch.step([condition(Stands.PAST)], [], at(35)) == NOTHING


def test_what_nobody_knows_neither_fires_nor_ends_and_forgets_nothing() -> None:
    watch = Watch()
    watch.step([condition(Stands.PAST)], [], at(0))
    assert watch.step([condition(Stands.UNKNOWN)], [], at(40)) == NOTHING
    assert watch.step([condition(Stands.PAST)], [], at(41)).fire
    assert watch.step([condition(Stands.UNKNOWN)], [on()], at(500)) == NOTHING


def test_where_it_is_known_since_when_the_hold_time_counts_from_then() -> None:
    assert Watch().step([condition(Stands.PAST, since=at(5))], [], at(40)).fire
    assert Watch().step([condition(Stands.PAST, since=at(15))], [], at(40)) == NOTHING


def test_it_fires_once_while_it_is_on() -> None:
    assert Watch().step([condition(Stands.PAST, hold_s=0)], [on()], at(40)) == NOTHING


def test_it_is_over_when_it_was_back_for_long_enough_not_when_it_is_between() -> None:
    watch = Watch()
    assert watch.step([condition(Stands.BETWEEN)], [on()], at(0)) == NOTHING
    assert watch.step([condition(Stands.BACK)], [on()], at(100)) == NOTHING
    assert watch.step([condition(Stands.BETWEEN)], [on()], at(130)) == NOTHING
    assert watch.step([condition(Stands.BACK)], [on()], at(140)) == NOTHING
    assert watch.step([condition(Stands.BACK)], [on()], at(199)) == NOTHING
    assert watch.step([condition(Stands.BACK)], [on()], at(200)).clear == (on(),)


def test_an_alert_whose_rule_is_gone_is_over_at_once() -> None:
    assert Watch().step([], [on()], at(0)).clear == (on(),)


def test_what_nobody_knows_of_anybody_ends_nothing_of_somebody() -> None:
    of_all = condition(Stands.UNKNOWN)
    ann = replace(on(), raised=on().raised._replace(key=KEY._replace(subject="Ann")))
    assert Watch().step([of_all], [ann], at(0)) == NOTHING
    assert Watch().step([], [ann], at(0)).clear == (ann,)


def test_a_clock_that_went_back_begins_the_hold_time_anew() -> None:
    watch = Watch()
    watch.step([condition(Stands.PAST)], [], at(3600))
    assert watch.step([condition(Stands.PAST)], [], at(0)) == NOTHING
    assert watch.step([condition(Stands.PAST)], [], at(30)).fire


def test_thresholds_to_enter_and_to_leave() -> None:
    assert [stands(value, 120, 60, high=True) for value in (121, 120, 61, 60, 0)] == [
        Stands.PAST,
        Stands.BETWEEN,
        Stands.BETWEEN,
        Stands.BACK,
        Stands.BACK,
    ]
    assert [stands(value, 0.6, 0.8, high=False) for value in (0.59, 0.6, 0.79, 0.8)] == [
        Stands.PAST,
        Stands.BETWEEN,
        Stands.BETWEEN,
        Stands.BACK,
    ]

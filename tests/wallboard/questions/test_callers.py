"""What is told of callers who call again, and what is unknown of them."""

from __future__ import annotations

import pytest

from tests.wallboard.engine.parts import NOON, settings
from wallboard.model import DAY, HOUR, CallbackOwed, CalledAgain, Micros, Reading, State, VisitKey
from wallboard.questions.callers import CallersOf, caller_readings, callers_of
from wallboard.settings import Callers

OWED = (
    CallbackOwed(VisitKey("pbx", "1", "roads", 0), NOON - HOUR, 2),
    CallbackOwed(VisitKey("pbx", "2", "snow", 0), NOON - 60, 1),
)
AGAIN = CalledAgain(recognised=9, again=4)


class Told:
    """A ledger that says what it was asked."""

    def __init__(self, owed: list[CallbackOwed] | None, again: CalledAgain | None) -> None:
        self.owed, self.again = owed, again
        self.asked: list[tuple[str, Micros, Micros, Micros | None]] = []

    def called_again(self, site: str, since: Micros, until: Micros, known: Micros | None = None) -> CalledAgain | None:
        self.asked.append((site, since, until, known))
        return self.again

    def callbacks_owed(
        self, site: str, since: Micros, at: Micros, known: Micros | None = None
    ) -> list[CallbackOwed] | None:
        self.asked.append((site, since, at, known))
        return self.owed


def read(callers: CallersOf, now: Micros = NOON, want: list[str] | None = None) -> dict[tuple[str, str, str], Reading]:
    found = caller_readings(callers, settings(), "main", now, want)
    return {(reading.metric.partition(".")[2], reading.scope.queue, reading.window): reading for reading in found}


def test_a_week_is_asked_for_call_backs_an_hour_and_the_day_for_calls_again() -> None:
    told = Told(list(OWED), AGAIN)
    assert callers_of(told, settings(), "main", NOON, NOON + 1) == CallersOf(OWED, {"60m": AGAIN, "today": AGAIN})
    assert [since for _, since, _, _ in told.asked] == [NOON - 7 * DAY, NOON - HOUR, NOON - 12 * HOUR]
    assert {(site, until, known) for site, _, until, known in told.asked} == {("main", NOON, NOON + 1)}


def test_call_backs_are_counted_by_queue_and_their_age_goes_on_by_itself() -> None:
    found = read(CallersOf(OWED, {"today": AGAIN}), NOON + HOUR)
    assert {key: reading.value for key, reading in found.items()} == {
        ("callbacks_owed", "", "now"): 2,
        ("callbacks_owed", "roads", "now"): 1,
        ("callbacks_owed", "snow", "now"): 1,
        ("callback_age_s", "", "now"): 7200,
        ("callback_age_s", "roads", "now"): 7200,
        ("callback_age_s", "snow", "now"): 3600 + 60 / 1_000_000,
        ("called_again", "", "today"): 4,
    }
    assert (found["callback_age_s", "", "now"].since, found["called_again", "", "today"].n) == (NOON - HOUR, 9)


def test_where_nobody_is_owed_a_call_that_is_none_and_there_is_no_age() -> None:
    found = read(CallersOf((), {"today": CalledAgain(0, 0)}))
    assert found["callbacks_owed", "roads", "now"].value == found["called_again", "", "today"].value == 0
    assert (found["callback_age_s", "", "now"].value, found["callback_age_s", "", "now"].state) == (
        None,
        State.NO_CALLS,
    )


@pytest.mark.parametrize("off", [True, False], ids=["switched off", "not yet recognised"])
def test_where_callers_are_not_recognised_nothing_is_known_and_nothing_is_0(off: bool) -> None:
    told = Told(list(OWED), AGAIN) if off else Told(None, None)
    callers = callers_of(told, settings(callers=Callers(days=0 if off else 35)), "main", NOON)
    found = read(callers)
    assert {(reading.value, reading.state) for reading in found.values()} == {(None, State.UNKNOWN)}
    assert {metric for metric, _, _ in found} == {"callbacks_owed", "callback_age_s", "called_again"}
    assert bool(told.asked) is not off


def test_what_nobody_asks_for_is_not_made() -> None:
    assert read(CallersOf(OWED, {"today": AGAIN}), want=["calls.waiting"]) == {}
    assert set(read(CallersOf(OWED), want=["calls.called_again"])) == {
        ("called_again", "", "60m"),
        ("called_again", "", "today"),
    }

"""Every queue with what is judged of it, and which needs help first: what can still be steered before what is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from tests.layouts import snapshots
from tests.layouts.snapshots import NOW, reading
from tests.wallboard.judging.instants import instant
from wallboard.judging.floor import QueueFloor, pause_allowed_s, queue_floors
from wallboard.judging.matters import MatterKind
from wallboard.judging.tone import ALARM, NONE
from wallboard.judging.verdict import Verdict
from wallboard.model import SECOND, Reading, Scope, Snapshot, readings_by_key
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Raised
from wallboard.model.floor import AgentNow


def morning(*more: Reading) -> Snapshot:
    usual = snapshots.morning()
    return replace(usual, readings={**usual.readings, **readings_by_key(more)})


def floors(more: Iterable[Reading] = ()) -> dict[str, QueueFloor]:
    return {each.standing.queue: each for each in queue_floors(instant(morning(*more)))}


def test_the_queue_in_trouble_comes_first_with_its_reason() -> None:
    told = floors()
    first = max(told.values(), key=lambda each: each.rank)
    assert first.standing.queue == "roads"
    assert first.matter is not None
    assert (first.matter.kind, first.matter.tone) == (MatterKind.QUEUE_NEEDS_AGENTS, ALARM)
    assert first.waiting_since == NOW - 167 * SECOND
    assert (first.free, first.paused, first.busy) == (0, 3, None)


@pytest.mark.parametrize("tone", ["watch", "alarm"])
def test_an_alert_comes_after_what_goes_on_in_the_queue_now(tone: str) -> None:
    scopes = [Scope("main", queue=queue) for queue in ("roads", "permits")]
    raised = [Raised(AlertKey("surge", scope), AlertKind.SURGE, tone, NOW, NOW, 45) for scope in scopes]
    at = instant(replace(morning(), alerts=tuple(Alert(n, each) for n, each in enumerate(raised))))
    told = {each.standing.queue: each.matter for each in queue_floors(at)}
    assert [matter and matter.kind for matter in (told["roads"], told["permits"])] == [
        MatterKind.QUEUE_NEEDS_AGENTS,
        MatterKind.ALERT,
    ]


@pytest.mark.parametrize(
    ("still", "verdict", "lost"), [(1000, Verdict.CAN_BE_KEPT, False), (10, Verdict.LOST, True), (None, None, False)]
)
def test_a_day_that_is_lost_is_told_apart_from_trouble_now(
    still: int | None, verdict: Verdict | None, lost: bool
) -> None:
    """Property tax: 76 % of 200 today, 80 % promised, and nobody waits."""
    calm: list[Any] = [
        reading("calls.waiting", 0, queue="tax"),
        reading("calls.longest_wait_s", None, queue="tax"),
        reading("calls.service_level", 0.9, "30m", "offered", queue="tax", n=25),
        reading("calls.asa_s", 12, "30m", queue="tax", n=25),
    ]
    if still is not None:
        calm.append(reading("calls.offered", still, "rest_of_day", "usual", queue="tax"))
    tax = floors(calm)["tax"]
    assert (tax.day.figure.value, tax.day.verdict) == (0.76, verdict)
    assert (tax.matter, tax.lost_today) == (None, lost)
    assert tax.rank < floors(calm)["roads"].rank


def test_of_the_two_windows_that_of_the_alarm_is_judged() -> None:
    quarter = reading("calls.service_level", 0.1, "15m", "offered", queue="roads", n=25)
    of_15, of_30 = floors([quarter])["roads"].levels
    assert (of_15.value, of_15.tone) == (0.1, NONE)
    assert (of_30.value, of_30.tone) == (0.52, ALARM)


def test_what_nobody_told_of_a_queue_is_none() -> None:
    permits = floors()["permits"]
    assert (permits.offered, permits.usual, permits.gave_up, permits.waiting_since) == (None, None, None, None)


def test_only_a_pause_has_an_allowance() -> None:
    settings = snapshots.settings(pauses={"lunch": 1800})
    paused = AgentNow("main", "Ann", "paused", NOW, ("roads",), "Lunch")
    assert pause_allowed_s(paused, settings) == 1800
    assert pause_allowed_s(paused._replace(reason="Coffee"), settings) is None
    assert pause_allowed_s(paused._replace(state="on_call"), settings) is None

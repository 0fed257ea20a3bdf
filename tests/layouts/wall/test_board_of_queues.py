"""A board that shows some of a site's queues: each of its figures of calls is of those queues, and what cannot be told of
them is not told, or said to be of all queues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from layouts.wall import boards
from layouts.wall.tile import View
from tests.layouts.snapshots import NOW, closed, morning, reading, settings
from wallboard.languages import language, speak
from wallboard.model import SECOND, OnDuty, Reading, ReadingKey, Scope, Snapshot, State, readings_by_key

BOTH, ONE = ("roads", "water"), ("water",)
OFFERED = {"roads": (300, 250, 290, 40), "water": (98, 100, 95, 12), "tax": (833, 700, 800, 119)}
AGENTS = {"logged_in": (9, 5), "on_call": (7, 4), "available": (0, 1), "wrap_up": (0, 0), "paused": (2, 0)}


def figures() -> Iterator[Reading]:
    for queue, (offered, usual, answered, hour) in OFFERED.items():
        yield reading("calls.offered", offered, "today", queue=queue)
        yield reading("calls.offered", usual, "today", "usual", queue=queue, n=12)
        yield reading("calls.answered", answered, "today", queue=queue)
        yield reading("calls.offered", hour, "60m", queue=queue)
        yield reading("calls.diverted", 1, "today", queue=queue)
        yield reading("calls.wait_p90_s", 70, "30m", queue=queue, n=25)
    for state, counts in AGENTS.items():
        for queue, people in zip(BOTH, counts, strict=True):
            yield reading(f"agents.{state}", people, queue=queue)


def lines() -> dict[ReadingKey, tuple[float | None, ...]]:
    """Of each queue a line of its own, that of water twice as high."""
    made: dict[ReadingKey, tuple[float | None, ...]] = {}
    for queue, times in (("roads", 1), ("water", 2)):
        made[ReadingKey("calls.waiting", Scope("main", queue=queue))] = (1.0 * times, 2.0 * times)
        made[ReadingKey("calls.asa_s", Scope("main", queue=queue), "5m")] = (10.0 * times, None)
    return made


def told(*extra: Reading) -> Snapshot:
    whole = morning(*figures(), *extra)
    return replace(whole, series={**whole.series, **lines()})


def shown(
    tile: str, only: tuple[str, ...], snapshot: Snapshot | None = None, agent_names: bool = False, **changes: object
) -> View:
    board = {"rows": [[f"{tile}:4"]], "queues": list(only), "agent_names": agent_names}
    return boards.view("one", settings(boards={"one": board}, **changes), snapshot or told())


def texts(view: View, tile: str, *names: str) -> list[object]:
    return [view[f"{tile}-{name}"]["text"] for name in names]


# ---------------------------------------------------------------- counts


def test_calls_of_today_are_those_of_the_boards_queues() -> None:
    names = ("value", "usual-value", "answered-value", "hour-value", "word")
    assert texts(shown("calls_today", BOTH), "calls-today", *names) == [
        "398", "350", "385", "52", "14\u202f% more than usual",
    ]  # fmt: skip
    assert texts(shown("calls_today", ONE), "calls-today", *names) == ["98", "100", "95", "12", "as usual"]
    assert texts(shown("calls_today", ()), "calls-today", *names)[:4] == ["1,231", "1,050", "1,190", "171"]


def test_the_head_counts_the_calls_of_the_boards_queues() -> None:
    assert str(shown("queues", BOTH)["head-facts"]["text"]) == "398\u00a0calls,\u00a0usual\u00a0350"
    one = str(shown("queues", ONE)["head-facts"]["text"])
    assert one.startswith("98\u00a0calls,\u00a0usual\u00a0100")
    assert one.endswith("4\u00a0on\u00a0call ·\u00a01\u00a0free")


def test_a_closed_board_of_some_queues_does_not_tell_the_sites_calls_since_closing() -> None:
    assert "since" in str(shown("queues", (), closed())["head-facts"]["text"])
    assert "since" not in str(shown("queues", BOTH, closed())["head-facts"]["text"])


def test_those_who_wait_are_those_in_the_boards_queues() -> None:
    both = shown("waiting_now", BOTH)
    assert texts(both, "waiting-now", "value", "usual-value") == ["11", "8"]
    assert both["waiting-now-longest-value"]["since"] == (NOW - 167 * SECOND) // 1000
    one = shown("waiting_now", ONE)
    assert texts(one, "waiting-now", "value", "usual-value") == ["2", "2"]
    assert one["waiting-now-longest-value"]["since"] == (NOW - 38 * SECOND) // 1000
    assert shown("longest_wait", ONE)["longest-wait-value"]["since"] == (NOW - 38 * SECOND) // 1000


# ---------------------------------------------------------------- shares and means


def test_a_speed_that_nobody_promised_is_that_of_the_boards_queues_call_by_call() -> None:
    nothing: dict[str, object] = {name: {} for name in settings().queues}
    more = reading("calls.asa_s", 14, "30m", queue="water", n=75)
    both = shown("speed_of_answer", BOTH, told(more), queues=nothing)
    assert texts(both, "speed-of-answer", "value") == ["0:39"], "(112 * 25 + 14 * 75) / 100"
    assert texts(shown("speed_of_answer", ONE, queues=nothing), "speed-of-answer", "value") == ["0:14"]
    assert both["speed-of-answer"]["state"] == "none"


def test_a_promised_share_is_that_of_the_boards_queues() -> None:
    assert texts(shown("answered_in_time", BOTH), "answered-in-time", "value", "of-value") == ["71", "50 calls"]
    both = shown("gave_up_waiting", BOTH)
    assert texts(both, "gave-up-waiting", "calls-value", "diverted-value") == ["7 of 400", "2"]


def test_a_percentile_of_several_queues_is_not_told_and_of_one_it_is() -> None:
    assert shown("speed_of_answer", BOTH)["speed-of-answer-tail"]["hide"] is True
    assert texts(shown("speed_of_answer", ONE), "speed-of-answer", "tail-value") == ["1:10"]


def test_a_days_promise_is_not_called_lost_by_the_calls_that_other_queues_still_expect() -> None:
    """What is usual until closing is known of the site alone."""
    today = shown("answered_in_time", ("roads",))
    assert texts(today, "answered-in-time", "today-value") == ["61\u202f%"]


# ---------------------------------------------------------------- lines


def points(view: View, tile: str) -> object:
    return view[f"{tile}-spark"]["spark"]["points"]


def test_the_line_of_those_who_wait_adds_the_boards_queues_up() -> None:
    assert points(shown("waiting_now", BOTH), "waiting-now") == [3.0, 6.0]
    assert points(shown("waiting_now", ONE), "waiting-now") == [2.0, 4.0]
    assert len(points(shown("waiting_now", ()), "waiting-now")) == 30  # type: ignore[arg-type]


def test_the_line_of_a_rate_is_drawn_of_one_queue_and_never_of_the_site_instead() -> None:
    assert points(shown("speed_of_answer", BOTH), "speed-of-answer") == []
    assert points(shown("speed_of_answer", ONE), "speed-of-answer") == [20.0, None]
    nobody_gave_up = ReadingKey("calls.abandon_rate", Scope("main", queue="roads"), "5m"), (0.0, 0.0)
    some_did = ReadingKey("calls.abandon_rate", Scope("main", queue="water"), "5m"), (0.0, 0.3)
    no_calls = ReadingKey("calls.abandon_rate", Scope("main", queue="roads"), "5m"), (None, None)
    for roads, drawn in ((nobody_gave_up, []), (no_calls, [0.0, 0.3])):
        whole = replace(told(), series=dict([roads, some_did]))
        assert points(shown("gave_up_waiting", BOTH, whole), "gave-up-waiting") == drawn


# ---------------------------------------------------------------- agents


@pytest.mark.parametrize(
    ("tag", "all_queues"), [("en-US", "all queues"), ("fr-CA", "toutes les files"), ("es-MX", "todas las colas")]
)
def test_agents_of_several_queues_are_said_to_be_of_all_of_them(tag: str, all_queues: str) -> None:
    """Somebody who serves two queues is in the count of both."""
    with speak(language(tag)):
        assert texts(shown("agents", BOTH), "agents", "window", "value", "on_call-value") == [all_queues, "23", "17"]


def test_agents_of_one_queue_are_those_of_that_queue() -> None:
    names = ("window", "value", "on_call-value", "available-value")
    assert texts(shown("agents", ONE), "agents", *names) == ["now", "5", "4", "1"]
    assert texts(shown("agents", ()), "agents", *names) == ["now", "23", "17", "2"]


def test_nobody_is_named_who_serves_none_of_the_boards_queues() -> None:
    people = tuple(
        OnDuty("main", name, "on_call", NOW, queues)
        for name, queues in (("Ada", ("roads", "tax")), ("Ben", ("tax",)), ("Cy", ("water",)))
    )
    named = replace(told(), people=people)
    view = shown("agents", BOTH, named, agent_names=True)
    assert texts(view, "agents", "0-name", "1-name", "2-name", "window") == ["Ada", "Cy", "", "2 on duty"]
    whole = shown("agents", (), named, agent_names=True)
    assert texts(whole, "agents", "0-name", "1-name", "2-name") == ["Ada", "Ben", "Cy"]


# ---------------------------------------------------------------- obstacles


def test_a_board_whose_queues_had_no_calls_says_so_while_the_site_had_some() -> None:
    nobody = [reading("calls.asa_s", None, "30m", queue=q, n=0, state=State.NO_CALLS) for q in BOTH]
    nothing: dict[str, object] = {name: {} for name in settings().queues}
    view = shown("speed_of_answer", BOTH, told(*nobody), queues=nothing)
    assert (view["speed-of-answer"]["state"], view["speed-of-answer-value"]["text"]) == ("no_calls", "–")


def test_a_board_whose_queues_had_calls_tells_them_while_the_site_knows_nothing() -> None:
    site = [key for key in told().readings if not key.scope.queue and key.metric.startswith("calls.")]
    without = replace(told(), readings={key: r for key, r in told().readings.items() if key not in site})
    assert shown("calls_today", BOTH, without)["calls-today"]["state"] == "none"
    assert texts(shown("calls_today", BOTH, without), "calls-today", "value") == ["398"]


def test_what_is_lost_is_lost_on_a_board_of_some_queues_too() -> None:
    lost = {key: replace_state(r) for key, r in told().readings.items()}
    assert shown("calls_today", BOTH, replace(told(), readings=lost))["calls-today"]["state"] == "late"


def replace_state(told: Reading) -> Reading:
    return told._replace(state=State.LATE)


def test_a_queue_that_nobody_knows_takes_nothing_from_the_others() -> None:
    misspelt = readings_by_key([reading("calls.offered", None, "today", queue="roadz", state=State.NO_DATA)])
    snapshot = replace(told(), readings={**told().readings, **misspelt})
    assert texts(shown("calls_today", ("water", "roadz"), snapshot), "calls-today", "value") == ["98"]


# ---------------------------------------------------------------- what needs somebody


def test_what_the_boards_queues_missed_together_is_not_told_of_all_queues() -> None:
    a_bit = [reading("calls.service_level", 0.79, "30m", "offered", queue=queue, n=3) for queue in BOTH]
    few = [reading("calls.waiting", 0, queue=queue) for queue in BOTH]
    few += [reading("calls.longest_wait_s", None, queue=queue, state=State.NO_CALLS) for queue in BOTH]
    alarm = {"least_calls": 5}
    view = shown("needs_attention", BOTH, told(*a_bit, *few), alarm=alarm)
    said = " ".join(str(props.get("text", "")) for props in view.values())
    assert "Queues of this board: 79" in said
    assert "All queues" not in said

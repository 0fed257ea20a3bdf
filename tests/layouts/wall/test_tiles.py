"""What single tiles say, at their edges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layouts.wall import boards
from layouts.wall.ordering import HOLD, stable_order
from layouts.wall.tile import Memory, View
from layouts.wall.tiles import TILES
from tests.layouts.snapshots import morning, reading, settings
from wallboard.languages import N_, Message, language, speak
from wallboard.model import SECOND, Reading, State


def shown(tile: str, *extra: Reading, **changes: object) -> View:
    alone = settings(boards={"one": {"rows": [[f"{tile}:4"]]}}, **changes)
    return boards.view("one", alone, morning(*extra))


def test_every_tile_is_found_by_its_file_and_declares_itself() -> None:
    assert {"speed_of_answer", "waiting_now", "queues", "ageing", "sources", "needs_attention"} <= set(TILES)
    for name, tile in TILES.items():
        assert tile.name == name
        assert tile.title
        assert tile.carries in ("calls", "tickets", "")


@pytest.mark.parametrize(
    ("seconds", "state", "word"),
    [
        (30, "ok", "on target"),
        (31, "watch", "over target"),
        (45, "watch", "over target"),
        (46, "alarm", "far over target"),
    ],
)
def test_speed_is_judged_by_the_target_and_the_settings(seconds: float, state: str, word: str) -> None:
    view = shown("speed_of_answer", reading("calls.asa_s", seconds, "30m", n=40))
    assert view["speed-of-answer"]["state"] == state
    assert view["speed-of-answer-word"]["text"] == word
    assert view["speed-of-answer-target-value"]["text"] == "0:30"


@pytest.mark.parametrize(("share", "state"), [(0.8, "ok"), (0.79, "watch"), (0.67, "alarm")])
def test_the_share_in_time_is_judged_from_below(share: float, state: str) -> None:
    view = shown("answered_in_time", reading("calls.service_level", share, "30m", "offered", n=40))
    assert view["answered-in-time"]["state"] == state


def test_nothing_is_judged_where_nothing_was_promised() -> None:
    view = shown("speed_of_answer", queues={"roads": {}})
    assert view["speed-of-answer"]["state"] == "none"
    assert view["speed-of-answer-target"]["hide"] is True


def test_two_callers_where_one_is_usual_are_no_news() -> None:
    calm = [reading("calls.waiting", 2), reading("calls.waiting", 0, variant="usual")]
    calm += [reading("calls.longest_wait_s", 5, queue=queue) for queue in settings().queues]
    assert shown("waiting_now", *calm)["waiting-now"]["state"] == "ok"


def test_the_longest_wait_counts_from_the_instant_of_entry() -> None:
    view = shown("longest_wait")
    assert view["longest-wait-value"]["since"] == (morning().as_of - 167 * SECOND) // 1000
    assert view["longest-wait-queue-value"]["text"] == "Streets & lights"


@pytest.mark.parametrize("state", [State.LIVE, State.NO_CALLS])
def test_nobody_waiting_is_a_dash_with_words(state: State) -> None:
    """Not "no calls": there may have been many."""
    nobody = [reading("calls.longest_wait_s", None, state=state)]
    nobody += [reading("calls.longest_wait_s", None, queue=queue, state=state) for queue in settings().queues]
    view = shown("longest_wait", *nobody)
    assert view["longest-wait-value"]["text"] == "–"
    assert view["longest-wait-word"]["text"] == "nobody waiting"


def rows_of(view: View) -> dict[str, str]:
    return {str(p["text"]): k.removesuffix("-name") for k, p in view.items() if k.endswith("-name")}


def test_the_cell_that_is_the_reason_wears_the_colour() -> None:
    """Nobody waits at Permits; its last half hour alone was bad."""
    view = shown("queues", reading("calls.service_level", 0.5, "30m", "offered", queue="permits", n=20))
    row = rows_of(view)["Permits"]
    assert view[row]["state"] == "watch"
    assert view[f"{row}-waiting"]["state"] == "ok"
    assert view[f"{row}-in-time"] == {"text": "50\u202f%", "state": "alarm"}


def test_a_long_wait_colours_the_wait_and_a_deep_queue_its_depth() -> None:
    deep = [reading("calls.waiting", 20, queue="water"), reading("calls.longest_wait_s", 5, queue="water", since=1)]
    kept = [reading("calls.service_level", 0.9, "30m", "offered", queue="roads", n=20)]
    kept += [reading("calls.asa_s", 20, "30m", queue="roads", n=20)]
    view = shown("queues", *deep, *kept)
    water, streets = rows_of(view)["Water"], rows_of(view)["Streets & lights"]
    assert (view[f"{water}-waiting"]["state"], view[f"{water}-longest"]["state"]) == ("alarm", "ok")
    assert (view[f"{streets}-waiting"]["state"], view[f"{streets}-longest"]["state"]) == ("ok", "alarm")


def test_what_the_phone_system_cannot_know_is_left_out() -> None:
    view = shown("agents")
    assert view["agents-ringing"]["hide"] is True
    assert view["agents-wrap_up-value"]["text"] == "0"
    assert shown("agents", reading("agents.logged_in", None, state=State.UNKNOWN))["agents"]["state"] == "unknown"


def test_the_promise_is_drawn_where_one_holds_for_the_row() -> None:
    view = shown("ageing")
    row = next(k.removesuffix("-name") for k, p in view.items() if k.endswith("-name") and p.get("text") == "Streets")
    cells = [view[f"{row}-cell-{n}"] for n in range(7)]
    assert [cell["state"] for cell in cells] == ["in", "in", "in", "edge", "in", "in", "in"]
    assert [cell["vars"]["--late"] for cell in cells] == ["0.00"] * 3 + ["1.00"] * 4
    assert cells[0]["text"] == "48"


def test_no_line_is_drawn_where_promises_differ() -> None:
    both = [{"service_type": kind, "department": "Streets", "days": days} for kind, days in (("a", 3), ("b", 7))]
    view = shown("ageing", promises=both)
    assert {p["state"] for k, p in view.items() if "-cell-" in k} <= {"in", "empty"}


def test_a_promise_inside_a_band_is_drawn_inside_it() -> None:
    view = shown("ageing", promises=[{"service_type": "a", "department": "Streets", "days": 5}])
    within = [props for key, props in view.items() if "-cell-" in key and props["state"] == "within"]
    assert [cell["vars"]["--at"] for cell in within] == ["0.50"]


@pytest.mark.parametrize(
    ("n", "text", "aloud"), [(3, "few", "kept: too few to say"), (0, "–", "kept: nothing was decided")]
)
def test_too_few_decided_requests_are_said_to_be_few_and_none_to_be_none(n: int, text: str, aloud: str) -> None:
    kept = reading("tickets.on_time", None, "7d", department="Animal care", state=State.TOO_FEW, n=n)
    view = shown("ageing", kept)
    row = next(
        k.removesuffix("-name") for k, p in view.items() if k.endswith("-name") and p.get("text") == "Animal care"
    )
    assert view[f"{row}-share"]["text"] == text
    assert view[f"{row}-kept"] == {"state": "too_few", "label": aloud}


def test_a_cell_is_as_warm_as_its_requests_are_late_by_their_own_promises() -> None:
    """Two promises in one row: no line for the row, and every cell by what its own requests say."""
    both = [{"service_type": kind, "department": "Streets", "days": days} for kind, days in (("a", 3), ("b", 7))]
    here = {"department": "Streets", "band": "(3,7]"}
    in_band, late = reading("tickets.in_band", 8, **here), reading("tickets.in_band", 2, variant="breached", **here)
    told = [
        props["vars"]["--late"]
        for props in shown("ageing", in_band, late, promises=both).values()
        if "vars" in props and props.get("text") == "8"
    ]
    assert "0.25" in told


def test_emergencies_and_unassigned_stand_on_top_only_when_there_are_any() -> None:
    assert shown("ageing", reading("tickets.unassigned", 0))["ageing-unassigned"]["hide"] is True
    view = shown("ageing", reading("tickets.emergency", 2))
    assert view["ageing-emergency"] == {"hide": False, "state": "none"}, "within their promise"
    assert view["ageing-emergency-says"]["text"] == "2 emergencies"
    assert view["ageing-unassigned-says"]["text"] == "3 unassigned"


@pytest.mark.parametrize(("variant", "state"), [("breached", "alarm"), ("due_soon", "watch"), ("new", "watch")])
def test_an_emergency_is_an_alarm_past_its_promise_and_watched_when_close_to_it_or_new(
    variant: str, state: str
) -> None:
    view = shown("ageing", reading("tickets.emergency", 2), reading("tickets.emergency", 1, variant=variant))
    assert view["ageing-emergency"]["state"] == state


def test_nothing_above_the_departments_leaves_no_empty_line() -> None:
    view = shown("ageing", reading("tickets.unassigned", 0))
    assert view["ageing-special"]["hide"] is True


def test_requests_of_no_department_are_told_as_unassigned_and_not_as_a_department() -> None:
    view = shown("ageing", reading("tickets.open", 9, department="(none)"))
    assert "(none)" not in {props.get("text") for props in view.values()}
    assert view["ageing-more"]["hide"] is True


def test_a_department_with_bands_of_its_own_names_them() -> None:
    own = reading("tickets.in_band", 5, department="Parks", band="(2,10]")
    view = shown("ageing", own, departments={"Parks": {"bands_days": [2, 10]}, "Streets": {}})
    assert "≤10: 5" in {props.get("text") for props in view.values()}


def test_the_order_stands_for_half_a_minute_unless_something_gets_worse() -> None:
    memory, calm = Memory(), {"a": 0, "b": 0}
    assert stable_order(memory, "t", {"a": (2,), "b": (1,)}, calm, 0) == ("a", "b")
    assert stable_order(memory, "t", {"a": (1,), "b": (2,)}, calm, HOLD - 1) == ("a", "b")
    assert stable_order(memory, "t", {"a": (1,), "b": (2,)}, calm, HOLD) == ("b", "a")
    assert stable_order(memory, "t", {"a": (9,), "b": (2,)}, {"a": 5, "b": 0}, HOLD + 1) == ("a", "b")


def test_a_queue_that_appears_is_shown_at_once() -> None:
    memory = Memory()
    stable_order(memory, "t", {"a": (1,)}, {"a": 0}, 0)
    assert stable_order(memory, "t", {"a": (1,), "b": (2,)}, {"a": 0, "b": 0}, 1) == ("b", "a")


def texts_of(view: View) -> list[str]:
    return [str(props.get("text", "")) for props in view.values()]


def test_what_a_source_tells_of_its_rows_is_said_in_the_language_of_whoever_looks() -> None:
    rows = Message(N_("{odd} of {rows} rows make no sense and are not counted"), odd="2,600", rows="9,000")
    health = tuple(replace(each, notice=rows) for each in morning().health)
    with speak(language("fr")):
        view = boards.view("one", settings(boards={"one": {"rows": [["sources:4"]]}}), morning(health=health))
    assert "2\u202f600 lignes sur 9\u202f000 n’ont pas de sens" in " ".join(texts_of(view))


def test_what_is_past_due_is_told_with_its_share_and_who_has_most() -> None:
    view = shown("past_due")
    assert view["past-due-value"]["text"] == "402"
    assert view["past-due-share-value"]["text"] == "36\u202f%"
    assert view["past-due-soon-value"]["text"] == "66"
    assert view["past-due-most-value"]["text"] == "Streets"


def test_what_one_tile_of_a_board_tells_another_does_not_repeat() -> None:
    kept = {"columns": 2, "rows": [["promises_kept"]]}
    told = []
    for rows in ([["promises_kept", "past_due"]], kept["rows"]):
        of = settings(boards={"one": kept | {"rows": rows}})
        view = boards.view("one", of, morning(reading("tickets.undecided", 716)))
        told.append([view[f"promises-kept-{stat}-value"].get("text") for stat in ("running", "breached", "soon")])
    assert told == [["716", "", ""], ["", "402", "66"]]


@pytest.mark.parametrize(("net", "told"), [(12, "+12"), (-1200, "−1,200"), (0, "0"), (None, "–")])
def test_the_change_in_open_has_its_sign(net: float | None, told: str) -> None:
    view = shown("net_change", reading("tickets.net", net, "7d"))
    assert view["net-change-value"]["text"] == told
    assert view["net-change-opened-value"]["text"] == "431"


def test_a_map_as_wide_as_the_screen_tells_each_departments_target_and_oldest() -> None:
    wide = settings(boards={"one": {"rows": [["ageing:4"]]}})
    view = boards.view("one", wide, morning())
    row = next(k.removesuffix("-name") for k, p in view.items() if k.endswith("-name") and p.get("text") == "Forestry")
    assert view[f"{row}-oldest"]["text"] == "214 d"
    assert f"{row}-target" in view

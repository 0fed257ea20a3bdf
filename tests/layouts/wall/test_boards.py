"""Boards: every id of the structure is written at every tick, whatever the city is doing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from layouts.wall import boards
from layouts.wall.legibility import LABEL_ARCMIN, font_units
from layouts.wall.tiles import TILES
from tests.layouts import snapshots
from wallboard.model import Snapshot, State
from wallboard.model.remit import Remit
from wallboard.settings.within import within

SCENES: list[Callable[[], Snapshot]] = [
    snapshots.morning,
    snapshots.empty,
    snapshots.before_first_call,
    snapshots.closed,
    snapshots.dead_phones,
    snapshots.first_read,
    snapshots.crowded,
    snapshots.hostile,
]
EVERY_TILE = {"columns": 4, "rows": [[f"{name}:4"] for name in TILES]}


def ids(component: Any) -> list[str]:
    def walk() -> Iterator[str]:
        for part in (component, *component._traverse()):
            if getattr(part, "id", None):
                yield part.id

    return list(walk())


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("board", ["wall", "every"])
def test_a_view_writes_exactly_the_ids_of_its_layout(scene: Callable[[], Snapshot], board: str) -> None:
    base = snapshots.settings()
    settings = snapshots.settings(boards={"wall": boards.default_board(base).model_dump(), "every": EVERY_TILE})
    drawn = ids(boards.layout(board, settings))
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(boards.view(board, settings, scene()))


@pytest.mark.parametrize("scene", SCENES)
def test_a_view_says_nothing_that_the_page_does_not_know(scene: Callable[[], Snapshot]) -> None:
    settings = snapshots.settings()
    for props in boards.view("wall", settings, scene()).values():
        assert set(props) <= {"text", "state", "hide", "vars", "since", "spark", "label"}
        assert isinstance(props.get("text", ""), str)


def test_a_board_of_a_past_instant_says_so_in_words_and_has_a_state_of_its_own() -> None:
    settings = snapshots.settings()
    now, past = (boards.view("wall", settings, snapshots.morning(), past=past) for past in (False, True))
    assert past["head-past"] == {"text": "PAST: Tue 24 Nov, 10:42", "hide": False}
    assert past["board"] == {"state": boards.PAST}
    assert (now["head-past"], now["board"]) == ({"text": "", "hide": True}, {"state": "open"})
    assert {id for id in now if now[id] != past[id]} == {"board", "head-past"}, "its figures are what they are"


def test_a_view_is_the_same_for_the_same_instant() -> None:
    settings, memory = snapshots.settings(), boards.Memory()
    first = boards.view("wall", settings, snapshots.morning(), memory)
    assert boards.view("wall", settings, snapshots.morning(), memory) == first


def test_a_board_that_only_the_settings_know_is_drawn() -> None:
    settings = snapshots.settings(boards={"desk": {"rows": [["agents", "agents"], ["sources:4"]]}})
    drawn = ids(boards.layout("desk", settings))
    assert {"agents", "agents-2", "sources"} <= set(drawn)
    assert list(boards.boards(settings)) == ["desk"]


@pytest.mark.parametrize(
    ("board", "words"),
    [
        ({"rows": [["speed"]]}, 'there is no tile "speed"; there are: ageing'),
        ({"rows": [["agents:9"]]}, '"agents:9" must be 1 to 4 columns wide'),
        ({"rows": [["agents:3", "sources:3"]]}, "is wider than its 4 columns"),
        ({"rows": [["agents"]], "heights": [1, 2]}, "2 heights for 1 rows"),
    ],
)
def test_a_board_that_cannot_be_drawn_says_why(board: dict[str, object], words: str) -> None:
    settings = snapshots.settings(boards={"bad": board})
    with pytest.raises(ValueError, match=r"boards\.bad") as error:
        boards.layout("bad", settings)
    assert words in str(error.value)
    assert words in boards.findings(settings)[0]


def test_the_default_wall_has_nothing_to_complain_of() -> None:
    assert boards.findings(snapshots.settings()) == []


def test_what_does_not_fit_at_the_distance_is_left_out_and_said() -> None:
    """Fewer things, larger: the first declared stay, a row that is too wide takes two lines, nothing is made smaller."""
    wall = boards.default_board(snapshots.settings()).model_dump() | {"viewing_distance_m": 8, "title": "Hall"}
    settings = snapshots.settings(boards={"wall": wall})
    drawn = set(ids(boards.layout("wall", settings)))
    assert {"speed-of-answer", "waiting-now", "answered-in-time", "gave-up-waiting"} <= drawn
    assert not {"queues", "ageing"} & drawn
    assert boards.view("wall", settings, snapshots.morning())["head-note"] == {
        "text": "+2 tiles do not fit at 8 m",
        "hide": False,
    }
    assert (
        "text that can be read from 8 m leaves no room on 55 inches for queues, ageing" in boards.findings(settings)[0]
    )


def test_a_distance_from_which_nothing_can_be_read_says_from_where_it_can() -> None:
    wall = boards.far_board().model_dump() | {"viewing_distance_m": 60}
    settings = snapshots.settings(boards={"wall": wall})
    assert "waiting-now" in ids(boards.layout("wall", settings)), "something is shown all the same"
    note = boards.view("wall", settings, snapshots.morning())["head-note"]["text"]
    assert re.fullmatch(r"can be read from \d+\.\d m", note)
    assert "nothing on 55 inches is large enough for 60 m" in boards.findings(settings)[0]


@pytest.mark.parametrize("metres", [2, 3, 5, 6, 7, 8, 10, 15])
def test_no_board_shows_text_that_cannot_be_read_from_its_distance(metres: float) -> None:
    wall = boards.default_board(snapshots.settings()).model_dump() | {"viewing_distance_m": metres}
    settings = snapshots.settings(boards={"wall": wall})
    wall_layout: Any = boards.layout("wall", settings)
    sizes = [
        float(part.style["--label-units"])
        for part in wall_layout._traverse()
        if "--label-units" in (getattr(part, "style", None) or {})
    ]
    assert min(sizes) >= font_units(metres, 55, LABEL_ARCMIN)


def test_text_grows_with_the_room() -> None:
    alone = snapshots.settings(boards={"one": {"rows": [["waiting_now:4"]]}})
    layout: Any = boards.layout("one", alone)
    places = [p for p in layout._traverse() if getattr(p, "className", "") == "place wide"]
    assert float(places[0].style["--label-units"]) >= 1.5 * font_units(5, 55, LABEL_ARCMIN)


def test_bands_are_joined_where_the_map_has_no_room_for_all_of_them() -> None:
    near, far = (
        boards.default_board(snapshots.settings()).model_dump() | {"viewing_distance_m": metres} for metres in (3, 6)
    )
    settings = snapshots.settings(boards={"near": near, "far": far})
    counts = {}
    for board in ("near", "far"):
        view = boards.view(board, settings, snapshots.morning())
        row = next(k.removesuffix("-name") for k, p in view.items() if p.get("text") == "Streets")
        counts[board] = [int(p["text"].replace("·", "0")) for k, p in view.items() if k.startswith(f"{row}-cell-")]
    assert len(counts["near"]) == 7
    assert 3 <= len(counts["far"]) < 7
    assert sum(counts["near"]) == sum(counts["far"]) == 336, "joined, and nothing lost"


def test_every_line_of_the_last_half_hour_says_its_highest_value() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.morning())
    drawn = {key.removesuffix("-spark"): p["spark"] for key, p in view.items() if p.get("spark", {}).get("points")}
    assert {"speed-of-answer", "waiting-now", "answered-in-time", "gave-up-waiting"} <= set(drawn)
    assert {key: view[f"{key}-top"]["text"] for key in drawn if f"{key}-top" in view} == {
        "speed-of-answer": "max 0:38",
        "waiting-now": "max 17",
        "answered-in-time": "max 93\u202f%",
        "gave-up-waiting": "max 2.4\u202f%",
    }


def test_queues_share_one_scale_and_say_it() -> None:
    wide = snapshots.settings(boards={"one": {"rows": [["queues:4"]], "viewing_distance_m": 3}})
    view = boards.view("one", wide, snapshots.morning())
    assert {p["spark"]["top"] for k, p in view.items() if k.endswith("-spark") and p["spark"]["points"]} == {4.0}
    assert view["queues-spark-head"]["text"] == "30 min, max 4"


def test_names_are_shown_as_they_are_and_never_as_markup() -> None:
    only = {"queues": snapshots.HOSTILE, "departments": snapshots.HOSTILE}
    wall = boards.default_board(snapshots.settings()).model_dump() | only
    settings = snapshots.settings(boards={"wall": wall})
    view = boards.view("wall", settings, snapshots.hostile())
    texts = {props.get("text") for props in view.values()}
    assert set(snapshots.HOSTILE) <= texts
    assert not any("script" in key or "<" in key for key in view)


def test_more_rows_than_slots_are_counted_not_dropped() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.crowded())
    shown = sum(
        1
        for key, props in view.items()
        if key.startswith("queues-") and key.count("-") == 1 and props.get("hide") is False
    )
    more = view["queues-more"]
    assert more["hide"] is False
    assert more["text"] == f"+{36 - (shown - 1)} more"  # the line itself is one of those that are not hidden


@pytest.mark.parametrize("scene", [snapshots.empty, snapshots.before_first_call])
def test_nothing_is_a_dash_and_never_a_zero(scene: Callable[[], Snapshot]) -> None:
    view = boards.view("wall", snapshots.settings(), scene())
    for key in ("speed-of-answer", "answered-in-time", "gave-up-waiting"):
        assert view[f"{key}-value"]["text"] == "–"
        assert view[f"{key}-unit"]["text"] == ""
        assert view[key]["state"] in ("no_data", "no_calls")
        assert view[f"{key}-word"]["text"] in ("no data yet", "no calls")


def test_a_lost_source_marks_its_tiles_and_leaves_the_others_alone() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.dead_phones())
    for key in ("speed-of-answer", "waiting-now", "answered-in-time", "gave-up-waiting", "queues"):
        assert view[key]["state"] == "lost"
    assert view["speed-of-answer-word"]["text"] == "lost since 09:58"
    assert view["queues-window"]["text"] == "lost since 09:58"
    assert view["ageing"]["state"] == "none"
    assert view["head-facts"]["text"] == "", "who was on a call then may not be now"
    assert all("since" not in props for props in view.values()), "a wait that nobody measures must not go on counting"


def test_a_late_source_is_late_and_says_as_of_when() -> None:
    late = snapshots.morning(health=(snapshots.health(state=State.LATE, ago_s=300),))
    view = boards.view("wall", snapshots.settings(), late)
    assert view["waiting-now"]["state"] == "late"
    assert view["waiting-now-word"]["text"] == "late, as of 10:37"


def test_closed_is_a_state_of_its_own() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.closed())
    assert view["speed-of-answer"]["state"] == "closed"
    assert view["waiting-now"]["state"] == "closed"
    assert view["head-open"]["text"] == "Closed until Wed 08:00", "short, so that the far board has room for it"
    assert view["head-facts"]["text"].replace("\u00a0", " ").startswith("12 calls since closing")
    assert view["ageing"]["state"] == "none", "requests grow older at night too"


def test_somebody_who_waits_at_a_closed_centre_is_not_hidden() -> None:
    night = snapshots.closed()
    waiting = snapshots.reading("calls.waiting", 4)
    usual = snapshots.reading("calls.waiting", 0, variant="usual")
    late = Snapshot(night.as_of, night.known, {**night.readings, waiting.key: waiting, usual.key: usual}, night.health)
    view = boards.view("wall", snapshots.settings(), late)
    assert view["waiting-now"]["state"] == "alarm"


def test_reading_the_history_for_the_first_time_shows_how_far_it_is() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.first_read())
    assert view["speed-of-answer-word"]["text"] == "reading history, 42\u202f%"
    assert view["ageing-window"]["text"] == "reading history, 7\u202f%"


def test_figures_of_half_read_history_are_not_told_as_if_they_were_of_now() -> None:
    """Who waited when the reading stopped, weeks ago, waits no longer."""
    busy = (snapshots.health(catching_up=0.42), snapshots.health("requests", "tickets"))
    view = boards.view("wall", snapshots.settings(), snapshots.morning(health=busy))
    assert view["waiting-now-value"]["text"] == "–"
    assert view["queues-0-longest"]["text"] == "–"
    assert view["queues-window"]["text"] == "reading history, 42\u202f%"
    assert view["head-facts"]["text"] == ""
    assert all("since" not in props for props in view.values())
    assert view["foot-alert-says"]["text"] == "3 requests need a department"
    assert view["ageing"]["state"] == "none", "the other source has been read"
    calm = snapshots.morning(snapshots.reading("tickets.unassigned", 0), health=busy)
    said = boards.view("wall", snapshots.settings(), calm)["foot-alert-says"]["text"]
    assert said == "Still reading history", "not: nothing needs you"


def test_hours_without_an_end_promise_no_closing() -> None:
    settings = snapshots.settings(sites={"main": {"name": "Always", "zone": "UTC"}})
    assert boards.view("wall", settings, snapshots.morning())["head-open"]["hide"] is True


def test_the_head_breaks_between_facts_only() -> None:
    """The page shows the first line, so that what does not fit is left out whole."""
    said = boards.view("wall", snapshots.settings(), snapshots.morning())["head-facts"]["text"]
    facts = [fact.replace("\u00a0", " ") for fact in said.split(" ")]
    assert facts == ["1,231 calls, usual 1,050", "· 17 on call", "· 2 free", "· 4 paused"]


def test_the_foot_says_which_of_how_many_matters_it_tells() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.morning())
    assert view["foot-alert-says"]["text"].startswith("Streets & lights needs agents")
    assert view["foot-alert-more"] == {"text": "1 of 4", "hide": False}


def test_live_sources_tell_their_age_where_the_foot_has_room() -> None:
    calm = Snapshot(snapshots.NOW, snapshots.NOW, {}, (snapshots.health(),))
    assert boards.view("wall", snapshots.settings(), calm)["foot-source-0-says"]["text"] == "phones <10 s ago"
    crowd = tuple(snapshots.health(f"the phone system of hall {nth}") for nth in range(4))
    full = Snapshot(snapshots.NOW, snapshots.NOW, {}, crowd)
    assert boards.view("wall", snapshots.settings(), full)["foot-source-0-says"]["text"] == "the phone system of hall 0"


def test_every_department_of_the_demo_shows_at_five_metres() -> None:
    urgent = snapshots.morning(snapshots.reading("tickets.emergency", 3))
    view = boards.view("wall", snapshots.settings(), urgent)
    assert view["ageing-more"]["hide"] is True


def test_a_file_without_boards_has_the_built_in_wall_and_a_remit_without_boards_has_none() -> None:
    """Nobody is given a board instead of the one that is not theirs."""
    none = snapshots.settings()
    assert list(boards.boards(none)) == ["wall", "far"]
    assert list(boards.boards(within(none, Remit.of(departments=["Forestry"])))) == ["wall", "far"]
    streets = snapshots.settings(boards={"wall": {"rows": [["ageing:4"]], "departments": ["Streets"]}})
    assert list(boards.boards(within(streets, Remit.of(departments=["Streets"])))) == ["wall"]
    assert list(boards.boards(within(streets, Remit.of(departments=["Forestry"])))) == []

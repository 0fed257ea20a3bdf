"""What of a board can be read from its distance is shown, as large as there is room; the rest is left out, and said."""

from __future__ import annotations

import re
from typing import Any

import pytest

from layouts.wall import boards
from layouts.wall.legibility import LABEL_ARCMIN, font_units
from tests.layouts import snapshots
from tests.layouts.wall.drawn import ids
from wallboard.model import Snapshot


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


def test_the_head_breaks_between_facts_only() -> None:
    """The page shows the first line, so that what does not fit is left out whole."""
    said = boards.view("wall", snapshots.settings(), snapshots.morning())["head-facts"]["text"]
    facts = [fact.replace("\u00a0", " ") for fact in said.split(" ")]
    assert facts == ["1,231 calls, usual 1,050", "· 17 on call", "· 2 free", "· 4 paused"]


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

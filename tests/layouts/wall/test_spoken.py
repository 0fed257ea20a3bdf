"""No text of a board stays English: in a language that changes every word of the code, all that is left is names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from layouts.wall.boards import Memory, layout, view
from layouts.wall.tiles import TILES
from tests.browser.spoken_walls import stretched
from tests.layouts import snapshots
from wallboard.languages import Language, speak
from wallboard.model import Snapshot

BOARDS = {
    "all": {"columns": 1, "rows": [[name] for name in sorted(TILES)], "viewing_distance_m": 0.5},
    "tight": {
        "rows": [["speed_of_answer", "waiting_now", "answered_in_time"], ["queues:2", "ageing:2"]],
        "viewing_distance_m": 12,
    },
    "named": {"rows": [["agents:4"]], "agent_names": True, "viewing_distance_m": 2},
}
SCENES = {
    name: getattr(snapshots, name)
    for name in ("morning", "empty", "before_first_call", "closed", "dead_phones", "first_read", "crowded", "named")
}
NAMES = re.compile(
    "|".join(
        map(
            re.escape,
            sorted(
                {
                    "311 Contact centre",
                    "phones",
                    "requests",
                    "surveys",
                    "elapsed",
                    *(facts[0] for facts in snapshots.QUEUES.values()),
                    *snapshots.DEPARTMENTS,
                },
                key=len,
                reverse=True,
            ),
        )
    )
    + r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|Queue \d+|Department \d+|Agent \w+"
)


class Stretched(Language):
    """English with every word of the code by two fifths longer, and other letters."""

    tag = "eo"

    def text(self, text: str, context: str = "") -> str:
        return stretched(text)

    def plural(self, one: str, many: str, number: float) -> str:
        return stretched(super().plural(one, many, number))


def texts(part: Any) -> Iterator[str]:
    """Of a view or a layout: what is read or heard."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list | tuple):
        for each in part:
            yield from texts(each)
    elif hasattr(part, "to_plotly_json"):
        props = part.to_plotly_json()["props"]
        yield from texts([props.get("children"), props.get("aria-label")])


def written(shown: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for props in shown.values():
        yield from texts([props.get("text"), props.get("label")])


def left(found: Iterator[str], people: Iterable[str] = ()) -> set[str]:
    """Words of three letters and more that nobody changed, besides names."""
    others = (text for text in found if text not in people)
    words = (word for text in others for word in re.findall(r"[^\W\d_]{3,}", NAMES.sub("", text)))
    return {word for word in words if word.isascii() and word[-1].lower() != word[-2].lower()}


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("scene", SCENES)
def test_no_text_of_a_board_stays_english(scene: str, board: str) -> None:
    settings, snapshot = snapshots.settings(boards=BOARDS), SCENES[scene]()
    assert isinstance(snapshot, Snapshot)
    people = {each.agent for each in snapshot.people}
    with speak(Stretched()):
        shown = view(board, settings, snapshot, Memory())
        assert left(written(shown), people) == set()
        assert left(texts(layout(board, settings))) == set()
    assert left(written(view(board, settings, snapshot, Memory()))) != set(), "English stays English"

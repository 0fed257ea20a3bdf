"""The past of a board over HTTP: to whom it is told, what, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from layouts.wall.boards import layout
from tests.layouts.asking import OWN, ask
from tests.layouts.live.past_floor import ANN, BEGAN, Served
from tests.wallboard.engine.parts import NOON, batch, entered, gave_up
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.clock import iso
from wallboard.engine.replays import MOST_REPLAYS
from wallboard.model import DAY, HOUR, MINUTE, SECOND
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right
from wallboard.settings import Retention

pytestmark = pytest.mark.whole


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    with closing(made.wall):
        yield made


def waiting(frame: dict[str, Any]) -> str:
    return str(frame["f"]["waiting-now-value"]["text"])


def test_a_frame_is_the_board_at_that_instant_and_says_that_it_is_the_past(served: Served) -> None:
    frame = served.told(BEGAN + 25 * MINUTE)
    assert (frame["at"], frame["as"]) == ((BEGAN + 25 * MINUTE) // 1000, "2026-11-22T05:25:00")
    assert frame["f"]["board"] == {"state": "past"}
    assert frame["f"]["head-past"]["text"].startswith("PAST: Sun 22 Nov")
    assert waiting(frame) == "2"
    assert waiting(served.told(BEGAN + 45 * MINUTE)) == "1"
    assert set(frame["f"]) == _ids(served)


def _ids(served: Served) -> set[str]:
    return set(_walked(layout("hall", served.wall.settings)))


def _walked(component: Any) -> Iterator[str]:
    if getattr(component, "id", None):
        yield str(component.id)
    children = getattr(component, "children", None) or []
    for child in children if isinstance(children, list) else [children]:
        if not isinstance(child, str):
            yield from _walked(child)


def test_an_instant_is_written_as_people_write_it(served: Served) -> None:
    ten = "2026-11-22T05:00"
    assert {served.told(written)["at"] for written in (ten, "2026-11-22T10:00Z", iso(BEGAN), "-120m")} == {
        BEGAN // 1000
    }
    assert served.told("2026-11-22T05:00:01.500")["as"] == "2026-11-22T05:00:01.500"


def test_an_hour_that_came_twice_says_which(served: Served) -> None:
    served.wall.now = NOON  # clocks went back three weeks before
    assert served.told("2026-11-01T01:30-04:00")["as"] == "2026-11-01T01:30:00"
    assert served.told("2026-11-01T01:30-05:00")["as"] == "2026-11-01T01:30:00-05:00"


def test_what_is_no_instant_of_the_past_is_refused_in_words(served: Served) -> None:
    assert served.refused(422, at=(NOON + SECOND) // 1000) == "That instant is still to come."
    assert "“soon” is no instant. Write one like" in served.refused(400, at="soon")
    assert "is no instant" in served.refused(400)
    assert "letters and digits" in served.refused(400, at="-1m", by="<b>")
    assert served.get(at="-1m", board="elsewhere").status == 404


def test_what_is_kept_no_more_is_said_to_be(served: Served) -> None:
    served.wall.ledger.record("pbx", "main", batch(gave_up(9, NOON - 60 * DAY, 9, 60)), NOON)
    served.wall.ledger.purge(NOON, Retention(call_events_days=35))
    words = served.refused(422, at="2026-10-12T05:00")
    assert words == "What was then is not kept any more. Records are kept from 2026-10-18 on."


def test_an_outdated_page_is_told_to_load_anew(served: Served) -> None:
    assert served.told("-1m", of="another") == {"turn": "reload"}


def test_screens_tokens_without_the_right_and_strangers_see_no_past(served: Served) -> None:
    for visitor in (
        Visitor(VisitorKind.SCREEN, "tv", rights=frozenset({Right.READ}), remit=EVERYTHING, board="hall"),
        Visitor(VisitorKind.PERSON, "bob", remit=EVERYTHING),
    ):
        served.visitor = visitor
        assert {served.get(path, at="-1m").status for path in ("/past", "/past/day")} == {403}
    served.visitor = Visitor(VisitorKind.PERSON, "cy", rights=ANN.rights, remit=Remit.of(["elsewhere"]))
    assert {served.get(path, at="-1m").status for path in ("/past", "/past/day")} == {404}


def test_a_board_opens_in_the_past_for_people_and_in_the_present_on_a_screen(served: Served) -> None:
    def page(query: str) -> str:
        return ask(served.shell, f"/board/hall{query}", headers=OWN).body.decode()

    assert 'data-past="yes"' in page("?at=2026-11-22T05:00")
    assert "/assets/past.js" in page("?at=-15m")
    assert "<title>PAST · Hall</title>" in page("?at=-15m")
    assert "/assets/live.js" not in page("?at=-15m")
    assert 'data-past="yes"' not in page("")
    served.visitor = Visitor(
        VisitorKind.SCREEN, "tv", rights=frozenset({Right.READ}), remit=EVERYTHING, board="hall", credential="screen:tv"
    )
    assert "/assets/past.js" not in page("?at=2026-11-22T05:00")
    assert "/assets/live.js" in page("?at=2026-11-22T05:00")


def test_a_replay_that_plays_stops_where_too_many_look_and_begins_again_when_asked(served: Served) -> None:
    served.told("-60m", by="ours")
    for number in range(MOST_REPLAYS):
        served.told("-60m", by=f"other{number}")
    assert served.refused(409, at="-59m", by="ours", goes_on=1).startswith("Others look at the past too")
    assert waiting(served.told("-59m", by="ours")) == "1"


def test_the_line_of_a_day_tells_its_marks_in_words(served: Served) -> None:
    late = NOON - HOUR
    served.wall.ledger.record("pbx", "main", batch(entered(4, late)), late + 20 * MINUTE)
    line = served.told("2026-11-22T06:00", "/past/day")
    assert (line["day"], line["until"] - line["since"]) == ("2026-11-22", 24 * 3600 * 1000)
    assert line["open"] == [[line["since"], line["until"]]]
    assert line["marks"] == [
        {
            "kind": "outage",
            "at": late // 1000,
            "until": (late + 20 * MINUTE) // 1000,
            "says": "06:00 to 06:20: nothing was heard of pbx",
        }
    ]
    assert line["told"] == ""


def test_before_the_wall_listened_it_says_so(served: Served) -> None:
    told = served.told("2026-11-21T12:00", "/past/day")["told"]
    assert told == "The wall has listened since Sun 22 Nov 2026, 05:00. What was before is shown as it was told later."

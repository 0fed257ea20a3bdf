"""The past of a board over HTTP: to whom it is told, what, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from layouts.live.past_line import day_line
from layouts.live.past_views import PastPages
from layouts.live.stream import Hub
from layouts.page import Services, StreamContext
from layouts.page.moment import Moment
from layouts.pages import live
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import Shell, build_app
from layouts.wall.boards import boards, layout
from layouts.web.probes import Probes
from tests.layouts.asking import OWN, Response, ask
from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, settings
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.calls.happenings import Happening
from wallboard.clock import instant, iso
from wallboard.engine.reader import Readers
from wallboard.engine.replays import MOST_REPLAYS
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros, Scope
from wallboard.model.alerts import AlertKey, AlertKind, Raised
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right
from wallboard.settings import Retention, Settings, SourceBase

ZONE = "America/New_York"
ANN = Visitor(
    VisitorKind.PERSON, "ann", "Ann", rights=frozenset({Right.READ}), remit=EVERYTHING, credential="session:1"
)
BEGAN = NOON - 2 * HOUR
BOARDS = {"hall": {"title": "Hall", "rows": [["waiting_now", "gave_up_waiting"]]}, "other": {"rows": [["waiting_now"]]}}


class Served:
    """A wall with a caller who came at ten and gave up half an hour later, as somebody is shown its past at noon."""

    def __init__(self, folder: Path) -> None:
        events = (
            entered(1, BEGAN),
            entered(5, BEGAN + 9 * MINUTE),
            answered(6, BEGAN + 10 * MINUTE, 5, "Zoë"),
            entered(2, BEGAN + 20 * MINUTE),
            gave_up(3, BEGAN + 30 * MINUTE, 1, 1800),
        )
        self.then: dict[Micros, dict[str, Any]] = {}  # the live page as it was shown at the time
        source = FakeSource("pbx", "calls", *(batch(each) for each in events))
        self.wall = Wall(folder, source, now=BEGAN, of=settings(ZONE, sources=["pbx"], boards=BOARDS))
        self.readers = Readers(self.wall.engine.present, lambda: self.wall.now)
        self.services = Services(self.readers, None, lambda: self.wall.now, frozenset)  # type: ignore[arg-type]
        for event in events:
            self.wall.now = event.at + SECOND
            self.wall.poll("pbx")
            self.then[self.wall.now] = self._live_page()
        self.wall.now = NOON
        self.visitor = ANN
        self.shell = self._shell()

    def _live_page(self) -> dict[str, Any]:
        moment = Moment(self.readers.within(EVERYTHING, names=True))
        view: dict[str, Any] = orjson.loads(orjson.dumps(live.stream(StreamContext({}, moment, self.services))))
        return view

    def _shell(self) -> Shell:
        drawn = Boards(
            tuple(boards(self.wall.settings)),
            lambda board: layout(board, self.wall.settings),
            lambda remit: self.readers.within(remit).settings,
        )
        desk = Desk((live.PAGE, replace(live.PAGE, path="/other", past=False)), self.services)
        ready = Probes(lambda: (True, "ready"), lambda: b"")
        return build_app(
            self.wall.settings,
            drawn,
            Hub("v1"),
            "v1",
            ready,
            desk=desk,
            recognise=lambda **told: self.visitor,  # type: ignore[arg-type]
        )

    def get(self, path: str = "/past", **query: Any) -> Response:
        what = {} if "page" in query else {"board": "hall"}
        return ask(self.shell, f"{path}?{urlencode(what | query)}", headers=OWN)

    def told(self, at: Micros | str, path: str = "/past", **query: Any) -> dict[str, Any]:
        answer = self.get(path, at=at if isinstance(at, str) else at // 1000, **query)
        assert answer.status == 200, answer.body
        told: dict[str, Any] = orjson.loads(answer.body)
        return told

    def refused(self, status: int, path: str = "/past", **query: Any) -> str:
        answer = self.get(path, **query)
        assert answer.status == status
        return str(orjson.loads(answer.body)["refused"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    with closing(made.wall):
        yield made


def answered(seq: int, at: Micros, call: int, agent: str) -> Happening:
    return logged("pbx", "main", seq, at, f"c{call}", "roads", agent, "CONNECT", ("5", "", "", "", ""))


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


# ------------------------------------------------------------ a page

SUPERVISOR = replace(ANN, rights=ANN.rights | {Right.NAMES})
OF_THE_PAST = {"past-note", "live-alerts-then"}


def test_a_page_is_shown_as_it_was_shown_then(served: Served) -> None:
    served.visitor = SUPERVISOR
    for at, then in served.then.items():
        frame = served.told(at, page="/live")
        assert {id: props for id, props in frame["f"].items() if id not in OF_THE_PAST} == {
            id: props for id, props in then.items() if id not in OF_THE_PAST
        }
        assert (frame["at"], frame["known"]) == (at // 1000, at // 1000)
    assert "row:agents:main/Zoë" in frame["f"]
    assert [id for id in frame["f"] if id.startswith("row:callers:")] == ["row:callers:main/pbx/c2/roads/0"]


def test_a_page_that_plays_goes_on_as_the_floor_did(served: Served) -> None:
    served.visitor = SUPERVISOR
    first, *others = served.then
    served.told(first, page="/live", by="ours")
    for at in others:
        played = served.told(at, page="/live", by="ours", goes_on=1)["f"]
        assert {id: props for id, props in played.items() if id.startswith("row:")} == {
            id: props for id, props in served.then[at].items() if id.startswith("row:")
        }


def test_it_says_that_it_is_the_past_and_tells_alerts_of_then_alone(served: Served) -> None:
    fires = BEGAN + 25 * MINUTE
    raised = Raised(
        AlertKey("unstaffed", Scope("main", queue="roads"), ""), AlertKind.UNSTAFFED, "alarm", fires, fires, 2, None
    )
    alert = served.wall.ledger.alerts.fire(raised, (), fires)
    assert alert is not None
    served.wall.ledger.alerts.clear(alert, (), fires + MINUTE)
    before, during, after = (
        served.told(at, page="/live")["f"] for at in (fires - SECOND, fires + SECOND, fires + 2 * MINUTE)
    )
    assert during["past-note"] == {"text": "PAST: Sun 22 Nov, 05:25", "hide": False}
    assert during["live-alerts-then"]["text"] == "Alerts then: roads: 2 callers wait, and nobody is logged in"
    assert [view["live-alerts-then"]["hide"] for view in (before, during, after)] == [True, False, True]
    assert all(during[f"live-alerts-{nth}-line"]["hide"] for nth in range(4)), (
        "these lead to where alerts are taken now"
    )
    marks = served.told(fires, "/past/day", page="/live")["marks"]
    assert [mark["says"] for mark in marks] == ["05:25 to 05:26: roads: 2 callers wait, and nobody is logged in"]


def test_agents_of_then_are_named_to_those_only_who_may_see_them(served: Served) -> None:
    frame = served.get(page="/live", at="-60m")
    assert "Zoë" not in frame.body.decode()
    assert "Agents are shown by name, to those who may" in frame.body.decode()


def test_there_is_no_past_of_a_page_that_is_not_theirs_or_has_none(served: Served) -> None:
    assert {served.get(page=page, at="-1m").status for page in ("/other", "/nowhere", "live", "")} == {404}
    assert served.get(page="/live", at="-1m", of="another").body == b'{"turn":"reload"}'
    served.visitor = replace(ANN, remit=Remit.of(["elsewhere"]))
    assert {served.get(path, page="/live", at="-1m").status for path in ("/past", "/past/day")} == {404}


def test_a_page_opens_in_the_past_and_in_the_present_by_its_address(served: Served) -> None:
    def page(address: str) -> str:
        return ask(served.shell, address, headers=OWN).body.decode()

    past = page("/live?at=2026-11-22T05:00")
    assert 'data-past="yes"' in past
    assert "/assets/past.js" in past
    assert "/assets/past.css" in past
    assert "<title>PAST · Live</title>" in past
    assert "/assets/live.js" not in past
    assert 'data-past="yes"' not in page("/live")
    assert "/assets/past.js" not in page("/other?at=2026-11-22T05:00")


def test_of_what_was_before_the_wall_listened_figures_are_by_what_is_known_now(served: Served) -> None:
    assert served.told(BEGAN - MINUTE)["known"] is None


def test_of_several_sites_the_line_is_a_day_of_the_first_with_the_marks_of_all(tmp_path: Path) -> None:
    sites = {"main": {"name": "East", "zone": ZONE}, "west": {"name": "West", "zone": "America/Los_Angeles"}}
    sources = {"pbx": SourceBase(kind="fake", site="main"), "far": SourceBase(kind="fake", site="west")}
    both = Settings.model_validate({"sites": sites, "sources": sources})
    phones = FakeSource("pbx", "calls"), FakeSource("far", "calls", site="west")
    midnight = instant("2026-11-22T00:00-05:00")
    with closing(Wall(tmp_path, *phones, now=midnight + 3 * DAY, of=both)) as wall:
        hours = (-20, -2, 1, 12, 23, 25)  # of the day in the east; each call is heard of a quarter of an hour late
        for number, hour in enumerate(hours, 1):
            at = midnight + hour * HOUR
            call = entered(number, at, source="far")._replace(site="west")
            wall.ledger.record("far", "west", batch(call), at + 15 * MINUTE)
        readers = Readers(wall.engine.present, lambda: wall.now)
        asked = Services(readers, None, lambda: wall.now, frozenset)  # type: ignore[arg-type]
        shown = PastPages([live.PAGE], asked).of("/live", SUPERVISOR)
        assert shown is not None
        line = day_line(shown, midnight + 12 * HOUR, wall.now)
    assert (line["day"], line["since"]) == ("2026-11-22", midnight // 1000)
    assert [mark["says"] for mark in line["marks"]] == [
        f"West: {since} to {until}: nothing was heard of far"
        for since, until in (("22:00", "22:15"), ("09:00", "09:15"), ("20:00", "20:15"))
    ]

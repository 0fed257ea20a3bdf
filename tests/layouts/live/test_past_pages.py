"""Pages of the past: as they were shown then, to those who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from layouts.live.past_line import day_line
from layouts.live.past_views import PastPages
from layouts.page import Services
from layouts.pages import live
from tests.layouts.asking import OWN, ask
from tests.layouts.live.past_floor import ANN, BEGAN, ZONE, Served
from tests.wallboard.engine.parts import FakeSource, Wall, batch, entered
from wallboard.clock import instant
from wallboard.engine.reader import Readers
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Scope
from wallboard.model.alerts import AlertKey, AlertKind, Raised
from wallboard.model.remit import Remit
from wallboard.model.roles import Right
from wallboard.settings import Settings, SourceBase

pytestmark = pytest.mark.whole


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    with closing(made.wall):
        yield made


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

"""A page that streams: by the boards' own machinery, once for each remit, only while somebody looks, to whom it is for."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
import pytest

from layouts.live.stream import Showing
from layouts.page import Page, StreamContext
from layouts.page.live_table import live_rows
from layouts.page.moment import Moment
from layouts.wall.format import count
from layouts.wall.props import View
from tests.layouts import snapshots
from tests.layouts.opened import streamed
from tests.layouts.page.example import by_type
from tests.layouts.page.example import department as example
from tests.layouts.page.test_page_addresses import draw, strange
from tests.layouts.scope_city import ScopeCity, Visitor
from wallboard.access.visitor import NOBODY
from wallboard.judging.tone import ALARM, CATCHING_UP, LOST, NO_DATA, NONE
from wallboard.model import Scope, State
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right, Role

pytestmark = pytest.mark.whole

ROADS = "/ages/dept-roads"
NORTH, PARKS = Remit.of(["north"]), Remit.of(["north"], ["dept-parks", "dept-roads"])
made: list[tuple[object, str]] = []


def count_rounds(context: StreamContext) -> View:
    made.append((context.remit, context.parts["name"]))
    if context.parts["name"] == "..":
        raise ValueError("a page with a fault")
    return {"name": {"text": context.parts["name"]}}


PAGES = [
    example().PAGE,
    Page("/counted/{name}", "Counted", draw, right=Right.EXPORT, parts={"name": strange}, stream=count_rounds),
    Page("/still", "Still", draw),
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path_factory.mktemp("city"), PAGES)) as made:
        yield made


@pytest.fixture(scope="module")
def manager(city: ScopeCity) -> Visitor:
    return city.sign_in(Role.DEPARTMENT_MANAGER, PARKS)


def frame(told: bytes) -> dict[str, object]:
    (line,) = [line for line in told.split(b"\n") if line.startswith(b"data: {")]
    read: dict[str, object] = orjson.loads(line.removeprefix(b"data: "))
    return read


def test_the_example_of_the_docs_shows_a_departments_open_requests_by_age() -> None:
    shown = example().stream(streamed(snapshots.morning(), {"name": "Streets"}))
    rows = shown["ages"]["rows"]
    assert len(rows) > 2
    open_now = snapshots.morning().get(
        "tickets.open",
        next(
            key.scope
            for key in snapshots.morning().readings
            if key.metric == "tickets.open" and key.scope.department == "Streets"
        ),
    )
    assert open_now is not None
    assert sum(int(shown[f"ages/{band}/open"]["text"].replace(",", "")) for band in rows) == open_now.value
    assert shown["open"] == {"text": count(open_now.value), "state": NONE}
    assert (shown["ages"]["state"], shown["ages/note"]["hide"]) == (NONE, True)
    assert example().stream(streamed(snapshots.morning(), {"name": "Nobody"}))["ages"] == {"rows": [], "state": NO_DATA}


def test_the_example_says_of_a_lost_source_since_when_and_of_one_that_reads_its_history_no_figures() -> None:
    def shown(**facts: Any) -> View:
        source = snapshots.health("requests", "tickets", **facts)
        view: View = example().stream(streamed(snapshots.morning(health=(source,)), {"name": "Streets"}))
        return view

    lost = shown(state=State.LOST)
    assert lost["ages"] == {"rows": shown()["ages"]["rows"], "state": LOST}
    assert lost["open"] == {**shown()["open"], "state": LOST}
    assert lost["ages/note"] == {"text": "lost since 09:58", "hide": False}
    assert shown(catching_up=0.42)["ages"] == {"rows": [], "state": CATCHING_UP}


def test_within_one_department_types_of_request_are_its_own(city: ScopeCity, manager: Visitor) -> None:
    """As the second example of the docs shows it, and for whoever has the department in their remit."""
    latest = {row["ticket"]: row for row in city.rows["north"]}.values()
    types = Counter(r["service_type"] for r in latest if r["department"] == "dept-roads" and r["state"] != "finished")
    assert len(types) == 2
    stream = by_type().stream
    for remit in (EVERYTHING, NORTH, PARKS):
        moment = Moment(city.readers.within(remit))
        shown = stream(StreamContext({"name": "dept-roads"}, moment, city.web.services))
        assert {kind: int(shown[f"ages/{kind}/open"]["text"]) for kind in shown["ages"]["rows"]} == types
        assert int(shown["open"]["text"]) == sum(types.values())
        assert all(shown[f"ages/{kind}/oldest"]["text"].endswith("d") for kind in types)
    other = Moment(city.readers.within(Remit.of(["north"], ["dept-parks"])))
    shown = stream(StreamContext({"name": "dept-roads"}, other, city.web.services))
    assert shown["ages"]["rows"] == []


def test_what_pages_of_one_round_look_at_is_read_once() -> None:
    context = streamed(snapshots.morning(), {"name": "Streets"})
    parks = context.narrowed(department="Parks")
    assert parks.remit == Remit.of(departments=["Parks"])
    assert parks.moment is context.narrowed(department="Parks").moment
    assert parks.at("main") is context.narrowed(department="Parks").at("main")
    assert parks.narrowed(ward="4", site="main").remit == Remit.of(["main"], ["Parks"], ["4"])
    assert context.remit == EVERYTHING


def test_the_site_of_a_department_is_that_of_the_settings_or_of_its_requests(city: ScopeCity) -> None:
    context = StreamContext({}, Moment(city.readers.within(EVERYTHING)), city.web.services)
    assert [context.site_of(name) for name in ("dept-roads", "dept-water", "nobody's")] == ["north", "south", "north"]
    extra = snapshots.reading("tickets.open", 3, department="Named by requests")
    assert streamed(snapshots.morning(extra)).site_of("Named by requests") == "main"


def test_a_page_streams_what_is_within_its_visitors_remit(city: ScopeCity, manager: Visitor) -> None:
    told = frame(manager.streamed(f"page={ROADS}"))
    assert told["b"] == ROADS
    snapshot = city.readers.within(PARKS).full_snapshot()
    open_now = snapshot.get("tickets.open", Scope("north", department="dept-roads"))
    assert open_now is not None
    view = told["f"]
    assert isinstance(view, dict)
    assert sum(int(view[f"ages/{band}/open"]["text"]) for band in view["ages"]["rows"]) == open_now.value
    assert open_now.value


@pytest.mark.parametrize(
    "name",
    [
        "/ages/dept-water",  # of another remit
        "/ages/dept-none",
        "/ages/dept%2Droads",  # one view has one name
        "/ages/dept-roads/",
        "/ages/",
        "department/dept-roads",
        "/ages/%FF",
        "/ages/" + "a" * 3_000,
        "/counted/none",
        "/still",  # it streams nothing
        "/today",
        "",
    ],
)
def test_what_is_not_there_or_not_theirs_has_no_stream(city: ScopeCity, manager: Visitor, name: str) -> None:
    asked = f"page={name.replace('%', '%25')}"
    for refused in (manager.ask(f"/stream?{asked}"), manager.ask(f"/frame?{asked}")):
        assert (refused.status, refused.body) == (404, b"There is no such board.\n")
    assert city.hub.showings() == []


def test_the_right_of_a_page_is_asked_for_its_stream_too(city: ScopeCity) -> None:
    viewer = city.sign_in(Role.VIEWER, NORTH)
    assert viewer.ask("/stream?page=/counted/%252F").status == 404
    assert viewer.ask("/counted/%2F").status == 403
    pairing = city.access.screens.begin("127.0.0.1")
    city.access.screens.approve(pairing.code, "board-north", "north", "Hall", None)
    screen = Visitor(city, "none")
    screen.headers = [*screen.headers[:2], ("cookie", f"wallboard-screen={city.access.screens.claim(pairing.secret)}")]
    assert screen.ask("/stream?board=board-north&page=/counted/%252F").status == 200
    assert screen.ask(f"/stream?page={ROADS}").status == 404


def test_too_many_views_in_one_stream_are_refused(manager: Visitor) -> None:
    assert manager.ask("/stream?" + "&".join([f"page={ROADS}"] * 33)).status == 404


def test_boards_and_pages_share_a_stream(manager: Visitor) -> None:
    told = manager.streamed(f"board=board-north&page={ROADS}")
    assert {orjson.loads(line[6:])["b"] for line in told.split(b"\n") if line.startswith(b"data: {")} & {
        ROADS,
        "board-north",
    }


def test_a_view_is_made_once_for_each_remit_and_only_while_somebody_looks(
    city: ScopeCity,
) -> None:
    async def scenario() -> list[int]:
        names = [("/counted/%2F", NORTH), ("/counted/%2F", NORTH), ("/counted/%2F", PARKS), ("/counted/..", NORTH)]
        screens = [city.hub.join([Showing(name, remit, "en")], NOBODY) for name, remit in names]
        made.clear()
        for _ in range(2):
            await asyncio.to_thread(city.page_views.publish)
        seen = [0 if each.channels[0].tick is None else each.channels[0].tick.seq for each in screens]
        for screen in screens:
            city.hub.leave(screen)
        await asyncio.to_thread(city.page_views.publish)
        return seen

    assert asyncio.run(scenario()) == [2, 2, 2, 0], "and one with a fault takes no other along"
    assert sorted(map(str, made)) == sorted(map(str, [(NORTH, "/"), (PARKS, "/"), (NORTH, "..")] * 2))


def test_the_newest_view_of_a_page_can_be_asked_for_where_no_stream_gets_through(
    city: ScopeCity, manager: Visitor
) -> None:
    over = threading.Event()

    def tick() -> None:
        while not over.wait(0.05):
            city.page_views.publish()

    ticks = threading.Thread(target=tick)
    ticks.start()
    try:
        answer = manager.ask(f"/frame?page={ROADS}")
    finally:
        over.set()
        ticks.join()
    assert answer.status == 200
    assert orjson.loads(answer.body)["b"] == ROADS
    assert city.hub.showings() == []


def test_rows_of_a_table_are_parts_of_their_own() -> None:
    assert live_rows("t", {"b": {"x": "1", "y": {"text": "2", "state": ALARM}}, "a": {"x": ""}}) == {
        "t": {"rows": ["b", "a"], "state": NONE},
        "t/note": {"text": "", "hide": True},
        "t/b/x": {"text": "1"},
        "t/b/y": {"text": "2", "state": ALARM},
        "t/a/x": {"text": ""},
    }

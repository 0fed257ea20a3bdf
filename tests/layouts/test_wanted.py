"""The engine takes readings only of what boards ask for, and nobody lists that: so whatever a tile asks must be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from layouts.live.board_views import BoardViews
from layouts.live.publisher import BoardPublisher
from layouts.live.stream import Showing
from layouts.wall.boards import Memory, view
from layouts.wall.markup import html
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import TILES
from tests.empty_databases import lay_ledger
from tests.layouts import snapshots
from tests.wallboard.engine.parts import NOON, FakeSource, batch, entered, gave_up, settings
from tests.wallboard.ticket_histories import frame
from wallboard.engine.engine import Engine
from wallboard.engine.reader import Readers
from wallboard.ledger import Ledger
from wallboard.metrics import WINDOWS
from wallboard.model import DAY, SECOND, Demand, Snapshot
from wallboard.model.demand import dimension_of
from wallboard.model.remit import Remit
from wallboard.source import Batch

pytestmark = pytest.mark.whole

SCENES = (snapshots.morning, snapshots.closed, snapshots.dead_phones, snapshots.crowded, snapshots.before_first_call)


def narrowed(whole: Snapshot, demand: Demand) -> Snapshot:
    """As the engine takes it."""
    asks = demand.asks
    ours = {
        key: reading
        for key, reading in whole.readings.items()
        if key.metric in asks.metrics and key.window in asks.windows
        if dimension_of(key.scope) in ("", *asks.dimensions)
    }
    return replace(whole, readings=ours, demand=demand, asks=asks)


@pytest.mark.parametrize("tile", sorted(TILES))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_board_that_asks_until_nothing_is_missing_shows_what_it_shows_of_everything(
    tile: str, scene: Callable[[], Snapshot]
) -> None:
    settings = snapshots.settings(boards={"one": {"columns": 1, "rows": [[tile]]}})
    whole, demand = scene(), Demand(WINDOWS)
    while True:
        snapshot = narrowed(whole, demand)
        shown = view("one", settings, snapshot, Memory())
        if snapshot.complete:
            break
    assert shown == view("one", settings, whole, Memory())
    assert demand.asks.metrics < set(WINDOWS), "a board that asks for everything makes every poll dear"


# ---------------------------------------------------------------- over a real engine


def asks_what_no_tile_asks(place: Place, ctx: Context) -> View:
    """The second figure is asked for only where the first is there, and no other tile has its window or its scope."""
    lost, gave_up, holes = ctx.value("calls.lost", "5m"), None, None
    if lost is not None:
        gave_up = ctx.value("calls.abandoned", "15m", queue="roads")
        holes = ctx.value("tickets.open", service_type="hole")
    return {place.id(): {"text": f"{lost} {gave_up} {holes}"}}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    made = Tile("made_up", "Made up", "calls", lambda place: html.Div(id=place.id()), asks_what_no_tile_asks)
    monkeypatch.setitem(cast("dict[str, Tile]", TILES), "made_up", made)
    lay_ledger(tmp_path / "ledger.db")
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    calls = batch(entered(1, NOON - 60 * SECOND), gave_up(2, NOON - 30 * SECOND, 1, 30))
    rows = [{"ticket": "1", "state": "open", "service_type": "hole", "department": "Parks", "opened_at": NOON - DAY}]
    requests = Batch({"high": 1}, tickets=frame(rows), read=1)
    sources = {"pbx": FakeSource("pbx", "calls", calls), "crm": FakeSource("crm", "tickets", requests)}
    city = settings(boards={"one": {"rows": [["made_up:4"]]}})
    engine = Engine(city, sources, ledger, clock=lambda: NOON, only_asked=True)
    yield engine
    ledger.close()


def test_what_a_tile_asks_is_there_at_the_first_tick_and_nothing_is_shown_before(engine: Engine) -> None:
    shown: list[Any] = []
    publisher = BoardPublisher(engine.present.settings, lambda _, view, at: shown.append(view))
    for name in ("pbx", "crm"):
        engine.polls.poll(name)
    engine.present.tell(publisher)
    engine.present.publish()
    assert [view["made-up"]["text"] for view in shown] == ["0 1 1"]


def test_what_only_a_limited_remit_asks_is_there_at_its_first_view(engine: Engine) -> None:
    for name in ("pbx", "crm"):
        engine.polls.poll(name)
    parks = Remit.of(departments=["Parks"])
    views, showing = BoardViews(Readers(engine.present, lambda: NOON)), Showing("one", parks)
    assert views.made_here([showing]) == [showing]
    (drawn,) = views.within(parks, [showing])
    assert drawn.view["made-up"]["text"] == "0 1 1"


def test_what_nobody_asks_is_not_taken_and_what_there_is_not_is_not_asked_for_ever(engine: Engine) -> None:
    engine.polls.poll("pbx")
    snapshot = engine.present.snapshot()
    assert not snapshot.readings
    snapshot.ask("calls.no_such_metric")
    snapshot.ask("calls.lost", "no such window")
    assert snapshot.complete
    snapshot.ask("calls.lost", "today")
    assert not snapshot.complete
    assert {(key.metric, key.window) for key in engine.present.snapshot().readings} == {("calls.lost", "today")}


def test_other_settings_begin_with_no_wish(engine: Engine) -> None:
    engine.polls.poll("pbx")
    engine.present.snapshot().ask("calls.lost", "today")
    engine.take_over(engine.present.settings, engine.present.sources())
    assert not engine.present.snapshot().readings

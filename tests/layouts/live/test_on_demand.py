"""Boards within limited remits: made only while somebody looks, each remit read once, and no wall waits for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pytest

from layouts.live.board_views import BoardViews
from layouts.live.on_demand import OnDemandPublisher
from layouts.live.publisher import BoardPublisher, whole
from layouts.live.stream import Hub, OpenStream, Showing
from tests.layouts import snapshots
from wallboard.access.visitor import NOBODY
from wallboard.engine.known_names import UnknownName
from wallboard.model import Scope, Snapshot
from wallboard.model.remit import EVERYTHING, NOTHING, Remit
from wallboard.settings import Settings

WATER, PARKS = (Remit.of(departments=[name]) for name in ("Water", "Parks"))
BOARDS = {"wall": {"rows": [["ageing:4"]]}, "second": {"rows": [["oldest_open:4"]]}}


@dataclass
class OneRemit:
    """Reads what there is, with the total of one department as everybody's."""

    readers: AllRemits
    remit: Remit

    @property
    def settings(self) -> Settings:
        return self.readers.settings

    @property
    def told_remit(self) -> Remit:
        return self.remit

    def unknown(self) -> tuple[UnknownName, ...]:
        return ()

    def snapshot(self) -> Snapshot:
        self.readers.read.append(self.remit)
        if self.remit in self.readers.broken:
            raise RuntimeError("the ledger does not answer")
        taken = snapshots.morning()
        (department,) = self.remit.departments or ("Streets",)
        own = taken.get("tickets.open", Scope("main", department=department))
        assert own is not None
        total = own._replace(scope=Scope("main"))
        return replace(taken, readings={**taken.readings, total.key: total})


@dataclass
class AllRemits:
    settings: Settings = field(default_factory=lambda: snapshots.settings(boards=BOARDS))
    read: list[Remit] = field(default_factory=list)
    broken: frozenset[Remit] = frozenset()

    def within(self, remit: Remit, names: bool = False) -> OneRemit:
        return OneRemit(self, remit)


def looked_at(hub: Hub, showings: Sequence[Showing], rounds: int, readers: AllRemits) -> list[list[dict[str, Any]]]:
    """The frames that screens of these showings get in so many rounds."""

    async def scenario() -> list[list[dict[str, Any]]]:
        narrowed = OnDemandPublisher(hub, BoardViews(readers))
        screens: list[OpenStream] = [hub.join([showing], NOBODY) for showing in showings]
        got: list[list[dict[str, Any]]] = [[] for _ in screens]
        for _ in range(rounds):
            narrowed.publish()
            for screen, frames in zip(screens, got, strict=True):
                due = asyncio.ensure_future(screen.due())
                await asyncio.sleep(0)
                if due.done():
                    frames += [orjson.loads(p.removeprefix(b"data: ")) for p in due.result().split(b"\n\n") if p]
                else:
                    due.cancel()
        return got

    return asyncio.run(scenario())


def test_a_board_of_the_only_site_is_everybodys_and_of_several_it_is_of_those_who_may_see_its_site() -> None:
    one = snapshots.settings(boards=BOARDS)
    assert whole("wall", one) == Showing("wall", EVERYTHING)
    north = {"name": "North", "zone": "America/Chicago"}
    two = snapshots.settings(sites={**one.model_dump()["sites"], "north": north}, boards=BOARDS)
    assert whole("wall", two) == Showing("wall", Remit.of(["main"]))


def test_each_remit_is_read_once_a_round_however_many_boards_and_screens_it_has() -> None:
    readers = AllRemits()
    showings = [Showing("wall", WATER), Showing("second", WATER), Showing("wall", WATER), Showing("wall", PARKS)]
    got = looked_at(Hub("v1"), showings, 2, readers)
    assert sorted(map(str, readers.read)) == sorted(map(str, [WATER, PARKS] * 2))
    assert [[frame["b"] for frame in frames] for frames in got] == [[s.name] * 2 for s in showings]
    assert got[0] == got[2] != got[3]


def test_what_is_everybodys_is_left_to_the_walls_own_tick() -> None:
    readers = AllRemits()
    assert looked_at(Hub("v1"), [Showing("wall", EVERYTHING)], 1, readers) == [[]]
    assert readers.read == []


def test_within_no_site_and_of_a_board_that_is_no_more_nothing_is_ever_shown() -> None:
    readers = AllRemits()
    assert looked_at(Hub("v1"), [Showing("wall", NOTHING), Showing("gone", WATER)], 2, readers) == [[], []]
    assert readers.read == []


def test_a_stream_of_when_there_was_one_site_gets_nothing_of_another_where_its_board_moved() -> None:
    """It was joined within all of the one site; its visitor may have no more than that site."""
    one = snapshots.settings(boards=BOARDS)
    south = {"name": "South", "zone": "America/Chicago"}
    moved = {"rows": BOARDS["wall"]["rows"], "site": "south"}
    two = snapshots.settings(sites={**one.model_dump()["sites"], "south": south}, boards={**BOARDS, "wall": moved})
    readers = AllRemits(two)
    assert looked_at(Hub("v1"), [whole("wall", one)], 2, readers) == [[]]
    assert readers.read == []


@pytest.mark.slow
def test_a_remit_that_cannot_be_read_goes_dark_and_takes_no_other_along() -> None:
    readers = AllRemits(broken=frozenset({WATER}))
    water, parks = looked_at(Hub("v1"), [Showing("wall", WATER), Showing("wall", PARKS)], 2, readers)
    assert water == []
    assert len(parks) == 2


def test_nobody_who_looks_costs_nothing() -> None:
    readers = AllRemits()
    OnDemandPublisher(Hub("v1"), BoardViews(readers)).publish()
    assert readers.read == []


def test_no_wall_waits_for_the_first_view_within_a_remit() -> None:
    """The first one is a recount, and may take long."""
    hub, readers = Hub("v1"), AllRemits()
    let_go, reading = threading.Event(), threading.Event()

    class Slow(AllRemits):
        def within(self, remit: Remit, names: bool = False) -> OneRemit:
            reading.set()
            assert let_go.wait(20)
            return super().within(remit, names)

    narrowed = OnDemandPublisher(hub, BoardViews(Slow()))
    wall = BoardPublisher(readers.settings, hub.publish)
    narrowed.start()

    def tick() -> None:
        wall.changed(snapshots.morning())
        narrowed.changed(snapshots.morning())

    tick()
    assert reading.wait(20)
    for _ in range(3):
        tick()
    assert hub.stats().ticks == 4 * len(BOARDS)
    let_go.set()
    narrowed.stop()

"""The engine takes readings only of what the boards say they read: so what they say must be all that they look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from layouts.wall.boards import Memory, view, wanted
from layouts.wall.tiles import TILES
from tests.layouts import snapshots
from wallboard.engine.halves.calls import WALL_WINDOWS
from wallboard.metrics import METRICS
from wallboard.model import Snapshot

SCENES = (snapshots.morning, snapshots.closed, snapshots.dead_phones, snapshots.crowded, snapshots.before_first_call)


@pytest.mark.parametrize("tile", sorted(TILES))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_board_reads_only_what_its_tiles_declare(tile: str, scene: Callable[[], Snapshot]) -> None:
    settings = snapshots.settings(boards={"one": {"columns": 1, "rows": [[tile]]}})
    whole = scene()
    declared = wanted(settings)
    windows = {*WALL_WINDOWS, "now", "7d", "since_closing", "rest_of_day"}
    kept = {key: r for key, r in whole.readings.items() if key.metric in declared and key.window in windows}
    part = replace(whole, readings=kept)
    assert view("one", settings, part, Memory()) == view("one", settings, whole, Memory())


@pytest.mark.parametrize("tile", sorted(TILES))
def test_every_metric_that_a_tile_reads_is_one(tile: str) -> None:
    assert set(TILES[tile].reads) <= set(METRICS)

"""Every tile that a board may show, by name. A new tile is one new file here: modules are found by themselves."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from layouts.wall.tile import Tile


def _found() -> Mapping[str, Tile]:
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    tiles = [import_module(f"{__name__}.{name}").TILE for name in names]
    table = {tile.name: tile for tile in tiles}
    if len(table) != len(tiles):
        raise ValueError("two files in layouts/wall/tiles declare a tile of the same name")
    return table


TILES: Mapping[str, Tile] = _found()

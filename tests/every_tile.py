"""Boards of the tests that have every tile there is: a new one is looked at as the others are, and nobody lists it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from layouts.wall.tiles import TILES

COLUMNS = 6


def with_every_tile(rows: Sequence[Sequence[str]], elsewhere: Collection[str] = ()) -> list[list[str]]:
    """Rows of a board of six columns, and below them the tiles that are neither in them nor `elsewhere`, three in a row."""
    named = {_name(tile) for row in rows for tile in row} | {_name(tile) for tile in elsewhere}
    return [*map(list, rows), *_rows([name for name in sorted(TILES) if name not in named])]


def _name(tile: str) -> str:
    """Without the columns that it takes: "queues" of "queues:3"."""
    return tile.partition(":")[0]


def _rows(names: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(names), 3):
        row = names[first : first + 3]
        yield [f"{name}:{COLUMNS // len(row)}" for name in row]

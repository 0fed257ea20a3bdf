"""Which tiles of a board there is room for when its text can be read from where people stand, and where they stand.

Text is never made smaller than that. A row whose tiles are too narrow is broken into several lines; lines for which
there is no height are left out, the first declared stay; what is left out is told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from layouts.wall.legibility import LONG_UNITS, UNITS, Legibility
from layouts.wall.tile import Tile
from wallboard.settings import Board, Settings

# Units; the head and the foot are EDGE labels high, on a screen that stands on end NARROW_EDGE. assets/board.css has the same.
PADDING, GAP, EDGE, NARROW_EDGE = 1.4, 1.2, 1.65, 3.0
WIDTH = LONG_UNITS - 2 * PADDING
GRID = 24  # columns of a line that the board's own columns do not fit


@dataclass(frozen=True, slots=True)
class Spot:
    """One tile on a line: how many of its columns it takes and how wide that is."""

    tile: Tile
    span: int
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """Tiles side by side, the columns of their grid, and the share of the height that was asked for."""

    spots: tuple[Spot, ...]
    columns: int
    weight: float
    least: float  # height


@dataclass(frozen=True, slots=True)
class Fitted:
    lines: tuple[Line, ...]
    heights: tuple[float, ...]
    left_out: tuple[str, ...]


def fitted(
    board: Board, settings: Settings, letters: Legibility, rows: Sequence[tuple[float, Sequence[tuple[Tile, int]]]]
) -> Fitted:
    """`rows` are those declared: the weight of each, and its tiles with their spans."""

    def needed(tile: Tile) -> float:
        return tile.needs.width(board, settings, letters)

    def line(spots: Sequence[Spot], columns: int, weight: float) -> Line:
        heights = (spot.tile.needs.height(board, settings, letters, spot.width) for spot in spots)
        return Line(tuple(spots), columns, weight, max(heights))

    kept: list[Line] = []
    left_out: list[str] = []
    for weight, tiles in rows:
        spots = tuple(Spot(tile, span, across(span, board.columns, WIDTH)) for tile, span in tiles)
        if all(spot.width >= needed(spot.tile) for spot in spots):
            lines = [(spots, board.columns)]
        else:
            left_out += [tile.name for tile, _ in tiles if needed(tile) > WIDTH]
            lines = _broken([(tile, needed(tile)) for tile, _ in tiles if needed(tile) <= WIDTH])
        for placed, columns in lines:
            whole = line(placed, columns, weight)
            if sum(each.least for each in (*kept, whole)) <= height_for(len(kept) + 1, letters):
                kept.append(whole)
            else:
                left_out += [spot.tile.name for spot in placed]
    return Fitted(tuple(kept), _heights(kept, height_for(len(kept), letters)), tuple(left_out))


def height_for(lines: int, letters: Legibility) -> float:
    """What is left for so many lines of tiles between the head and the foot."""
    return UNITS - 2 * PADDING - 2 * EDGE * letters.label - GAP * (lines + 1)


def narrow_heights(
    lines: Sequence[Line], heights: Sequence[float], turned: Sequence[int], letters: Legibility
) -> tuple[float, ...]:
    """The same lines on a screen that stands on end, where each takes as many as `turned` says: lists keep the height
    that they have otherwise as far as there is room, so that they show the same rows."""
    room = LONG_UNITS - 2 * PADDING - 2 * NARROW_EDGE * letters.label - GAP * (len(lines) + 1)
    asked = [
        Line(
            line.spots,
            line.columns,
            height * count,
            count * ((height if any(spot.tile.needs.listed for spot in line.spots) else line.least) + GAP) - GAP,
        )
        for line, height, count in zip(lines, heights, turned, strict=True)
    ]
    return _heights(asked, room)


def narrow_size(span: int, columns: int, height: float, lines: int) -> tuple[float, float]:
    """A tile's width and height there. `height` is that of its row, which takes so many lines."""
    return across(span, columns, UNITS - 2 * PADDING), (height - GAP * (lines - 1)) / lines


def across(span: int, columns: int, width: float) -> float:
    """How wide so many of the columns are."""
    return (width - GAP * (columns - 1)) / columns * span + GAP * (span - 1)


def _broken(tiles: Sequence[tuple[Tile, float]]) -> list[tuple[tuple[Spot, ...], int]]:
    """Tiles, each with the width that it needs, on as few lines as hold them, about as many on each."""
    for count in range(1, len(tiles) + 1):
        size = math.ceil(len(tiles) / count)
        lines = [tiles[first : first + size] for first in range(0, len(tiles), size)]
        spread = [_spread(line) for line in lines]
        if all(spread):
            return [(spots, GRID) for spots in spread]
    return []


def _spread(tiles: Sequence[tuple[Tile, float]]) -> tuple[Spot, ...]:
    """Side by side over the whole width, each with an even part of what nobody needs; empty where they do not fit."""
    spare = (WIDTH - GAP * (len(tiles) - 1) - sum(width for _, width in tiles)) / len(tiles)
    if spare < 0:
        return ()
    spans = [round((width + spare + GAP) / (WIDTH + GAP) * GRID) for _, width in tiles]
    spans[-1] = GRID - sum(spans[:-1])
    spots = tuple(Spot(tile, span, across(span, GRID, WIDTH)) for (tile, _), span in zip(tiles, spans, strict=True))
    return spots if all(spot.width >= width for spot, (_, width) in zip(spots, tiles, strict=True)) else ()


def _heights(lines: Sequence[Line], room: float) -> tuple[float, ...]:
    """By weight, but none lower than it needs."""
    fixed: dict[int, float] = {}
    while True:
        free = [nth for nth in range(len(lines)) if nth not in fixed]
        rest, weights = room - sum(fixed.values()), sum(lines[nth].weight for nth in free)
        short = {nth: lines[nth].least for nth in free if rest * lines[nth].weight / weights < lines[nth].least}
        if not short or len(short) == len(free):
            break
        fixed |= short
    return tuple(fixed.get(nth) or rest * line.weight / weights for nth, line in enumerate(lines))

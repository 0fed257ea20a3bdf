"""Which tile stands where on a board, and how large: worked out once from the settings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from layouts import ids
from layouts.legibility import LONG_UNITS, UNITS, Legibility, legibility
from layouts.tile import Place, Tile
from layouts.tiles import TILES
from wallboard.settings import Board, Settings

PADDING, GAP, EDGE = 1.4, 1.2, 1.65  # units; the head and the foot are EDGE labels high. assets/board.css has the same


@dataclass(frozen=True, slots=True)
class Row:
    """Tiles side by side and the row's share of the board's height."""

    height: float
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    board: Board
    site: str
    title: str
    legibility: Legibility
    rows: tuple[Row, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for row in self.rows for place in row.places)

    def findings(self) -> tuple[str, ...]:
        """What people will not be able to read, a sentence each."""
        found = [self.legibility.finding] if self.legibility.finding else []
        for place in self.places:
            tile = TILES[place.tile]
            if place.width < tile.least_width or place.height < tile.least_height:
                found.append(
                    f"tile {place.tile} gets {place.width:.0f} x {place.height:.0f} units and needs "
                    f"{tile.least_width:.0f} x {tile.least_height:.0f}: give it more columns or a higher row"
                )
        return tuple(found)


def parse(entry: str, board_name: str, columns: int) -> tuple[Tile, int]:
    """The tile and width of `name` or `name:2`. Raises ValueError that says what would be right."""
    name, _, width = entry.partition(":")
    if name not in TILES:
        raise ValueError(f'boards.{board_name}: there is no tile "{name}"; there are: {", ".join(sorted(TILES))}')
    if width and not (width.isdigit() and 1 <= int(width) <= columns):
        raise ValueError(f'boards.{board_name}: "{entry}" must be 1 to {columns} columns wide, such as "{name}:2"')
    return TILES[name], int(width or 1)


def plan(board_name: str, board: Board, settings: Settings) -> Plan:
    """Raises ValueError for a tile that does not exist or a row that is too wide."""
    site = settings.site_of(board)
    letters = legibility(board)
    heights = board.heights or (1.0,) * len(board.rows)
    if len(heights) != len(board.rows):
        raise ValueError(f"boards.{board_name}: {len(heights)} heights for {len(board.rows)} rows; give one for each")
    room = UNITS - 2 * PADDING - 2 * EDGE * letters.label - GAP * (len(board.rows) + 1)
    seen: Counter[str] = Counter()
    rows = []
    for height, entries in zip(heights, board.rows, strict=True):
        parsed = [parse(entry, board_name, board.columns) for entry in entries]
        if sum(span for _, span in parsed) > board.columns:
            raise ValueError(f"boards.{board_name}: row {list(entries)} is wider than its {board.columns} columns")
        places = []
        for tile, span in parsed:
            column = (LONG_UNITS - 2 * PADDING - GAP * (board.columns - 1)) / board.columns
            places.append(
                Place(
                    tile=tile.name,
                    key=ids.tile_key(tile.name, seen[tile.name]),
                    board=board,
                    settings=settings,
                    site=site,
                    legibility=letters,
                    span=span,
                    width=column * span + GAP * (span - 1),
                    height=room * height / sum(heights),
                )
            )
            seen[tile.name] += 1
        rows.append(Row(height, tuple(places)))
    return Plan(board, site, board.title or settings.sites[site].name, letters, tuple(rows))

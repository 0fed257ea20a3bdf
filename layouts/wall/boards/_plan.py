"""Which tile stands where on a board, and how large: worked out once from the settings."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from layouts.wall import ids
from layouts.wall.boards._fitting import WIDTH, Fitted, Line, Spot, across, fitted, narrow_heights, narrow_size
from layouts.wall.format import number
from layouts.wall.legibility import Legibility, legibility, text_width
from layouts.wall.room import stacks
from layouts.wall.tile import Place, Tile
from layouts.wall.tiles import TILES
from wallboard.languages import _, ngettext
from wallboard.mendable import Mendable
from wallboard.settings import Board, Settings

BESIDE = 15.0  # what else the head must hold, in sizes of the label: the time, the word DEMO, gaps


class UnfitBoard(Mendable, ValueError):
    """A board whose rows cannot be laid out; the words say what would be right."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """Tiles side by side, the row's height in units, and on a screen that stands on end, and the columns of its grid."""

    height: float
    narrow_height: float
    places: tuple[Place, ...]
    columns: int


@dataclass(frozen=True, slots=True)
class BoardPlan:
    board: Board
    site: str
    title: str
    legibility: Legibility
    rows: tuple[BoardRow, ...]
    left_out: tuple[str, ...]  # tiles for which there is no room
    read_from_m: float  # the board's distance, or the one from which it can be read where nothing fits at that

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for row in self.rows for place in row.places)

    @property
    def note(self) -> str:
        """What the board's head says of what it cannot hold; "" where it holds everything."""
        if self.read_from_m < self.board.viewing_distance_m:
            return _("can be read from {distance} m", distance=number(f"{self.read_from_m:.1f}"))
        if not self.left_out:
            return ""
        n = len(self.left_out)
        tiles = ngettext("+{n} tile does not fit", "+{n} tiles do not fit", n, n=n)
        whole = _("{tiles} at {distance} m", tiles=tiles, distance=number(f"{self.board.viewing_distance_m:g}"))
        return whole if text_width(self.title + whole) < WIDTH / self.legibility.label - BESIDE else tiles

    def findings(self) -> tuple[str, ...]:
        """What the board cannot hold, a sentence each."""
        asked, screen = f"{self.board.viewing_distance_m:g} m", f"{self.board.screen_diagonal_in:g} inches"
        findings = []
        if self.read_from_m < self.board.viewing_distance_m:
            findings.append(
                f"nothing on {screen} is large enough for {asked}: it can be read from {self.read_from_m:.1f} m"
            )
        if self.left_out:
            findings.append(
                f"text that can be read from {asked} leaves no room on {screen} for {', '.join(self.left_out)}: "
                "put them on a board of their own, say a smaller viewing_distance_m, or use a larger screen"
            )
        return tuple(findings)


def parse(entry: str, board_name: str, columns: int) -> tuple[Tile, int]:
    """The tile and width of `name` or `name:2`. Raises UnfitBoard that says what would be right."""
    name, _colon, width = entry.partition(":")
    if name not in TILES:
        raise UnfitBoard(f'boards.{board_name}: there is no tile "{name}"; there are: {", ".join(sorted(TILES))}')
    if width and not (width.isdigit() and 1 <= int(width) <= columns):
        raise UnfitBoard(f'boards.{board_name}: "{entry}" must be 1 to {columns} columns wide, such as "{name}:2"')
    return TILES[name], int(width or 1)


def plan(board_name: str, board: Board, settings: Settings) -> BoardPlan:
    """Raises UnfitBoard for a tile that does not exist or a row that is too wide."""
    heights = board.heights or (1.0,) * len(board.rows)
    if len(heights) != len(board.rows):
        raise UnfitBoard(f"boards.{board_name}: {len(heights)} heights for {len(board.rows)} rows; give one for each")
    rows = [
        (height, [parse(entry, board_name, board.columns) for entry in entries])
        for height, entries in zip(heights, board.rows, strict=True)
    ]
    for (_height, parsed), entries in zip(rows, board.rows, strict=True):
        if sum(span for _tile, span in parsed) > board.columns:
            raise UnfitBoard(f"boards.{board_name}: row {list(entries)} is wider than its {board.columns} columns")
    nearer, letters = board, legibility(board)
    fit = fitted(board, settings, letters, rows)
    while not fit.lines and any(board.rows):  # nothing at all fits: as large as anything can be shown
        nearer = nearer.model_copy(update={"viewing_distance_m": nearer.viewing_distance_m * 0.9})
        letters = legibility(nearer)
        fit = fitted(nearer, settings, letters, rows)
    site = settings.site_of(board)
    placed = _placed(fit, board, settings, site, letters)
    return BoardPlan(
        board, site, board.title or settings.sites[site].name, letters, placed, fit.left_out, nearer.viewing_distance_m
    )


def alone(tile: Tile, board: Board, settings: Settings, span: int, height: float) -> Place:
    """The place of a single tile, as wide as so many of the board's columns and so many units high."""
    line = Line((Spot(tile, span, across(span, board.columns, WIDTH)),), board.columns, 1.0, height)
    fit = Fitted((line,), (height,), ())
    return _placed(fit, board, settings, settings.site_of(board), legibility(board))[0].places[0]


def _placed(fit: Fitted, board: Board, settings: Settings, site: str, letters: Legibility) -> tuple[BoardRow, ...]:
    so_far: Counter[str] = Counter()
    turned = [_turned(line) for line in fit.lines]
    upright = narrow_heights(fit.lines, fit.heights, [len(lines) for lines in turned], letters)
    rows = []
    for line, height, high, narrow in zip(fit.lines, fit.heights, upright, turned, strict=True):
        columns = math.ceil(line.columns / 2)
        spans = [span for on_line in narrow for span in on_line]
        sizes = [
            ((spot.width, height), narrow_size(span, columns, high, len(narrow)))
            for spot, span in zip(line.spots, spans, strict=True)
        ]
        growth = min(
            spot.tile.needs.growth(board, settings, letters, *size)
            for spot, both in zip(line.spots, sizes, strict=True)
            for size in both
        )
        grown = letters.grown(growth) if growth > 1 else letters
        figures = [
            (spot.tile, both) for spot, both in zip(line.spots, sizes, strict=True) if not spot.tile.needs.listed
        ]
        stacked, upright_stacked = (
            any(stacks(_(tile.title), _(tile.window), grown, both[way][0]) for tile, both in figures) for way in (0, 1)
        )
        places = []
        for spot, span, (wide, turned_size) in zip(line.spots, spans, sizes, strict=True):
            key = ids.tile_key(spot.tile.name, so_far[spot.tile.name])
            so_far[spot.tile.name] += 1
            facts = (spot.tile.name, key, board, settings, site, grown)
            places.append(Place(*facts, spot.span, *wide, span, turned_size, (stacked, upright_stacked)))
        rows.append(BoardRow(height, high, tuple(places), line.columns))
    return tuple(rows)


def _turned(line: Line) -> list[list[int]]:
    """The spans on each line that a row takes on a screen that stands on end, where it has half the columns. The last
    tile of a line has what is left of it."""
    columns = math.ceil(line.columns / 2)
    lines: list[list[int]] = [[]]
    for spot in line.spots:
        span = min(spot.span, columns)
        if sum(lines[-1]) + span > columns:
            lines.append([])
        lines[-1].append(span)
    return [[*spans[:-1], columns - sum(spans[:-1])] for spans in lines]

"""Boards are data: which tiles, where. Their structure is written once, their view at every tick."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from layouts.wall import ids
from layouts.wall.boards._asked import Asked, TileReadings
from layouts.wall.boards._edges import foot_layout, foot_view, head_layout, head_view
from layouts.wall.boards._hung import Hung
from layouts.wall.boards._hung import hung as _hung
from layouts.wall.boards._message import message_view
from layouts.wall.boards._plan import BoardPlan, BoardRow, alone, plan
from layouts.wall.boards._rotation import Drawn, rotation_layout, rotation_view
from layouts.wall.boards._sound import sound_view
from layouts.wall.legibility import LONG_UNITS
from layouts.wall.markup import Component, html
from layouts.wall.opening import with_links
from layouts.wall.tile import Context, Memory, Place, View
from layouts.wall.tiles import TILES
from wallboard.calendar import Calendar, calendar
from wallboard.languages import Language, language, speak, speaking
from wallboard.model import Snapshot
from wallboard.settings import BUILT_IN_BOARDS, Board, Settings

__all__ = [
    "DEFAULT",
    "FAR",
    "Hung",
    "Memory",
    "TileReadings",
    "alone",
    "boards",
    "default_board",
    "findings",
    "fit",
    "hung",
    "layout",
    "readings_of",
    "view",
]

DEFAULT, FAR, DEPARTMENTS = BUILT_IN_BOARDS
Opens = Callable[[str, str], str]  # an address, of a board and the key of a tile of it
PAST = "past"  # the state of a board that shows another instant than now; assets/board.css


def far_board() -> Board:
    """Six figures for people who stand far away: who waits, how it goes, and who is there."""
    return Board(
        title="",
        columns=3,
        rows=(("waiting_now", "longest_wait", "agents"), ("answered_in_time", "gave_up_waiting", "promises_kept")),
        viewing_distance_m=7,
    )


def departments_board() -> Board:
    """The whole screen for what departments have open, how old it is and what was promised."""
    return Board(
        rows=(("promises_kept", "past_due", "net_change", "oldest_open"), ("ageing:4",)),
        heights=(26, 52),
    )


def default_board(settings: Settings) -> Board:
    """The wall of a settings file that declares none: the promises above, queues and ageing below."""
    del settings  # one wall for everybody, so far; the signature is that of a choice
    return Board(
        rows=(
            ("speed_of_answer", "waiting_now", "answered_in_time", "gave_up_waiting"),
            ("queues:2", "ageing:2"),
        ),
        heights=(37, 55),
    )


def boards(settings: Settings) -> MappingProxyType[str, Board]:
    """The boards of the settings, or those that are built in where they declare none. Of settings within a remit, those that
    are left, be it none: wallboard/settings/within.py sets them only where some were declared."""
    declared = settings.boards or "boards" in settings.model_fields_set
    built_in = {DEFAULT: default_board(settings), FAR: far_board(), DEPARTMENTS: departments_board()}
    return MappingProxyType(dict(settings.boards) if declared else built_in)


def hung(settings: Settings) -> dict[str, Hung]:
    """Everything that hangs on walls, by name: boards, and rotations through them. None of settings without a site."""
    return _hung(settings, boards(settings)) if settings.sites else {}


def fit(board_name: str, settings: Settings) -> BoardPlan:
    """What of a board there is room for, and what not. Raises KeyError or ValueError."""
    return _plan(board_name, settings)


def findings(settings: Settings) -> list[str]:
    """What `check` has to say about the boards: tiles that do not exist, text that is too small to read."""
    all_findings = []
    for name in boards(settings):
        try:
            all_findings += [f"boards.{name}: {finding}" for finding in _plan(name, settings).findings()]
        except ValueError as error:
            all_findings.append(str(error))
    return all_findings


def layout(name: str, settings: Settings, opens: Opens | None = None) -> Component:
    """The structure of a board or rotation; its ids are exactly those of `view`. `opens` says where a board's tile leads,
    for whoever may follow it. Raises KeyError or ValueError."""
    there = hung(settings)[name]
    if not there.boards:
        return _board_layout(name, settings, opens)
    turns = []
    for board in there.boards:
        with speak(_spoken_on(board, there, settings)):
            drawn = _board_layout(board, settings, opens)
            turns.append(Drawn(drawn, boards(settings)[board].theme, speaking().tag))
    return rotation_layout(turns)


def _board_layout(board_name: str, settings: Settings, opens: Opens | None) -> Component:
    drawn = _plan(board_name, settings)
    board = html.Div(
        [
            head_layout(drawn.title, settings.demo, drawn.board.sound),
            html.Main([_row(row) for row in drawn.rows], className="tiles"),
            foot_layout(),
        ],
        id=ids.BOARD,
        className="wall",
        style={"--label-units": str(drawn.legibility.label), "--digit-units": str(drawn.legibility.digits)},
    )
    return board if opens is None else with_links(board, partial(opens, board_name))


def view(
    name: str,
    settings: Settings,
    snapshot: Snapshot,
    memory: Memory | None = None,
    scope: str = "",
    past: bool = False,
) -> View:
    """Component id -> props, for every id of `layout`. Pure but for `memory`, which keeps rows from jumping. `scope`
    says what of the site it is, where it is not all of it. A `past` instant says so, in its head and all around."""
    memory = memory or Memory()
    if name not in settings.rotations:
        return _board_view(name, settings, snapshot, memory, scope, past)
    there = hung(settings)[name]

    def see(board: str, own: Memory) -> View:
        with speak(_spoken_on(board, there, settings)):
            return _board_view(board, settings, snapshot, own, scope, past)

    return rotation_view(settings.rotations[name], there, see, snapshot.as_of, memory)


def _spoken_on(board: str, rotation: Hung, settings: Settings) -> Language:
    """A board that says its language keeps it within a rotation, unless somebody chose another."""
    declared = settings.boards[board].language if board in settings.boards else None
    return language(declared) if declared and speaking().tag == language(rotation.language).tag else speaking()


def _board_view(
    board_name: str, settings: Settings, snapshot: Snapshot, memory: Memory, scope: str, past: bool
) -> View:
    drawn, calendar = _drawn(board_name, settings, memory)
    if snapshot.people and not drawn.board.agent_names:
        snapshot = replace(snapshot, people=())  # no tile of this board can name anybody
    ctx = _context(drawn, calendar, settings, snapshot, memory, scope)
    written: View = {ids.BOARD: {"state": PAST if past else "open" if ctx.open else "closed"}}
    written |= head_view(ctx, drawn.title, drawn.note, past)
    written |= message_view(ctx, board_name, drawn)
    if drawn.board.sound:
        written |= sound_view(ctx)
    for place in drawn.places:
        written |= TILES[place.tile].view(place, ctx)
    return written | foot_view(ctx, drawn.legibility.label)


def _context(
    drawn: BoardPlan, calendar: Calendar, settings: Settings, snapshot: Snapshot, memory: Memory, scope: str = ""
) -> Context:
    board = drawn.board
    return Context(
        settings=settings,
        site=drawn.site,
        snapshot=snapshot,
        calendar=calendar,
        memory=memory,
        only_queues=board.queues,
        only_departments=board.departments,
        board=board,
        scope=scope,
    )


def readings_of(board_name: str, tile_key: str, settings: Settings, snapshot: Snapshot) -> TileReadings | None:
    """What a tile of a board reads to show what it shows, in that order; None where there is no such tile."""
    memory = Memory()
    drawn, calendar = _drawn(board_name, settings, memory)
    place = next((place for place in drawn.places if place.key == tile_key), None)
    if place is None:
        return None
    asked = Asked(snapshot.readings)
    seen = replace(snapshot, readings=asked, demand=None)
    tile = TILES[place.tile]
    tile.view(place, _context(drawn, calendar, settings, seen, memory))
    return TileReadings(tile.title, drawn.title, drawn.site, asked.found())


def _row(row: BoardRow) -> Component:
    """In portrait, half the columns: a row then takes as many lines as its tiles need."""
    narrow = math.ceil(row.columns / 2)
    return html.Div(
        [_place(place) for place in row.places],
        className="tile-row",
        style={
            "--height": f"{row.height:.2f}",
            "--columns": str(row.columns),
            "--narrow-columns": str(narrow),
            "--narrow-height": f"{row.narrow_height:.2f}",
        },
    )


def _place(place: Place) -> Component:
    letters = place.legibility
    style = {
        "--span": str(place.span),
        "--narrow-span": str(place.narrow_span),
        "--label-units": f"{letters.label:g}",
        "--digit-units": f"{letters.digits:g}",
    }
    return html.Div(
        TILES[place.tile].layout(place),
        className="place wide" if place.width > LONG_UNITS / 3 else "place",
        style=style,
    )


def _plan(board_name: str, settings: Settings) -> BoardPlan:
    return plan(board_name, boards(settings)[board_name], settings)


def _drawn(board_name: str, settings: Settings, memory: Memory) -> tuple[BoardPlan, Calendar]:
    """Plan and calendar, worked out anew only when the settings were replaced."""
    if memory.drawn is None or memory.drawn[0] is not settings or memory.drawn[1] != board_name:
        planned = _plan(board_name, settings)
        memory.drawn = (
            settings,
            board_name,
            planned,
            calendar(settings.sites[planned.site].hours, settings.zone(planned.site)),
        )
    return memory.drawn[2], memory.drawn[3]

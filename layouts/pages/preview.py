"""*Preview*: a board on a screen of any size, from any distance, before it is hung: what it shows now, and which tiles do
not fit."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, Self

from dash import dcc, html
from dash.development.base_component import Component

from layouts.page import Page, PageContext, StreamContext
from layouts.page.frame import frame
from layouts.page.parts import address
from layouts.wall.boards import boards, fit, layout, view
from layouts.wall.format import number
from layouts.wall.legibility import UNITS
from layouts.wall.props import View
from layouts.wall.tiles import TILES
from layouts.wall.written import written
from wallboard.engine.reader import Reader
from wallboard.languages import N_, _
from wallboard.settings import Board, Settings

PATH, TITLE = "/preview/{board}/{screen}", N_("Preview")
STAGE = "stage"
_WRITTEN = re.compile(r"([0-9]{3,4})x([0-9]{3,4})-([0-9]{1,3}(?:\.[0-9])?)in-([0-9]{1,2}(?:\.[0-9])?)m")
PIXELS, INCHES, METRES = (320, 8192), (7, 300), (0.5, 50)
RESOLUTIONS = {"720p": (1280, 720), "1080p": (1920, 1080), "4K": (3840, 2160), N_("on end"): (1080, 1920)}


class Screen(NamedTuple):
    """What a board hangs on, and from how far it is read: pixels, inches across, metres."""

    width: int
    height: int
    inches: float
    metres: float

    @classmethod
    def read(cls, text: str) -> Self | None:
        """As it stands in the address: 1920x1080-55in-5m."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return None
        screen = cls(int(found[1]), int(found[2]), float(found[3]), float(found[4]))
        fits = ((screen.width, PIXELS), (screen.height, PIXELS), (screen.inches, INCHES), (screen.metres, METRES))
        return screen if all(low <= value <= high for value, (low, high) in fits) else None

    @property
    def written(self) -> str:
        return f"{self.width}x{self.height}-{self.inches:g}in-{self.metres:g}m"

    @property
    def unit(self) -> float:
        """Pixels of the wall's own unit, as assets/board.css has it."""
        short, long = sorted((self.width, self.height))
        return short / UNITS if long * 108 > short * 170 else long / 170


def board(text: str, reader: Reader) -> str | None:
    """A board of the visitor's own."""
    return text if reader.settings.sites and text in boards(reader.settings) else None


def screen(text: str, reader: Reader) -> Screen | None:
    del reader
    return Screen.read(text)


def preview_address(name: str, of: Board) -> str:
    """Of a board as its settings say it hangs, on 1,920 pixels across."""
    as_said = Screen(1920, 1080, min(max(of.screen_diagonal_in, 7), 300), min(max(of.viewing_distance_m, 0.5), 50))
    return address(PATH, {"board": name, "screen": as_said.written})


def hung_there(name: str, settings: Settings, on: Screen) -> Settings:
    """The settings as they would be with the board on that screen."""
    there = boards(settings)
    other = there[name].model_copy(update={"viewing_distance_m": on.metres, "screen_diagonal_in": on.inches})
    return settings.model_copy(update={"boards": {**there, name: other}})


def title(context: PageContext) -> str:
    return _(
        "Preview of {board}", board=boards(context.settings)[context.parts["board"]].title or context.parts["board"]
    )


def layout_(context: PageContext) -> Component:
    name, on = context.parts["board"], context.parts["screen"]
    there = hung_there(name, context.settings, on)
    said: dict[str, Any] = {"aria-label": title(context)}
    stage = html.Div(
        written(layout(name, there)),
        className=f"stage theme-{boards(there)[name].theme}{' upright' if on.height >= on.width else ''}",
        style={"--w": f"{on.width}", "--h": f"{on.height}", "--unit": f"{on.unit:.4f}px"},
    )
    return frame(
        context,
        title(context),
        _choices(name, on),
        html.P(_fits(name, there, on), className="note", role="status"),
        html.Div(stage, id=STAGE, role="region", tabIndex="0", **said),
    )


def _choices(name: str, on: Screen) -> Component:
    """The screen in numbers, which assets/preview.js goes to the address of; common resolutions are links."""
    fields = (
        ("width", _("Pixels across"), on.width, PIXELS, 1),
        ("height", _("Pixels down"), on.height, PIXELS, 1),
        ("inches", _("Inches across the screen"), on.inches, INCHES, 0.1),
        ("metres", _("Metres from which it is read"), on.metres, METRES, 0.1),
    )
    ways = [
        html.A(_(words), href=address(PATH, {"board": name, "screen": on._replace(width=w, height=h).written}))
        for words, (w, h) in RESOLUTIONS.items()
    ]
    form = html.Form([*(_field(*field) for field in fields), html.Button(_("Show"))], id="screen-form")
    return html.Div([form, html.P([_("Resolutions:"), *ways], className="ways")], className="choices")


def _field(id: str, words: str, value: float, between: tuple[float, float], step: float) -> Component:
    low, high = between
    field = dcc.Input(id=id, name=id, type="number", value=value, min=low, max=high, step=step, required=True)
    return html.Div([html.Label(words, htmlFor=id), field])


def _fits(name: str, settings: Settings, on: Screen) -> str:
    """Which tiles do not fit, in words."""
    told = fit(name, settings)
    inches, metres = number(f"{on.inches:g}"), number(f"{on.metres:g}")
    if told.read_from_m < on.metres:
        nearer = number(f"{told.read_from_m:.1f}")
        return _(
            "Nothing on {inches} inches is large enough for {metres} m: it can be read from {nearer} m.",
            inches=inches,
            metres=metres,
            nearer=nearer,
        )
    if told.left_out:
        tiles = ", ".join(_(TILES[tile].title) for tile in told.left_out)
        return _(
            "Text that can be read from {metres} m leaves no room on {inches} inches for: {tiles}.",
            metres=metres,
            inches=inches,
            tiles=tiles,
        )
    return _("Every tile fits, and can be read from {metres} m.", metres=metres)


def stream(context: StreamContext) -> View:
    name, on = context.parts["board"], context.parts["screen"]
    return view(name, hung_there(name, context.settings, on), context.snapshot)


PAGE = Page(
    PATH,
    title,
    layout_,
    parts={"board": board, "screen": screen},
    stream=stream,
    style=("board.css", "preview.css"),
    script=("drawn.js", "preview.js"),
)

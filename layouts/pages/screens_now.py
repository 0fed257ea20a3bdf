"""*Screens now*: which TVs are paired, what they show, and whether they show it at this moment."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from dash.development.base_component import Component

from layouts.page import Page, PageContext, StreamContext
from layouts.page.frame import frame
from layouts.page.live_table import live_rows, live_table
from layouts.page.words import zone_for
from layouts.wall.boards import hung
from layouts.wall.props import Props, View
from layouts.web.routes import Nav
from wallboard.access.screens import Screen
from wallboard.clock import local
from wallboard.judging.tone import ALARM, OK, WATCH
from wallboard.languages import N_, _, speaking
from wallboard.model import Micros
from wallboard.model.roles import Right

TITLE, TABLE = N_("Screens now"), "screens"


def layout(context: PageContext) -> Component:
    columns = {
        "name": _("Screen"),
        "board": _("Board"),
        "state": _("State"),
        "address": _("Address"),
        "since": _("Let in"),
    }
    caption = _("Screens that are let in, as they are at this moment.")
    return frame(context, _(TITLE), live_table(TABLE, caption, columns))


def stream(context: StreamContext) -> View:
    """Every screen whose whole remit is within this one, by name."""
    on = context.services.on_now()
    screens = context.services.access.screens.all(context.remit)
    return live_rows(TABLE, {screen.id: _row(screen, context, screen.id in on) for screen in screens})


def _row(screen: Screen, context: StreamContext, on: bool) -> dict[str, str | Props]:
    zone = zone_for(context.remit, context.settings)
    board = hung(context.settings).get(screen.board)
    return {
        "name": screen.name,
        "board": (board.title or screen.board) if board else _("{name} (no longer in the settings)", name=screen.board),
        "state": _state(screen, on, zone),
        "address": screen.address or _("unknown"),
        "since": _when(screen.made_at, zone),
    }


def _state(screen: Screen, on: bool, zone: ZoneInfo) -> Props:
    if on:
        return {"text": _("on now"), "state": OK}
    if screen.seen_at is None:
        return {"text": _("not seen yet"), "state": WATCH}
    return {"text": _("off since {when}", when=_when(screen.seen_at, zone)), "state": ALARM}


def _when(instant: Micros, zone: ZoneInfo) -> str:
    at, language = local(instant, zone), speaking()
    return f"{language.dated(at)}, {language.time(at)}"


PAGE = Page(
    "/screens/now",
    lambda context: _(TITLE),
    layout,
    right=Right.SCREENS,
    nav=Nav(TITLE, 61),
    stream=stream,
)

"""The figures that one tile of a board shows, each leading to what makes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page.figures import TILE, figure_address
from layouts.page.frame import frame
from layouts.page.story import nothing, table, when
from layouts.pages.figure.about import name, said_of
from layouts.pages.figure.amount import written
from layouts.wall.boards import TileReadings, boards, readings_of
from layouts.wall.theme import WORDS
from wallboard.engine.reader import Reader
from wallboard.judging.tone import OF_STATE
from wallboard.languages import N_, _
from wallboard.metrics import METRICS
from wallboard.model import Reading
from wallboard.settings import Settings

TITLE = N_("Figures of a tile")
ADDRESS, CONTENT = "tile-address", "tile-content"
AT_ONCE = 2  # tiles that are asked at a time


def board(text: str, reader: Reader) -> str | None:
    return text if reader.settings.sites and text in boards(reader.settings) else None


def tile(text: str, reader: Reader) -> str | None:
    """Whether the board has it, its page says."""
    return text


def layout(context: PageContext) -> Component:
    content = dcc.Loading(html.Div(id=CONTENT), delay_show=800, overlay_style={"visibility": "visible"})
    return frame(context, _(TITLE), dcc.Location(id=ADDRESS, refresh="callback-nav"), content)


def callbacks(app: Dash, context: Callable[[], PageContext]) -> None:
    room = asyncio.Semaphore(AT_ONCE)

    @app.callback(Output(CONTENT, "children"), Input(ADDRESS, "pathname"))
    async def show(_pathname: str | None) -> list[Component]:
        here = context()
        async with room:
            return await asyncio.to_thread(content, here)


def content(context: PageContext) -> list[Component]:
    reader = context.reader
    told = readings_of(context.parts["board"], context.parts["tile"], reader.settings, reader.full_snapshot())
    if told is None:
        return [nothing(_("The board has no such tile."))]
    if not told.readings:
        return [nothing(_("It shows how things are, and no figure that is made of calls or requests."))]
    return [_of(told, reader.settings)]


def _of(told: TileReadings, settings: Settings) -> Component:
    heads = _("Figure"), _("Of"), _("Now"), _("As of")
    title = f"{told.board}: {_(told.title)}"
    return table(title, heads, (_row(reading, settings) for reading in told.readings))


def _row(reading: Reading, settings: Settings) -> tuple[str | Component, ...]:
    metric = METRICS[reading.metric]
    value = written(reading.value, metric, reading.variant)
    if reading.value is None:
        value = _(WORDS[OF_STATE[reading.state]]) or value
    zone = settings.zone(reading.scope.site)
    return (
        html.A(name(reading.metric), href=figure_address(reading.key)),
        said_of(reading.scope, reading.window, reading.variant, settings),
        value,
        when(reading.as_of, zone),
    )


PAGE = Page(
    TILE,
    TITLE,
    layout,
    parts={"board": board, "tile": tile},
    callbacks=callbacks,
    style="figure.css",
)

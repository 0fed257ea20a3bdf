"""The figures that one tile of a board shows, each leading to what makes it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page.figures import TILE, figure_address
from layouts.page.read_late import ReadLate
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


def board(text: str, reader: Reader) -> str | None:
    return text if reader.settings.sites and text in boards(reader.settings) else None


def tile(text: str, reader: Reader) -> str | None:
    """Whether the board has it, its page says."""
    return text


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


LATE = ReadLate("tile", TITLE, content)
PAGE = Page(
    TILE,
    TITLE,
    LATE.layout,
    parts={"board": board, "tile": tile},
    callbacks=LATE.callbacks,
    style="figure.css",
)

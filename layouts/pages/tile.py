"""The figures that one tile of a board shows, or showed at a past instant, each leading to what makes it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page.figure_words import name
from layouts.page.figures import TILE, figure_address
from layouts.page.read_late import ReadLate
from layouts.page.sources import source_words
from layouts.page.story import nothing, still, table, when
from layouts.page.told_address import UnfitAddress
from layouts.pages.figure.about import as_of_words, said_of
from layouts.pages.figure.amount import written
from layouts.pages.figure.asked import instants
from layouts.wall.boards import TileReadings, boards, readings_of
from layouts.wall.theme import WORDS
from wallboard.engine.reader import Reader
from wallboard.judging.instant import CARRIES
from wallboard.judging.tone import OF_STATE
from wallboard.languages import N_, _
from wallboard.metrics import METRICS
from wallboard.model import Micros, Reading, Snapshot
from wallboard.questions.errors import NoSuchDay
from wallboard.settings import Settings

TITLE = N_("Figures of a tile")


def board(text: str, reader: Reader) -> str | None:
    return text if reader.settings.sites and text in boards(reader.settings) else None


def tile(text: str, reader: Reader) -> str | None:
    """Whether the board has it, its page says."""
    return text


def content(context: PageContext) -> list[Component]:
    """As they are now, or were at the instant that the address names."""
    try:
        at, known = instants(context.search)
        snapshot = context.reader.full_snapshot() if at is None else context.reader.figures_at(at, known)
    except UnfitAddress as error:
        return [nothing(str(error))]
    except NoSuchDay as error:
        told = _("Of {day} nothing can be told: its records are no longer kept, or it is still to come.", day=error.day)
        return [nothing(told)]
    return _of(context, snapshot, at, known)


def _of(context: PageContext, snapshot: Snapshot, at: Micros | None, known: Micros | None) -> list[Component]:
    settings = context.settings
    told = readings_of(context.parts["board"], context.parts["tile"], settings, snapshot)
    if told is None:
        return [nothing(_("The board has no such tile."))]
    stands = [] if at is not None else _stands(told, context)
    if not told.readings and stands:
        return [nothing(words) for words in stands]
    if not told.readings:
        return [nothing(_("It shows how things are, and no figure that is made of calls or requests."))]
    heads = _("Figure"), _("Of"), _("Now") if at is None else _("Then"), _("As of")
    title = f"{told.board}: {_(told.title)}"
    rows = (_row(reading, settings, at, known) for reading in told.readings)
    then = [] if at is None else [_then(context, at, known, settings.zone(told.site))]
    zoned = html.P(_("Times are those of {zone}.", zone=settings.zone(told.site).key), className="as-of")
    return [*then, *map(still, stands), table(title, heads, rows, numbers=[2]), zoned]


def _stands(told: TileReadings, context: PageContext) -> list[str]:
    """Why its figures are not of now, where they are not: by the sources that tell them."""
    carried = {CARRIES[reading.metric.partition(".")[0]] for reading in told.readings} or set(CARRIES.values())
    now = context.now()
    return [words for its in sorted(carried) for words in source_words(context.reader, now, [told.site], its)]


def _then(context: PageContext, at: Micros, known: Micros | None, zone: ZoneInfo) -> Component:
    now = html.A(_("The same figures now"), href=context.address)
    return html.P([html.Span(as_of_words(at, known, zone)), now], className="as-of")


def _row(reading: Reading, settings: Settings, at: Micros | None, known: Micros | None) -> tuple[str | Component, ...]:
    metric = METRICS[reading.metric]
    value = written(reading.value, metric, reading.variant)
    if reading.value is None:
        value = _(WORDS[OF_STATE[reading.state]]) or value
    zone = settings.zone(reading.scope.site)
    return (
        html.A(name(reading.metric), href=figure_address(reading.key, at, known)),
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

"""*Gallery*: every tile in every state that it can have, in each theme, to choose the tiles of a board by."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext, StreamContext
from layouts.page.frame import frame
from layouts.pages.preview import preview_address
from layouts.wall.boards import boards
from layouts.wall.gallery import Sample, samples
from layouts.wall.props import View
from layouts.web.routes import Nav
from wallboard.languages import N_, _, speaking

TITLE = N_("Gallery")
FIRST = "dark"
THEMES = {"dark": N_("dark"), "light": N_("light"), "contrast": N_("high contrast")}


def layout(context: PageContext) -> Component:
    shown = [(tile, list(every)) for tile, every in groupby(samples(speaking().tag), lambda sample: sample.tile)]
    ways = [html.A(_(tile.title), href=f"#tile-{tile.name}") for tile, every in shown]
    named: dict[str, Any] = {"aria-label": _("Tiles")}
    words = _(
        "Every tile as it looks in each state that it can be in; one that it cannot be in is left out. The figures are "
        "made up. By the name beside its title, a tile stands in the settings file."
    )
    return frame(
        context,
        _(TITLE),
        html.P(words, className="note"),
        _themes(),
        html.Nav(ways, className="tiles-of", **named),
        _previews(context),
        html.Div([_of_tile(every) for tile, every in shown], id="gallery", className=f"theme-{FIRST}"),
        says_whose=False,  # nobody's
    )


def _previews(context: PageContext) -> Component:
    """Boards of the visitor's own, before they are hung."""
    there = boards(context.settings) if context.settings.sites else {}
    links = [
        html.A(board.title or name, href=preview_address(name, board), dir="auto") for name, board in there.items()
    ]
    return html.P(
        [_("A board on a screen of any size, before it is hung:"), *links], className="tiles-of", hidden=not links
    )


def _themes() -> Component:
    """Chosen on the page itself: assets/gallery.js."""
    said: dict[str, Any] = {"aria-label": _("Theme")}
    return html.Div(
        [_theme(name, _(words)) for name, words in THEMES.items()], className="themes", role="group", **said
    )


def _theme(name: str, words: str) -> Component:
    state: dict[str, Any] = {"data-theme": name, "aria-pressed": str(name == FIRST).lower()}
    return html.Button(words, type="button", **state)


def _of_tile(every: list[Sample]) -> Component:
    tile = every[0].tile
    figures = [html.Figure([sample.frame(), html.Figcaption(_(sample.scene.title))]) for sample in every]
    head = html.H2([_(tile.title), " ", html.Code(tile.name)])
    return html.Section([head, html.Div(figures, className="samples")], id=f"tile-{tile.name}")


def stream(context: StreamContext) -> View:
    """The same at every tick."""
    del context
    view: View = {id: props for sample in samples(speaking().tag) for id, props in sample.view.items()}
    return view


PAGE = Page(
    "/gallery",
    TITLE,
    layout,
    nav=Nav(TITLE, 70),
    stream=stream,
    style=("board.css", "gallery.css"),
    script=("drawn.js", "gallery.js"),
)

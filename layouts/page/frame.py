"""What stands around every page: the ways on, its heading, and a way past both for whoever uses the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.page import PageContext
from layouts.page.dash_nav import board_titles, desk_nav
from layouts.page.words import scope_words
from wallboard.languages import _

MAIN = "main"  # id of the part below the header, where a page names none of its own


def frame(
    context: PageContext,
    heading: str | list[Component],
    *main: Component,
    tools: Sequence[Component] = (),
    skip: str = "",
    skip_to: str = MAIN,
    says_whose: bool = True,
) -> Component:
    """A whole page: its header with navigation, heading and `tools`, and `main` below, which is put into an element for
    it unless a page brings its own and says where in it to `skip_to`. Somebody who sees a part of the city is told which,
    unless the page `says_whose` its figures are by itself."""
    settings = context.settings
    demo = [html.Span(_("DEMO"), className="demo")] if settings.demo else []
    below = [html.Main(list(main), id=MAIN, tabIndex="-1")] if skip_to == MAIN else main
    return html.Div(
        [
            html.A(skip or _("Skip to the content"), href=f"#{skip_to}", className="skip"),
            html.Header(
                [
                    html.Div(desk_nav(context.visitor, context.address, board_titles(settings)), className="bar"),
                    html.H1(heading, dir="auto"),
                    *demo,
                    *(_whose(context) if says_whose else ()),
                    *tools,
                ]
            ),
            *below,
        ],
        className="desk",
    )


def _whose(context: PageContext) -> list[Component]:
    reader = context.reader
    scope = scope_words(reader.told_remit, context.settings, reader.unknown())
    return [html.P(f"{scope}.", className="scope")] if scope else []

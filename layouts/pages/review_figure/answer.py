"""What the page of a figure shows for its address."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from layouts.page import PageContext
from layouts.pages.review.answer import nothing, read
from layouts.pages.review.asked import PATH, NoSuchReview, asked, told
from layouts.pages.review.graph import chart
from layouts.pages.review.shown import Shown
from layouts.pages.review_figure.about import about, definition
from layouts.pages.review_figure.written_of import written_of
from layouts.review.process_chart import process_chart
from layouts.review.trail_chart import trail_chart
from wallboard.languages import _
from wallboard.model import Scope
from wallboard.review import FigureKey, ReviewedFigure


def content(context: PageContext) -> list[Component]:
    try:
        ask, pairs = asked(context.search, context.settings, context.now()), told(context.search)
    except NoSuchReview as error:
        return [nothing(str(error), html.A(_("Go to the last week"), href=PATH))]
    shown = read(ask, context)
    figure = find(shown, pairs)
    if figure is None:
        back = html.A(_("Go to the review of that time"), href=ask.address())
        return [nothing(_("There is no such figure here, or not at that time."), back)]
    return page(shown, figure)


def find(shown: Shown, pairs: Mapping[str, str]) -> ReviewedFigure | None:
    """The one that the address names."""
    parts = {name: pairs[name] for name in Scope._fields if name != "site" and name in pairs}
    key = FigureKey(pairs.get("metric", ""), Scope(shown.review.site, **parts), pairs.get("variant", ""))
    return next((each for each in shown.review.figures if each.key == key), None)


def page(shown: Shown, figure: ReviewedFigure) -> list[Component]:
    name = shown.name(figure)
    weeks = process_chart(figure, name)
    return [
        about(shown, figure),
        *([] if weeks is None else [chart(weeks)]),
        chart(trail_chart(figure, name)),
        *written_of(shown, figure),
        definition(shown, figure),
    ]

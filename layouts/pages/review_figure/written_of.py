"""What people wrote of a figure and its week, month or quarter, and where to write more."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.pages.review import people
from layouts.pages.review.shown import Shown
from wallboard.languages import _
from wallboard.review import ReviewedFigure


def written_of(shown: Shown, figure: ReviewedFigure) -> list[Component]:
    """Of a month or a quarter there are notes, and of a week its explanation, too."""
    notes = people.notes(shown, figure)
    parts = people.explanations(shown, figure) if figure.signals or people.explained(shown, figure) else []
    if notes:
        parts.append(html.Ul(people.word_rows(notes), className="notes"))
    if not parts:
        parts.append(html.P(_("Nothing is written of it yet."), className="none"))
    links = html.P(people.write_links(shown, figure), className="links")
    return [html.Section([html.H2(_("What is written of it")), *parts, links], className="about")]

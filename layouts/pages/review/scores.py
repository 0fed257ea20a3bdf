"""One number per service, where a city wants one: a bar against its target, and from what it is made. See docs/score.md."""

from __future__ import annotations

from base64 import b64encode

from dash import html
from dash.development.base_component import Component

from layouts.pages.review.shown import Shown
from layouts.review.bullet import bullet_svg
from layouts.review.score_words import cap_sentence, score_number, score_sentences, service_name, service_sentence
from wallboard.languages import _
from wallboard.review.score import ServiceScore, service_scores


def scores(shown: Shown) -> list[Component]:
    """Nothing where the settings ask for none, or nothing was promised."""
    services = service_scores(shown.review, shown.today) if shown.settings.review.scores else ()
    if not services:
        return []
    rows = [_row(shown, each) for each in services]
    return [html.H3(_("Scores")), html.Ul(rows, className="scores"), html.Small(cap_sentence())]


def _row(shown: Shown, its: ServiceScore) -> Component:
    name, number = service_name(its, shown.review, shown.settings), score_number(its.value)
    said = service_sentence(its, shown.review, shown.settings)
    drawn = bullet_svg(its.value, said)
    picture = html.Img(src=f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}", alt="")
    figures = [html.Li(each, dir="auto") for each in score_sentences(its, shown.review, shown.settings)]
    inner = html.Details([html.Summary(said, dir="auto"), html.Ul(figures)])
    return html.Li([html.B(name, dir="auto"), html.Span(number, className="score"), picture, inner])

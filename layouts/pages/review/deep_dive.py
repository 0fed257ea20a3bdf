"""What this week's review looks into, as the week before chose it: its figures, what was explained of it lately, what is done about
it; and where the next one is chosen."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.page.review_words import deep_dive_address, entry_address
from layouts.pages.review import people
from layouts.pages.review.graph import graph, table
from layouts.pages.review.rows import figure_table
from layouts.pages.review.shown import Shown
from layouts.review.chart_look import Drawn
from layouts.review.deep_dive_words import (
    about_name,
    deep_dive_sentence,
    its_figures,
    telling,
    title_in,
)
from layouts.review.process_chart import process_chart
from layouts.review.sentences import figure_sentences
from wallboard.languages import _, speaking
from wallboard.model.review_words import ReviewEntry
from wallboard.questions.deep_dive import DeepDiveWords


def deep_dive(shown: Shown) -> list[Component]:
    """Nothing where none was chosen."""
    dive = dived(shown)
    if dive is None:
        return []
    figures = its_figures(shown.review, dive.about)
    parts: list[Component] = [*said(shown, dive)]
    if figures:
        parts.append(figure_table(shown, title(shown, dive), figures))
    drawn = chart_of(shown, dive)
    if drawn is not None:
        parts += [html.H3(drawn.title), html.Section([graph(drawn), table(drawn)], className="chart")]
    return [*parts, *written(shown, dive)]


def dived(shown: Shown) -> DeepDiveWords | None:
    return None if shown.people is None else shown.people.deep_dive


def title(shown: Shown, dive: DeepDiveWords) -> str:
    return about_name(dive.about, shown.settings, title_in(shown.review, dive.about))


def said(shown: Shown, dive: DeepDiveWords) -> list[Component]:
    """Who prepares what; where no figure tells of it, that none does."""
    told = deep_dive_sentence(dive.entry, shown.settings, title_in(shown.review, dive.about))
    parts: list[Component] = [html.P(html.A(told, href=entry_address(dive.entry), dir="auto"), className="said")]
    if not its_figures(shown.review, dive.about):
        parts.append(html.P(_("No figure of this week tells of it."), className="none"))
    return parts


def telling_words(shown: Shown, dive: DeepDiveWords) -> list[Component]:
    """How the figure stands whose chart is drawn."""
    figure = telling(shown.review, dive.about)
    return [] if figure is None else [html.P(figure_sentences(figure, shown.settings)[0], className="words")]


def chart_of(shown: Shown, dive: DeepDiveWords) -> Drawn | None:
    figure = telling(shown.review, dive.about)
    return None if figure is None else process_chart(figure, shown.name(figure))


def written(shown: Shown, dive: DeepDiveWords) -> list[Component]:
    """What was explained of it lately, each with its figure and week; and actions."""
    explained = [
        html.Li([html.Span(_which(shown, each), className="about-figure", dir="auto"), *row.children])
        for each, row in zip(dive.explanations, people.word_rows(dive.explanations), strict=True)
    ]
    actions = people.action_rows(shown, dive.actions)
    return [
        *([html.H3(_("What was explained of it")), html.Ul(explained, className="notes")] if explained else []),
        *([html.H3(_("What is done about it")), html.Ul(actions, className="actions")] if actions else []),
    ]


def _which(shown: Shown, entry: ReviewEntry) -> str:
    """Open requests (Streets), week to Sun 8 Nov 2026"""
    about = people.about_words(shown, entry.about)
    if entry.week is None:
        return about
    return _("{figure}, week to {day}", figure=about, day=speaking().dated(entry.week))


def next_one(shown: Shown) -> list[Component]:
    """What the week after looks into; where it is chosen, for whoever may."""
    if shown.people is None:
        return []
    entry = shown.people.next_deep_dive
    if entry is not None:
        told = deep_dive_sentence(entry, shown.settings, title_in(shown.review, entry.about))
        link = html.A(told, href=entry_address(entry), dir="auto")
        return [html.H3(_("Next week's deep dive")), html.P(link, className="said")]
    return []


def choose_links(shown: Shown) -> list[Component]:
    """Where the next one is chosen, while none is."""
    if shown.people is None or shown.people.next_deep_dive is not None or not shown.may_write:
        return []
    question = shown.people.question
    return [html.A(_("Choose next week's deep dive"), href=deep_dive_address(question.site, question.week))]

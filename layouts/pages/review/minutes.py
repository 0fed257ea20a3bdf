"""The minutes of a week's meeting, which write themselves: what was decided and agreed, what became of the actions, and what
was said of which figure. To be sent by its address, or printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from layouts.pages.review import people
from layouts.pages.review.blocks import TO_JUDGE
from layouts.pages.review.deep_dive import dived, next_one, said
from layouts.pages.review.head import head
from layouts.pages.review.shown import Shown
from layouts.review.plain_text import minutes_text, pre_read
from wallboard.languages import _
from wallboard.model.review_words import FigureKey, ReviewEntry
from wallboard.questions.review_words import WeekWords


def minutes(shown: Shown) -> list[Component]:
    """Of a month or quarter there are none."""
    if shown.people is None:
        none = html.P(_("Minutes are of a week: there is one meeting for each."))
        return [head(shown), html.Section(none, className="nothing", role="status")]
    told = shown.people
    told_of: list[Component] = [
        *_list(_("Decisions"), "decisions", people.word_rows(told.decisions)),
        *_list(_("Agreed this week"), "actions", people.action_rows(shown, told.agreed)),
        *_list(_("What became of the actions"), "actions", people.action_rows(shown, told.actions)),
        *_list(_(TO_JUDGE), "actions", people.judging(shown)),
        *_deep_dive(shown),
        *next_one(shown),
        *_of_figures(shown, _("Explained"), told.explanations),
        *_of_figures(shown, _("Noted"), told.notes),
    ]
    if not told_of:
        told_of = [html.P(_("Nothing is written down of this week yet."), className="none")]
    links = html.P(people.week_links(shown), className="links")
    return [head(shown), html.Section([*told_of, links], id="minutes", className="block"), _to_send(shown, told)]


def _deep_dive(shown: Shown) -> list[Component]:
    dive = dived(shown)
    return [] if dive is None else [html.H3(_("Deep dive")), *said(shown, dive)]


def _to_send(shown: Shown, told: WeekWords) -> Component:
    """Both texts that go round, to be copied into a mail."""
    texts = (pre_read(shown.review, shown.settings, told), minutes_text(shown.review, shown.settings, told))
    folded = [html.Details([html.Summary(each.title, dir="auto"), html.Pre(each.text, tabIndex="0")]) for each in texts]
    return html.Section([html.H2(_("To be sent")), *folded], className="block plain")


def _of_figures(shown: Shown, title: str, by_figure: Mapping[FigureKey, Sequence[ReviewEntry]]) -> list[Component]:
    rows = []
    for figure, entries in by_figure.items():
        about = html.Span(people.about_words(shown, figure), className="about-figure", dir="auto")
        rows += [html.Li([about, *row.children]) for row in people.word_rows(entries)]
    return _list(title, "notes", rows)


def _list(title: str, look: str, rows: Sequence[Component]) -> list[Component]:
    return [html.H3(title), html.Ul(list(rows), className=look)] if rows else []

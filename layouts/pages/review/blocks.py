"""The parts of the meeting, in its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dash import html
from dash.development.base_component import Component

from layouts.page.review_words import STANDARDS as STANDARDS_OF_TEAMS
from layouts.pages.review import people
from layouts.pages.review.deep_dive import choose_links, deep_dive, next_one
from layouts.pages.review.hot_hours import hot_hours
from layouts.pages.review.rows import figure_table, folded, spark_of, state_class, value_cell
from layouts.pages.review.scores import scores
from layouts.pages.review.shown import CALLS, OUTSIDE, REQUESTS, Shown
from layouts.pages.review.where_it_hurts import where_it_hurts
from layouts.review.sentence import Sentence
from layouts.review.sentences import review_words
from layouts.review.standing import signal_sentences
from layouts.wall.written import written
from wallboard.languages import N_, _, ngettext
from wallboard.model import NAMELESS
from wallboard.review import ReviewedFigure

KEPT = "tickets.on_time"
TO_JUDGE = N_("Improvements to be judged")


class Block(NamedTuple):
    """`name`: of its minutes in the settings, too. `title` is marked where it is written."""

    name: str
    title: str
    parts: Callable[[Shown], list[Component]]


def actions(shown: Shown) -> list[Component]:
    """Nothing for a month or a quarter: actions return each week."""
    if shown.people is None:
        return []
    rows, judging = people.action_rows(shown, shown.people.actions), people.judging(shown)
    parts: list[Component] = [html.P(_("No action is open."), className="none")]
    if rows:
        parts = [html.Ul(rows, className="actions")]
    if judging:
        parts += [html.H3(_(TO_JUDGE)), html.Ul(judging, className="actions")]
    return [*parts, html.P(people.week_links(shown), className="links")]


def headline(shown: Shown) -> list[Component]:
    """Each sentence opens the figure that it is said of."""
    words = review_words(shown.review, shown.settings)
    said = [*words.headline, *words.kept]
    return [html.P(_opening(shown, each), className=_look(each)) for each in said]


def in_words(shown: Shown) -> list[Component]:
    return [*headline(shown), *scores(shown)]


def _opening(shown: Shown, sentence: Sentence) -> Component | str:
    figure = next((each for each in shown.review.figures if each.key == sentence.figure), None)
    return sentence.text if figure is None else html.A(sentence.text, href=shown.figure_address(figure), dir="auto")


def _look(sentence: Sentence) -> str:
    return "said" if sentence.tendency is None else f"said {sentence.tendency.value}"


def calls(shown: Shown) -> list[Component]:
    whole = promised_first(shown.of(CALLS))
    if not whole:
        return _untold(shown, _("No calls are told at this site.")) if shown.sees_calls else []
    parts = _table(shown, _("All calls of the site"), whole)
    return parts + _details(shown, _("By queue"), shown.of(CALLS, "queue"))


def departments(shown: Shown) -> list[Component]:
    whole, theirs = promised_first(shown.of(REQUESTS)), shown.of(REQUESTS, "department")
    wards = shown.of(REQUESTS, "ward")
    if not whole and not theirs and not wards:
        return _untold(shown, _("No requests are told at this site."))
    kept = promises_kept(shown)
    parts = _table(shown, _("Promises kept, by department"), kept) if kept else []
    if whole:
        parts += _table(shown, _("All requests of the site"), whole)
    others = [each for each in theirs if each.key.metric != KEPT]
    parts += _details(shown, _("By department"), others)
    return parts + (_table(shown, _("By ward"), wards) if wards else [])  # told where nothing else is


def _untold(shown: Shown, words: str) -> list[Component]:
    """While history is read, nobody knows yet that there are none."""
    said = _("None are counted yet: history is still being read.") if shown.still_reading else words
    return [html.P(said, className="none")]


def promises_kept(shown: Shown) -> list[ReviewedFigure]:
    """By department; requests of none come last."""
    kept = [each for each in shown.of(REQUESTS, "department") if each.key.metric == KEPT]
    return sorted(kept, key=lambda each: each.key.scope.department == NAMELESS["department"])


def outside(shown: Shown) -> list[Component]:
    figures = promised_first(shown.of(OUTSIDE))
    return _table(shown, _("Figures from elsewhere"), figures) if figures else []


def signals(shown: Shown) -> list[Component]:
    found = shown.review.signals()
    if not found:
        return [quiet(shown)]
    return [written(html.Div([_signal(shown, each) for each in found], className="signals"))]  # there may be dozens


def quiet(shown: Shown) -> Component:
    """Where there are no signals: that nothing changed, or that nobody can tell yet."""
    if shown.review.as_usual():
        return html.P(_("Nothing changed by more than noise."), className="none")
    return html.P(
        _("Signal and noise cannot be told apart yet: that takes six weeks that are whole."), className="none"
    )


def _signal(shown: Shown, figure: ReviewedFigure) -> Component:
    """What got better or worse, by how much and since when, and what its owner says."""
    head = html.H3(html.A(shown.name(figure), href=shown.figure_address(figure), dir="auto"))
    words = [html.P(" ".join(signal_sentences(figure)))]
    drawn = spark_of(figure)
    picture = [] if drawn is None else [drawn]
    value = html.P(value_cell(figure), className="value")
    links = people.write_links(shown, figure)
    below = [html.P(links, className="links")] if links else []
    return html.Article(
        [head, value, *picture, *words, *people.explanations(shown, figure), *below],
        className=f"signal {state_class(figure)}",
    )


def hurts(shown: Shown) -> list[Component]:
    return [*hot_hours(shown), *where_it_hurts(shown)]


def decisions(shown: Shown) -> list[Component]:
    if shown.people is None:
        return []
    parts: list[Component] = []
    if shown.people.decisions:
        parts.append(html.Ul(people.word_rows(shown.people.decisions), className="decisions"))
    else:
        parts.append(html.P(_("No decision is written down yet."), className="none"))
    if shown.people.agreed:
        parts += [
            html.H3(_("Agreed this week")),
            html.Ul(people.action_rows(shown, shown.people.agreed), className="actions"),
        ]
    parts += next_one(shown)
    links = [*people.week_links(shown), *choose_links(shown)]
    return [*parts, html.P(links, className="links")] if links else parts


def standards(shown: Shown) -> list[Component]:
    """Nothing where all of them were reviewed."""
    rows = people.standard_rows(shown)
    if not rows:
        return []
    every = html.P(html.A(_("All standards of teams"), href=STANDARDS_OF_TEAMS), className="links")
    return [html.Ul(rows, className="actions"), every]


def notes(shown: Shown) -> list[Component]:
    """Of a month or a quarter; those of a week are in its minutes."""
    if shown.people is not None:
        return []
    rows = [
        html.Li([html.Span(people.about_words(shown, figure), className="about-figure", dir="auto"), *row.children])
        for figure, entries in shown.notes.items()
        for row in people.word_rows(entries)
    ]
    said = html.Ul(rows, className="notes") if rows else html.P(_("No note is written down yet."), className="none")
    return [said, html.P(people.period_links(shown), className="links")]


def promised_first(figures: Sequence[ReviewedFigure]) -> list[ReviewedFigure]:
    """What was promised before what is only counted; each in the order of the review."""
    return sorted(figures, key=lambda each: each.target is None)


def _table(shown: Shown, caption: str, figures: Sequence[ReviewedFigure]) -> list[Component]:
    kept, left = shown.kept(figures)
    return [*([figure_table(shown, caption, kept)] if kept else []), *folded(left)]


def _details(shown: Shown, summary: str, figures: Sequence[ReviewedFigure]) -> list[Component]:
    """Folded away, with how many of them are more than noise, or missed their target; open where only these are shown."""
    if not figures:
        return []
    by_place = sorted(figures, key=lambda each: (each.key.scope, each.target is None))
    kept, left = shown.kept(by_place)
    if not kept:
        return folded(left)
    odd = sum(1 for each in kept if each.signals or each.met is False)
    words = ngettext("{n} figure", "{n} figures", len(kept), n=len(kept))
    changed = ngettext("{n} changed or missed", "{n} changed or missed", odd, n=odd) if odd else ""
    said = f"{summary}: {', '.join(filter(None, (words, changed)))}"
    inner = [html.Summary(said), figure_table(shown, summary, kept), *folded(left)]
    return [html.Details(inner, open=shown.asked.exceptions)]


BLOCKS = (
    Block("actions", N_("Last week's actions"), actions),
    Block("headline", N_("In words"), in_words),
    Block("calls", N_("Promises of calls"), calls),
    Block("departments", N_("Promises of departments"), departments),
    Block("outside", N_("From elsewhere"), outside),
    Block("signals", N_("Signals, worst first"), signals),
    Block("deep_dive", N_("Deep dive"), deep_dive),
    Block("hurts", N_("Where it hurts"), hurts),
    Block("decisions", N_("Decisions"), decisions),
)


# Beside the parts whose minutes are planned.
STANDARDS = Block("standards", N_("Standards to be reviewed"), standards)
NOTES = Block("notes", N_("Notes"), notes)


def written_alone(shown: Shown) -> list[tuple[Block, list[Component]]]:
    """What people wrote, where there are no figures."""
    return [
        (block, parts)
        for block in (*BLOCKS, STANDARDS, NOTES)
        if block.name in ("actions", "decisions", "standards", "notes") and (parts := block.parts(shown))
    ]


def asked_of(shown: Shown) -> list[tuple[Block, list[Component]]]:
    """Those that have something to show."""
    return [(block, parts) for block in (*BLOCKS, STANDARDS, NOTES) if (parts := block.parts(shown))]

"""The review on a projector: one thought per screen, in the meeting's order. assets/present.js turns the screens by the keys
and keeps the clock of each part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dash import html
from dash.development.base_component import Component

from layouts.pages.review import people
from layouts.pages.review.blocks import (
    BLOCKS,
    STANDARDS,
    TO_JUDGE,
    Block,
    headline,
    promised_first,
    promises_kept,
    quiet,
)
from layouts.pages.review.deep_dive import chart_of, choose_links, dived, next_one, said, telling_words, written
from layouts.pages.review.deep_dive import title as dive_title
from layouts.pages.review.graph import graph_when_shown, loads_plotly
from layouts.pages.review.head import period_title
from layouts.pages.review.hot_hours import hot_hours
from layouts.pages.review.rows import ON_BEFORE, state_class, state_words, value_cell
from layouts.pages.review.scores import scores
from layouts.pages.review.shown import CALLS, OUTSIDE, REQUESTS, Shown
from layouts.pages.review.where_it_hurts import where_it_hurts
from layouts.review.amounts import change_words
from layouts.review.deep_dive_words import its_figures
from layouts.review.process_chart import process_chart
from layouts.review.standing import signal_sentences
from wallboard.languages import _
from wallboard.review import ReviewedFigure

AT_ONCE = 5  # of a list that are read from the back of a room
MOST_SIGNALS = 8  # each with a chart; the next ones are a list, and all of them on the page


class Screen(NamedTuple):
    block: str
    title: str
    parts: Sequence[Component]


def screens(shown: Shown) -> Component:
    made = list(_screens(shown))
    blocks = {block.name: block for block in BLOCKS}
    site = shown.settings.sites[shown.review.site]
    data: dict[str, Any] = {"data-key": shown.asked.address()}
    foot = html.Footer(
        [
            html.A(_("Leave"), href=shown.asked.address(present=False), className="leave-screens"),
            html.Span(f"{site.name}, {period_title(shown.review.under_review)}", className="which", dir="auto"),
            html.Span(className="clock", role="timer", **_label(_("Time in this part"))),
            html.Span(className="at"),
            html.Button("←", type="button", className="turn-back", **_label(_("Screen before"))),
            html.Button("→", type="button", className="turn-on", **_label(_("Screen after"))),
        ]
    )
    planned = shown.settings.review.minutes
    shown_one_by_one = [_drawn(each, blocks[each.block], getattr(planned, each.block)) for each in made]
    return html.Div([*shown_one_by_one, loads_plotly(), foot], className="screens", **data)


def _drawn(screen: Screen, block: Block, minutes: int) -> Component:
    planned = _("planned {n} min", n=minutes)
    data: dict[str, Any] = {"data-block": block.name, "data-minutes": str(minutes), "data-planned": planned}
    part = [] if screen.title == _(block.title) else [html.Span(_(block.title), className="part")]
    head = html.H2([*part, screen.title], tabIndex="-1", dir="auto")
    return html.Section(
        [head, html.Div(list(screen.parts), className="thought")],
        className="screen",
        **data,
    )


def _screens(shown: Shown) -> Iterator[Screen]:
    yield from _actions(shown)
    yield Screen("headline", _("In words"), headline(shown))
    if scored := scores(shown):
        yield Screen("headline", _("Scores"), scored[1:])
    yield from _figures("calls", _("All calls"), promised_first(shown.of(CALLS)), shown)
    yield from _figures(
        "calls", _("By queue"), [each for each in shown.of(CALLS, "queue") if each.target is not None], shown
    )
    yield from _figures("departments", _("Promises kept, by department"), promises_kept(shown), shown)
    yield from _figures("departments", _("All requests"), promised_first(shown.of(REQUESTS)), shown)
    yield from _figures("outside", _("From elsewhere"), promised_first(shown.of(OUTSIDE)), shown)
    yield from _signals(shown)
    yield from _deep_dive(shown)
    if hot := hot_hours(shown, most=AT_ONCE):
        yield Screen("hurts", _("When callers waited too long"), hot)
    if sore := where_it_hurts(shown, most=2 * AT_ONCE):
        yield Screen("hurts", _("Where it hurts"), sore)
    for part in _parts(people.standard_rows(shown)):
        yield Screen("decisions", _(STANDARDS.title), [html.Ul(part, className="actions")])
    yield from _decisions(shown)


def _actions(shown: Shown) -> Iterator[Screen]:
    if shown.people is None:
        return
    rows = people.action_rows(shown, shown.people.actions)
    if not rows:
        yield Screen("actions", _("Last week's actions"), [html.P(_("No action is open."), className="none")])
    for part in _parts(rows):
        yield Screen("actions", _("Last week's actions"), [html.Ul(part, className="actions")])
    for part in _parts(people.judging(shown)):
        yield Screen("actions", _(TO_JUDGE), [html.Ul(part, className="actions")])


def _figures(block: str, title: str, figures: Sequence[ReviewedFigure], shown: Shown) -> Iterator[Screen]:
    kept, _left = shown.kept(figures)
    for part in _parts(kept):
        yield Screen(block, title, [html.Ul([_line(each, shown) for each in part], className="lines")])


def _line(figure: ReviewedFigure, shown: Shown) -> Component:
    """One figure in a line that can be read from the back of a room."""
    change = figure.box.on_before
    told: list[Component | str] = [] if change is None else [change_words(change), html.Small(_(ON_BEFORE[shown.kind]))]
    changed = html.Span(told, className="changed")
    state = html.Span(state_words(figure), className=f"state {state_class(figure)}")
    name = html.A(shown.name(figure), href=shown.figure_address(figure), dir="auto", className="name")
    return html.Li([name, html.Span(value_cell(figure), className="value"), changed, state])


def _signals(shown: Shown) -> Iterator[Screen]:
    found = shown.review.signals()
    if not found:
        yield Screen("signals", _("Signals, worst first"), [quiet(shown)])
    for figure in found[:MOST_SIGNALS]:
        words = [html.P(next(signal_sentences(figure), ""), className="words")]
        drawn = process_chart(figure, shown.name(figure))
        picture = [] if drawn is None else [graph_when_shown(drawn)]
        written = [*people.explanations(shown, figure), *_to_write(shown, people.write_links(shown, figure))]
        yield Screen("signals", shown.name(figure), [*words, *picture, *written])
    yield from _figures("signals", _("More signals"), found[MOST_SIGNALS:][: 2 * AT_ONCE], shown)


def _deep_dive(shown: Shown) -> Iterator[Screen]:
    """What was chosen, with the chart that says most of it; then its figures, where there are several, and what people wrote."""
    dive = dived(shown)
    if dive is None:
        return
    name, figures = dive_title(shown, dive), its_figures(shown.review, dive.about)
    drawn = chart_of(shown, dive)
    picture = [] if drawn is None else [graph_when_shown(drawn)]
    yield Screen("deep_dive", name, [*said(shown, dive), *telling_words(shown, dive), *picture])
    if len(figures) > 1:
        yield from _figures("deep_dive", name, figures[: 2 * AT_ONCE], shown)
    if told := written(shown, dive):
        yield Screen("deep_dive", name, told)


def _decisions(shown: Shown) -> Iterator[Screen]:
    if shown.people is None:
        return
    rows = [*people.word_rows(shown.people.decisions), *people.action_rows(shown, shown.people.agreed)]
    parts: list[Component] = [html.Ul(part, className="actions") for part in _parts(rows)]
    none = html.P(_("No decision is written down yet."), className="none")
    links = [*people.week_links(shown), *choose_links(shown)]
    for part in parts or [none]:
        yield Screen("decisions", _("Decisions"), [part, *next_one(shown), *_to_write(shown, links)])


def _to_write(shown: Shown, links: list[Component]) -> list[Component]:
    """Ways for whoever keeps the minutes; the page that one comes back to is at the same screen."""
    return [html.P(links, className="links")] if shown.may_write and links else []


def _parts(rows: Sequence[Any]) -> Iterator[list[Any]]:
    return (list(rows[start : start + AT_ONCE]) for start in range(0, len(rows), AT_ONCE))


def _label(words: str) -> dict[str, Any]:
    return {"aria-label": words}

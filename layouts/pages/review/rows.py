"""Figures row by row: value against target, on how many, on the week and the year before, to date, and its last weeks. On a
phone each row is a card, without what is to date: that is on the figure's own page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.pages.review.shown import Shown
from layouts.review.amounts import amount, change_words, gap_words
from layouts.review.signal_words import RULES, TENDENCIES
from layouts.review.spark import spark
from layouts.review.values import target_words, unit_of, value_words
from layouts.wall.format import NOTHING, count
from layouts.wall.written import written
from wallboard.languages import N_, _, ngettext
from wallboard.metrics.combining import Gap, PeriodChange, Scale
from wallboard.metrics.xmr import Maturity
from wallboard.periods import PeriodKind
from wallboard.review import Compared, FigureState, ReviewedFigure

ON_BEFORE: Mapping[PeriodKind, str] = {
    PeriodKind.WEEK: N_("On the week before"),
    PeriodKind.MONTH: N_("On the month before"),
    PeriodKind.QUARTER: N_("On the quarter before"),
}
_OF_MANY = ("ratio", "mean", "percentile")
_UNSEEN: dict[str, Any] = {"aria-hidden": "true"}


def figure_table(shown: Shown, caption: str, figures: Sequence[ReviewedFigure]) -> Component:
    """Drawn by the browser from a text: there may be hundreds of rows."""
    heads = [
        _("Figure"),
        _("Value"),
        _("Made of"),
        _(ON_BEFORE[shown.kind]),
        _("On the year before"),
        _("Month to date"),
        _("Quarter to date"),
        _("Year to date"),
        _("Week by week"),
    ]
    body = html.Tbody([_row(shown, figure, heads) for figure in figures])
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in heads]))
    return written(html.Table([html.Caption(caption), head, body], className="reviewed cards"), classes="rows")


def folded(n: int) -> list[Component]:
    """What "exceptions only" leaves out, in one line."""
    if not n:
        return []
    words = ngettext("{n} figure within its usual range", "{n} figures within their usual range", n, n=count(n))
    return [html.P(words, className="folded")]


def _row(shown: Shown, figure: ReviewedFigure, heads: Sequence[str]) -> Component:
    box = figure.box
    cells: list[tuple[str, list[Component | str]]] = [
        ("value", value_cell(figure)),
        ("many" if figure.kind in _OF_MANY else "itself", [made_of(figure)]),
        ("", [change_words(box.on_before)]),
        ("", [change_words(box.on_year_before)]),
        ("to-date", _to_date(figure, box.month_to_date)),
        ("to-date", _to_date(figure, box.quarter_to_date)),
        ("to-date", _to_date(figure, box.year_to_date)),
        ("weeks", weeks_cell(figure)),
    ]
    name = html.Th(html.A(shown.name(figure), href=shown.figure_address(figure), dir="auto"), scope="row")
    return html.Tr([name, *(_cell(head, *cell) for head, cell in zip(heads[1:], cells, strict=True))])


def _cell(label: str, name: str, parts: list[Component | str]) -> Component:
    labelled: dict[str, Any] = {"data-label": label} | ({"className": name} if name else {})
    return html.Td(parts, **labelled)


def value_cell(figure: ReviewedFigure) -> list[Component | str]:
    parts: list[Component | str] = [html.B(value_words(figure))]
    if figure.target is not None:
        parts += [bullet(figure), html.Span(against_target(figure), className=met_class(figure))]
    if figure.state is FigureState.NOT_WHOLE:
        parts.append(html.Span(gap_words(figure.box.last), className="gap"))
    elif figure.state is FigureState.TOO_FEW:
        parts.append(html.Span(_("too few"), className="gap"))
    return parts


def met_class(figure: ReviewedFigure) -> str:
    return {True: "met", False: "missed", None: "unjudged"}[figure.met]


def against_target(figure: ReviewedFigure) -> str:
    """Met, target 85 %"""
    target = target_words(figure)
    if figure.met is None:
        return _("target {figure}", figure=target)
    return _("met, target {figure}", figure=target) if figure.met else _("missed, target {figure}", figure=target)


def bullet(figure: ReviewedFigure) -> Component:
    """The figure against its target: a bar, and a line across it. Words beside it say the same."""
    value, target = figure.value or 0.0, figure.target or 0.0
    whole = 1.0 if figure.scale is Scale.SHARE and max(value, target) > 0.25 else 1.25 * max(value, target) or 1.0
    style = {"--value": f"{100 * min(1.0, value / whole):.1f}%", "--target": f"{100 * min(1.0, target / whole):.1f}%"}
    return html.Span([html.I(), html.I()], className=f"bullet {met_class(figure)}", style=style, **_UNSEEN)


def made_of(figure: ReviewedFigure) -> str:
    """On how many it is, where that is not itself."""
    return count(figure.n) if figure.kind in _OF_MANY else NOTHING


def _to_date(figure: ReviewedFigure, compared: Compared) -> list[Component | str]:
    parts: list[Component | str] = [amount(unit_of(figure), compared.now.value)]
    if set(compared.now.gaps) - {Gap.NOT_OVER}:  # that the period is not over is said above all of them
        parts.append(html.Small(_("not whole"), title=gap_words(compared.now)))
    elif (changed := _changed(compared.change)) is not None:
        parts.append(changed)
    return parts


def _changed(change: PeriodChange | None) -> Component | None:
    return None if change is None else html.Small(change_words(change))


def weeks_cell(figure: ReviewedFigure) -> list[Component | str]:
    words = html.Span(state_words(figure), className=f"state {state_class(figure)}")
    drawn = spark_of(figure)
    return [words] if drawn is None else [drawn, words]


def spark_of(figure: ReviewedFigure) -> Component | None:
    drawn = spark(figure)
    if drawn is None:
        return None
    data: dict[str, Any] = {"data-spark": json.dumps(drawn, separators=(",", ":"))}
    return html.Span(className=f"spark {state_class(figure)}", **data, **_UNSEEN)


def state_class(figure: ReviewedFigure) -> str:
    return "usual" if figure.tendency is None else figure.tendency.value


def state_words(figure: ReviewedFigure) -> str:
    """Worse: beyond a limit; as usual; or why nothing can be said."""
    if figure.signal is not None and figure.tendency is not None:
        return _("{meaning}: {rule}", meaning=_(TENDENCIES[figure.tendency]), rule=_(RULES[figure.signal.rule]))
    if figure.state is not FigureState.FINE:
        return ""
    if not figure.is_as_usual or figure.chart is None:
        return _("no limits yet")
    maturity = figure.chart.chart.maturity
    return _("as usual, by trial limits") if maturity is Maturity.TRIAL else _("as usual")

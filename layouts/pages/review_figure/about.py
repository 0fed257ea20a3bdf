"""What a figure was in a period, beside what it is compared with; what it is; and where what makes it is listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from layouts.page.figures import figure_address
from layouts.pages.review.asked import Asked
from layouts.pages.review.blocks import KEPT
from layouts.pages.review.head import AFTER, BEFORE, period_title
from layouts.pages.review.rows import (
    ON_BEFORE,
    against_target,
    bullet,
    made_of,
    met_class,
    state_class,
    state_words,
)
from layouts.pages.review.shown import Shown
from layouts.pages.review.shown import figure_address as review_figure_address
from layouts.review.amounts import amount, change_words, gap_words
from layouts.review.sentences import figure_sentences
from layouts.review.values import unit_of, value_words
from layouts.wall.format import NOTHING
from wallboard.clock import day_start
from wallboard.languages import N_, _, speaking
from wallboard.metrics import METRICS
from wallboard.metrics.combining import PeriodChange, PeriodFigure
from wallboard.metrics.requests_at import WEEK
from wallboard.model import ReadingKey
from wallboard.periods import Period, PeriodKind
from wallboard.review import Compared, ReviewedFigure

_DAY = timedelta(days=1)
_TOGETHER = {
    "flow": N_("the sum of its days"),
    "ratio": N_("the ratio of the sums of its days, never a mean of ratios"),
    "mean": N_("total by count over its days, never a mean of means"),
    "percentile": N_("made anew from all values of its days"),
    "stock": N_("as it stood at the end of its last day"),
    "extreme": N_("the most extreme of its days"),
}
_DECIDED = N_("of the requests decided on its days, as they stood at the end of its last day")


def about(shown: Shown, figure: ReviewedFigure) -> Component:
    heading = html.H2(shown.name(figure), dir="auto")
    site = shown.settings.sites[shown.review.site].name
    when = html.P(f"{site}, {period_title(shown.review.under_review)}", className="when", dir="auto")
    parts: list[Component] = [html.B(value_words(figure), id="figure-value")]
    if figure.target is not None:
        parts += [bullet(figure), html.Span(against_target(figure), className=met_class(figure))]
    if made_of(figure) != NOTHING:
        parts.append(html.Span(_("made of {n}", n=made_of(figure))))
    if not figure.box.last.whole:
        parts.append(html.Span(gap_words(figure.box.last), className="gap"))
    parts.append(html.Span(state_words(figure), className=f"state {state_class(figure)}"))
    said = [html.P(each) for each in figure_sentences(figure, shown.settings)]
    return html.Section(
        [heading, when, _turns(shown, figure), html.P(parts, className="figure"), *said, _box(shown, figure)],
        className="about",
    )


def _turns(shown: Shown, figure: ReviewedFigure) -> Component:
    """The same figure in the period before and after, and the whole review."""
    period, rules = shown.review.under_review, shown.settings.sites[shown.asked.site].periods
    after = rules.holding(period.kind, period.last + _DAY)

    def link(words: str, to: Period, rel: str) -> Component:
        return html.A(_(words), href=review_figure_address(shown.asked.of(to), figure), rel=rel)

    links = [link(BEFORE[period.kind], rules.before(period), "prev")]
    if after.first <= shown.today:
        links.append(link(AFTER[period.kind], after, "next"))
    back = html.A(_("The whole review"), href=Asked(shown.asked.site, shown.asked.kind, shown.asked.day).address())
    named: dict[str, Any] = {"aria-label": _("Before and after")}
    return html.Nav([*links, back], className="turns", **named)


def _box(shown: Shown, figure: ReviewedFigure) -> Component:
    box, unit = figure.box, unit_of(figure)
    parts = [
        _compared(unit, _(ON_BEFORE[shown.kind]), box.before, box.on_before),
        _compared(unit, _("On the year before"), box.year_before, box.on_year_before),
        _to_date(unit, _("Month to date"), box.month_to_date),
        _to_date(unit, _("Quarter to date"), box.quarter_to_date),
        _to_date(unit, _("Year to date"), box.year_to_date),
    ]
    return html.Dl(parts, className="box")


def _compared(unit: str, term: str, before: PeriodFigure, change: PeriodChange | None) -> Component:
    """The change, and what it was then."""
    return _term(term, change_words(change), _("it was {value}", value=_known(unit, before)))


def _to_date(unit: str, term: str, compared: Compared) -> Component:
    said = _("the year before {value}", value=_known(unit, compared.year_before))
    if not compared.now.whole:
        said = f"{gap_words(compared.now)}; {said}"
    elif compared.change is not None:
        said = f"{change_words(compared.change)}; {said}"
    return _term(term, amount(unit, compared.now.value), said)


def _known(unit: str, figure: PeriodFigure) -> str:
    """As far as it goes, and why no further: 329,789 (21 days: the source was lost)"""
    value = amount(unit, figure.value)
    return value if figure.whole else _("{value} ({why})", value=value, why=gap_words(figure))


def _term(term: str, figure: str, said: str) -> Component:
    return html.Div([html.Dt(term), html.Dd([html.B(figure), html.Span(said)])])


def definition(shown: Shown, figure: ReviewedFigure) -> Component:
    facts: list[Component] = [
        part for term, words in _facts(figure) for part in (html.Dt(term), html.Dd(_with_code(words)))
    ]
    listed = list(_lists(shown, figure))
    if listed:
        facts += [html.Dt(_("What makes it")), html.Dd(html.Ul([html.Li(each) for each in listed], className="days"))]
    return html.Section([html.H2(_("What it is")), html.Dl(facts, className="facts")], className="about")


def _facts(figure: ReviewedFigure) -> Iterator[tuple[str, str]]:
    """Definitions are those of docs/metrics.md."""
    metric = METRICS.get(figure.key.metric)
    if metric is not None:
        yield _("Definition"), metric.defined(_)
        yield _("Source"), _(metric.source)
    if figure.key.variant:
        yield _("Variant"), figure.key.variant
    decided = figure.key.metric == KEPT
    yield _("Put together"), _(_DECIDED) if decided else _(_TOGETHER[figure.kind])


def _with_code(text: str) -> list[str | Component]:
    """What stands between backticks is a name."""
    return [html.Code(part) if nth % 2 else part for nth, part in enumerate(text.split("`"))]


def _lists(shown: Shown, figure: ReviewedFigure) -> Iterator[Component]:
    """Where docs/behind.md lists what makes it: a stock at the end of its last day, decisions of a week as they stood at its end,
    all else day by day. A longer period than a week has too many days."""
    metric = METRICS.get(figure.key.metric)
    if metric is None:
        return
    period = shown.review.under_review
    if figure.kind == "stock":
        yield _list(shown, figure, "now", period.last)
    elif period.kind is PeriodKind.WEEK and "today" in metric.windows:
        for day in period.days():
            if day < shown.today:
                yield _list(shown, figure, "today", day)
    elif period.kind is PeriodKind.WEEK and "7d" in metric.windows and _is_seven_days(shown):
        yield _list(shown, figure, "7d", period.last)
    elif period.kind is PeriodKind.WEEK:
        for day in period.days():
            if day < shown.today:
                query = urlencode({"day": day.isoformat(), "site": shown.review.site})
                yield html.A(speaking().short_date(day), href=f"/today?{query}")


def _is_seven_days(shown: Shown) -> bool:
    """Whether it is over and seven times 24 hours long: not where clocks were set."""
    period, zone = shown.review.under_review, shown.settings.zone(shown.review.site)
    first, end = (day_start(day, zone) for day in (period.first, period.last + _DAY))
    return period.last < shown.today and end - first == WEEK


def _list(shown: Shown, figure: ReviewedFigure, window: str, day: date) -> Component:
    end = day_start(day + _DAY, shown.settings.zone(shown.review.site)) - 1
    key = ReadingKey(figure.key.metric, figure.key.scope, window, figure.key.variant)
    return html.A(speaking().short_date(day), href=figure_address(key, min(end, shown.review.as_of)))

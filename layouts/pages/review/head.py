"""What stands above the review: which period of which site, the ways to the one before and after, and how it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component

from layouts.pages.review.asked import KINDS, PATH, Asked, other_kind
from layouts.pages.review.shown import Shown
from layouts.review.amounts import month_name
from layouts.wall.format import clock_time, short_date
from wallboard.languages import N_, _, speaking
from wallboard.metrics.combining import Gap
from wallboard.periods import Period, PeriodKind

TITLES = {PeriodKind.WEEK: N_("Week"), PeriodKind.MONTH: N_("Month"), PeriodKind.QUARTER: N_("Quarter")}
BEFORE = {
    PeriodKind.WEEK: N_("← Week before"),
    PeriodKind.MONTH: N_("← Month before"),
    PeriodKind.QUARTER: N_("← Quarter before"),
}
AFTER = {
    PeriodKind.WEEK: N_("Week after →"),
    PeriodKind.MONTH: N_("Month after →"),
    PeriodKind.QUARTER: N_("Quarter after →"),
}
_DAY = timedelta(days=1)
_DATE: Any = "date"
_HIDDEN: Any = "hidden"


def head(shown: Shown) -> Component:
    asked, site = shown.asked, shown.settings.sites[shown.review.site]
    heading = html.H2(f"{site.name}, {period_title(shown.review.under_review)}", dir="auto")
    looks = html.P(list(_looks(asked, shown.may_export)), className="looks")
    return html.Div(
        [heading, turns(shown), _kinds(shown), looks, _picker(asked), *notes(shown)], className="review-head"
    )


def period_title(period: Period) -> str:
    """Week 46 of 2026, Mon 9 Nov – Sun 15 Nov 2026; Oct 2026; quarter 2 of 2027, Oct – Dec 2026."""
    days = f"{speaking().short_date(period.first)} – {speaking().dated(period.last)}"
    match period.kind:
        case PeriodKind.MONTH:
            return month_name(period)
        case PeriodKind.QUARTER:
            return _("quarter {n} of {year}, {days}", n=period.number, year=period.year, days=days)
        case _:
            return _("week {n} of {year}, {days}", n=period.number, year=period.year, days=days)


def turns(shown: Shown) -> Component:
    """assets/review.js follows them by the arrow keys."""
    asked, period = shown.asked, shown.review.under_review
    rules = shown.settings.sites[asked.site].periods
    before = rules.before(period)
    links = [html.A(_(BEFORE[period.kind]), href=asked.of(before).address(), rel="prev")]
    after = rules.holding(period.kind, period.last + _DAY)
    if after.first <= shown.today:
        links.append(html.A(_(AFTER[period.kind]), href=asked.of(after).address(), rel="next"))
    named: dict[str, Any] = {"aria-label": _("Before and after")}
    return html.Nav(links, className="turns", **named)


def _kinds(shown: Shown) -> Component:
    asked, rules = shown.asked, shown.settings.sites[shown.asked.site].periods
    links: list[Component] = []
    for kind in KINDS.values():
        here: dict[str, Any] = {"aria-current": "true"} if kind is asked.kind else {}
        period = other_kind(shown.review.under_review, kind, rules, shown.today)
        href = asked.address() if here else asked.of(period).address()
        links.append(html.A(_(TITLES[kind]), href=href, **here))
    for name, site in shown.settings.sites.items():
        if name != asked.site:
            links.append(html.A(site.name, href=asked.address(site=name), dir="auto"))
    named: dict[str, Any] = {"aria-label": _("Periods and sites")}
    return html.Nav(links, className="kinds", **named)


def _looks(asked: Asked, may_export: bool) -> Iterator[Component]:
    """The other ways to look at the same period."""
    if asked.minutes:
        yield html.A(_("The whole review"), href=asked.address(minutes=False))
        return
    words = _("Show all figures") if asked.exceptions else _("Exceptions only")
    yield html.A(words, href=asked.address(exceptions=not asked.exceptions))
    yield html.A(_("Present"), href=asked.address(present=True))
    if may_export:
        yield html.A(_("Send round"), href=f"/review/pack?{urlencode(asked.query())}")
    if asked.kind is PeriodKind.WEEK:
        yield html.A(_("Minutes"), href=asked.address(minutes=True))


def _picker(asked: Asked) -> Component:
    """A plain form: it works without a script of ours."""
    field = dcc.Input(id="review-week", type=_DATE, name="week", value=asked.day.isoformat())
    kept = [dcc.Input(type=_HIDDEN, name="site", value=asked.site)]
    if asked.exceptions:
        kept.append(dcc.Input(type=_HIDDEN, name="exceptions", value="1"))
    label = html.Label(_("Go to the week of"), htmlFor="review-week")
    return html.Form([label, *kept, field, html.Button(_("Show"))], method="GET", action=PATH, className="picker")


def notes(shown: Shown) -> list[Component]:
    """What must be known of all figures: that the period is not over, that days of it are missing, or that these are the
    first weeks."""
    zone = shown.settings.zone(shown.review.site)
    if not shown.review.figures:
        return []
    said = []
    if shown.still_reading:
        said.append(_("History is still being read: these figures are not whole yet."))
    if not shown.is_over:
        at = shown.review.as_of
        when = f"{short_date(at, zone)}, {clock_time(at, zone)}"
        said.append(_("This is not over: figures so far, as of {when}. Nothing is compared with them.", when=when))
    elif lost := max((each.box.last.gaps.get(Gap.SOURCE_LOST, 0) for each in shown.review.figures), default=0):
        said.append(_("A source was lost: some figures are not whole ({n} of the days).", n=lost))
    charts = [each.chart for each in shown.review.figures if each.chart is not None]
    if all(chart.chart.maturity is None for chart in charts):
        said.append(
            _("These are the first weeks: what is noise can be told after six of them, and for good after twelve.")
        )
    return [html.P(words, className="note") for words in said]

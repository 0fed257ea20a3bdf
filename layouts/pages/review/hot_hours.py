"""When callers waited too long: the half hours of the week in which most were missed, and all of them side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from layouts.pages.review.shown import CALLS, Shown
from layouts.wall.format import count, percent
from layouts.wall.written import written
from wallboard.languages import _, speaking
from wallboard.periods import PeriodKind
from wallboard.review import HalfHour

TODAY = "/today"
FAR_BELOW = 0.1  # of the target, in shares: the darker of two steps
_MONDAY = date(2024, 1, 1)  # any one: weekdays are named by a day


def hot_hours(shown: Shown, most: int = 5) -> list[Component]:
    """Nothing where no target is common to all queues, or nobody called."""
    level = next((each for each in shown.of(CALLS) if each.key.metric == "calls.service_level"), None)
    if level is None or level.target is None or not shown.review.half_hours:
        return []
    hot = shown.review.hot(most)
    if not hot:
        none = _("In no half hour the target of {target} was missed.", target=percent(level.target))
        return [html.P(none, className="none"), _all(shown, level.target)]
    heads = (_("Half hour"), _("Not answered in time"), _("Answered in time"), _("Calls"))
    head = html.Thead(html.Tr([html.Th(each, scope="col") for each in heads]))
    body = html.Tbody([_row(shown, each, heads, level.target) for each in hot])
    caption = html.Caption(_("Half hours in which most callers were not answered in time"))
    table = html.Table([caption, head, body], className="reviewed" if shown.asked.present else "reviewed cards")
    return [html.Div(table, className="rows"), _all(shown, level.target)]


def _row(shown: Shown, hot: HalfHour, heads: tuple[str, ...], target: float) -> Component:
    when = f"{_weekday(hot.weekday)} {hot.begins}–{_ends(hot.begins)}"
    told = (count(hot.missed), percent(hot.level, target), count(hot.offered))
    cells = [html.Td(each, **{"data-label": head}) for head, each in zip(heads[1:], told, strict=True)]  # type: ignore[arg-type]
    day = _day(shown, hot.weekday)
    address = "" if day is None else f"{TODAY}?{urlencode({'day': day.isoformat(), 'site': shown.review.site})}"
    name = html.Th(html.A(when, href=address) if address else when, scope="row")
    return html.Tr([name, *cells])


def _day(shown: Shown, weekday: int) -> date | None:
    """The one that it is of: in a week there is one."""
    if shown.kind is not PeriodKind.WEEK:
        return None
    return next(day for day in shown.review.under_review.days() if day.weekday() == weekday)


def _all(shown: Shown, target: float) -> Component:
    """Weekdays by half hours; a phone has no room for it, and reads the list above."""
    told = {(each.weekday, each.begins): each for each in shown.review.half_hours}
    begins = _row_of_times({each.begins for each in shown.review.half_hours if each.n})
    hours = html.Tr([html.Td(), *(html.Th(each if each.endswith("00") else "", scope="col") for each in begins)])
    days = [day.weekday() for day in _days_in_order(shown)]
    rows = [
        html.Tr([html.Th(_weekday(day), scope="row"), *(_cell(told.get((day, each)), target) for each in begins)])
        for day in days
    ]
    caption = html.Caption(_("Calls answered in time, in per cent, by half hour"))
    heat = html.Table([caption, html.Thead(hours), html.Tbody(rows)], className="heat")
    return written(heat, classes="heat-map")


def _days_in_order(shown: Shown) -> Iterable[date]:
    """Seven weekdays, from the one with which the week begins."""
    first = shown.review.periods.week.period.first
    return (first + timedelta(days=n) for n in range(7))


def _cell(told: HalfHour | None, target: float) -> Component:
    if told is None or told.level is None:
        return html.Td("")
    missed = told.level < target
    step = "kept" if not missed else "far-below" if told.level < target - FAR_BELOW else "below"
    words = _("{calls} calls, {share} answered in time", calls=count(told.offered), share=percent(told.level, target))
    return html.Td(f"{100 * told.level:.0f}", className=step, title=words)


def _row_of_times(there: set[str]) -> list[str]:
    """Every half hour from the first to the last in which anybody called."""
    every = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
    return every[every.index(min(there)) : every.index(max(there)) + 1]


def _ends(begins: str) -> str:
    hour, minute = map(int, begins.split(":"))
    return f"{hour:02}:30" if minute == 0 else f"{hour + 1:02}:00"


def _weekday(number: int) -> str:
    return speaking().weekday(_MONDAY + timedelta(days=number))

"""When callers waited too long: the half hours of the week in which most were missed, and all of them side by side."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from layouts.pages.review.shown import Shown
from layouts.review.hot_hours import HeatMap, half_hour_name, heat_map, weekday_name
from layouts.wall.format import count, percent
from layouts.wall.written import written
from wallboard.languages import _
from wallboard.periods import PeriodKind
from wallboard.review import HalfHour

TODAY = "/today"


def hot_hours(shown: Shown, most: int = 5) -> list[Component]:
    """Nothing where no target is common to all queues, or nobody called."""
    heat = heat_map(shown.review)
    if heat is None:
        return []
    hot = shown.review.hot(most)
    if not hot:
        none = _("In no half hour the target of {target} was missed.", target=percent(heat.target))
        return [html.P(none, className="none"), _all(heat)]
    heads = (_("Half hour"), _("Not answered in time"), _("Answered in time"), _("Calls"))
    head = html.Thead(html.Tr([html.Th(each, scope="col") for each in heads]))
    body = html.Tbody([_row(shown, each, heads, heat.target) for each in hot])
    caption = html.Caption(_("Half hours in which most callers were not answered in time"))
    table = html.Table([caption, head, body], className="reviewed" if shown.asked.present else "reviewed cards")
    return [html.Div(table, className="rows"), _all(heat)]


def _row(shown: Shown, hot: HalfHour, heads: tuple[str, ...], target: float) -> Component:
    when = half_hour_name(hot)
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


def _all(heat: HeatMap) -> Component:
    """Weekdays by half hours; a phone has no room for it, and reads the list above."""
    hours = [html.Th(each if each.endswith("00") else "", scope="col") for each in heat.begins]
    rows = [
        html.Tr([html.Th(weekday_name(day), scope="row"), *(_cell(heat, day, each) for each in heat.begins)])
        for day in heat.weekdays
    ]
    caption = html.Caption(_("Calls answered in time, in per cent, by half hour"))
    table = [caption, html.Thead(html.Tr([html.Td(), *hours])), html.Tbody(rows)]
    return written(html.Table(table, className="heat"), classes="heat-map")


def _cell(heat: HeatMap, weekday: int, begins: str) -> Component:
    told = heat.told.get((weekday, begins))
    step = told and heat.step(told)
    if told is None or step is None:
        return html.Td("")
    share = percent(told.level, heat.target)
    words = _("{calls} calls, {share} answered in time", calls=count(told.offered), share=share)
    return html.Td(heat.digits(told), className=step.value, title=words)

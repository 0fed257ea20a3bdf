"""The calls of a day, quarter by quarter: how many came, how soon they were answered, how many in time."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.pages.today import charts, tables
from layouts.pages.today.sections import chart, nothing
from layouts.wall.format import duration, target_percent
from wallboard.languages import _, ngettext, speaking
from wallboard.questions.day import Day


def calls_sections(day: Day, when: str) -> list[Component]:
    weekday, days = speaking().weekday(day.question.day), day.usual.days if day.usual else 0
    usual = (
        ngettext(
            "The band is the usual {weekday}, from {n} of them.",
            "The band is the usual {weekday}, from {n} of them.",
            days,
            weekday=weekday,
            n=days,
        )
        if days
        else _("There is no usual to compare with yet.")
    )
    speed = day.target.speed_of_answer_s if day.target else None
    share = day.target.share if day.target else None
    promised = _shaded(duration(speed)) if speed else ""
    in_time = _shaded(target_percent(share)) if share else ""
    titles = (
        _("Calls per 15 minutes, {day}", day=when),
        _("Speed of answer, {day}", day=when),
        _("Answered in time, % of calls, {day}", day=when),
    )
    return [
        chart(
            titles[0],
            _joined(_("Calls by the quarter in which they came in."), usual),
            charts.arrivals(day),
            tables.calls_table(day, titles[0]),
            wide=True,
        ),
        chart(
            titles[1],
            _joined(_("Mean wait of answered calls."), promised, usual),
            charts.speed(day),
            tables.speed_table(day, titles[1]),
        ),
        chart(
            titles[2],
            _joined(_("Service level, variant “{variant}”.", variant=day.variant), in_time, usual),
            charts.level(day),
            tables.level_table(day, titles[2]),
        ),
    ]


def _shaded(target: str) -> str:
    return _("Target {figure}; what missed it is shaded.", figure=target)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def no_calls(when: str) -> Component:
    return nothing(_("No calls are known of {day}.", day=when), html.Span(""))

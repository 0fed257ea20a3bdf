"""The day in five numbers."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.page.figures import figure_address
from layouts.pages.today.verdicts import verdicts
from layouts.wall.format import count, duration, percent, target_percent
from wallboard.judging.recent import ABANDONS, LEVEL, SPEED
from wallboard.languages import _
from wallboard.model import ReadingKey, Scope
from wallboard.questions.day import Day
from wallboard.settings import Settings


def figures_section(day: Day, settings: Settings) -> Component:
    """The day in five numbers, each with what it is measured against."""

    def value(metric: str, variant: str = "") -> float | None:
        reading = day.snapshot.get(metric, Scope(day.question.site), "today", variant)
        return None if reading is None else reading.value

    target, usual = day.target, day.usual_calls
    verdict = verdicts(day, settings)
    figures = [
        (_("Calls"), count(day.calls), "" if usual is None else _("usual {n}", n=count(usual)), ""),
        (
            _("Answered in time"),
            percent(value("calls.service_level", day.variant)),
            _("target {share} in {time}", share=target_percent(target.share), time=duration(target.within_s))
            if target and target.share
            else "",
            verdict[LEVEL],
        ),
        (
            _("Speed of answer"),
            duration(value("calls.asa_s")),
            _target(duration(target.speed_of_answer_s)) if target and target.speed_of_answer_s else "",
            verdict[SPEED],
        ),
        (
            _("Gave up waiting"),
            percent(value("calls.abandon_rate")),
            _target(target_percent(target.abandon_rate)) if target and target.abandon_rate is not None else "",
            verdict[ABANDONS],
        ),
    ]
    metrics = ("offered", "service_level", "asa_s", "abandon_rate")
    items = [
        html.Div([html.Dt(name), html.Dd([_opens(day, metric, figure), html.Span(" · ".join(filter(None, said)))])])
        for metric, (name, figure, *said) in zip(metrics, figures, strict=True)
    ]
    return html.Dl(items, className="figures", id="figures", tabIndex="-1")


def _opens(day: Day, metric: str, figure: str) -> Component:
    """The figure, which leads to the calls that make it."""
    variant = day.variant if metric == "service_level" else ""
    key = ReadingKey(f"calls.{metric}", Scope(day.question.site), "today", variant)
    return html.B(html.A(figure, href=figure_address(key, day.as_of)))


def _target(figure: str) -> str:
    return _("target {figure}", figure=figure)

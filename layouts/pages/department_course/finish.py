"""Time to finish as a curve: of what was opened in a year, how much is not finished yet after so many days, with its band."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from layouts.pages.department_course.asked import Asked
from layouts.pages.department_course.counted import Figure
from layouts.review.amounts import DAYS
from layouts.review.chart_look import (
    ACTUAL,
    BAND,
    BARE,
    TARGET,
    TARGET_DASH,
    Drawn,
    Plotted,
    chart,
    in_columns,
    unit_words,
)
from layouts.wall.format import NOTHING, count, days, percent
from wallboard.languages import _, ngettext
from wallboard.metrics.survival import Survival, Told, Untold
from wallboard.questions.time_to_finish import TimeToFinish

_IN_TABLE = 40  # rows: of more steps nobody reads more
_SHOWN = 0.995  # of those that were watched: the few longest would press the others together


def finish_chart(told: TimeToFinish, minutes: float) -> Drawn | None:
    """None where nothing can be told: `finish_words` say why."""
    if told.curve.untold or not len(told.curve.days):
        return None
    title = _("Not finished yet after so many days (%), opened in the last 12 months")
    heads = (_("After"), _("Not finished yet"), _("From"), _("To"))
    plotted, table = _plotted(told, told.curve.drawn()), _rows(told.curve.drawn(_IN_TABLE))
    return Drawn(title, tuple(finish_words(told, minutes)), plotted, heads, tuple(table))


def finish_figures(told: TimeToFinish, first: date, ask: Asked) -> list[Figure]:
    """Of what was opened from a day on."""
    counts = (
        (_("Opened"), told.n, "cohort"),
        (_("Finished"), told.finished, "cohort_finished"),
        (_("Still open"), told.open, "cohort_open"),
        (_("Closed at first contact"), told.first_contact, "cohort_first_contact"),
        (_("With a promise"), told.promised, "cohort_promised"),
    )
    return [Figure(name, n, ask.opens(what, first)) for name, n, what in counts]


def finish_words(told: TimeToFinish, minutes: float) -> list[str]:
    """How long it takes, with what is open counted as not finished yet."""
    n = ngettext("{n} request was opened, {open} of them are open.", "{n} requests were opened, {open} of them are open.", told.n, n=count(told.n), open=count(told.open))  # fmt: skip
    half = _after(told.days.half, _("Half are finished"))
    most = _after(told.days.most, _("85 of 100 are finished"))
    if told.curve.untold:
        return [n, _("Nothing can be told of it: {why}.", why=_why(told.curve.untold))]
    return [n, half, most, _within(told.in_promise), first_contact_words(told, minutes)]


def first_contact_words(told: TimeToFinish, minutes: float) -> str:
    """Of all that were opened; there are enough of them."""
    return _(
        "Closed at first contact, within {minutes} minutes and with no second department: {share}.",
        minutes=count(minutes), share=percent(told.first_contact / told.n),
    )  # fmt: skip


def _after(told: Told, what: str) -> str:
    if told.value is None:
        return _("{what}: {why}.", what=what, why=_why(told.why))
    high = _("beyond what was watched") if told.high is None else days(told.high)
    return _("{what} after {days} ({low} to {high}).", what=what, days=days(told.value), low=days(told.low), high=high)


def _within(told: Told) -> str:
    if told.value is None or told.low is None or told.high is None:
        return _("Within their promise: {why}.", why=_why(told.why))
    share, low, high = percent(told.value), percent(told.low), percent(told.high)
    return _("Within their promise: {share} ({low} to {high}).", share=share, low=low, high=high)


def _why(why: Untold | None) -> str:
    match why:
        case Untold.NOTHING:
            return _("nothing was opened")
        case Untold.TOO_FEW:
            return _("too few requests to say")
        case Untold.NOT_REACHED:
            return _("not reached yet: too many are still open")
        case Untold.NO_PROMISE:
            return _("none of them was promised anything")
        case _other:
            return _("no request has been watched for so long")


def _plotted(told: TimeToFinish, curve: Survival) -> Plotted:
    x = [0.0, *curve.days.tolist()]
    lines = {name: [100.0, *(round(v * 100, 2) for v in getattr(curve, name).tolist())] for name in ("still_open", "low", "high")}  # fmt: skip
    step: Plotted = {"type": "scatter", "mode": "lines", "x": x}
    nothing: dict[str, Any] = {"width": 0, "shape": "hv"}
    traces = [
        step | {"y": lines["high"], "line": nothing, "hoverinfo": "skip", "showlegend": False},
        step
        | {"y": lines["low"], "line": nothing, "fill": "tonexty", "fillcolor": BAND, "hoverinfo": "skip", "name": _("band of 95 %")},
        step
        | {"y": lines["still_open"], "line": {"color": ACTUAL, "width": 2, "shape": "hv"}, "name": _("not finished yet"), "hovertemplate": "%{x:.1f}: %{y:.0f} %" + BARE},
        *_promise(told),
    ]  # fmt: skip
    far = max(1.0, x[-1] if len(x) < 3 else x[max(1, round(len(x) * _SHOWN) - 1)])
    xaxis = {"title": {"text": unit_words(DAYS)}, "range": [0, max(far, 1.2 * (told.promise_days or 0))]}
    yaxis = {"title": {"text": "%"}, "range": [0, 101], "fixedrange": True}
    return chart(in_columns(traces), xaxis, yaxis, height=340)


def _promise(told: TimeToFinish) -> Iterator[Plotted]:
    """A line, where one promise holds for all of them."""
    if told.promise_days is not None:
        name = _("Promised: {days}", days=days(told.promise_days))
        line = {"color": TARGET, "width": 2, "dash": TARGET_DASH}
        yield {"type": "scatter", "mode": "lines", "x": [told.promise_days] * 2, "y": [0, 100], "line": line, "name": name, "hoverinfo": "skip"}  # fmt: skip


def _rows(curve: Survival) -> Iterator[tuple[str, ...]]:
    for at, share, low, high in zip(*(getattr(curve, name).tolist() for name in ("days", "still_open", "low", "high")), strict=True):  # fmt: skip
        yield days(at) or NOTHING, percent(share), percent(low), percent(high)

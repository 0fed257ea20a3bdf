"""What came and went: cumulative flow, the change in open, and when what is open clears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import dropwhile

from layouts.pages.department_course.asked import Asked
from layouts.pages.department_course.counted import Figure, opens
from layouts.review.chart_look import ACTUAL, BARE, YEAR_BEFORE, Cell, Drawn, Plotted, chart, in_columns, value_axis
from layouts.wall.format import count, days, percent, signed
from wallboard.languages import _, ngettext, speaking
from wallboard.metrics.clearing import Clearing, NotClearing
from wallboard.metrics.little import NotStable, Stay
from wallboard.metrics.tickets import TOO_FEW
from wallboard.questions.departments.past_figures import CHANGED
from wallboard.questions.flow import DepartmentFlow, FlowCount, FlowRow

_TICKS = 8
KINDS = ("opened", "finished", "reopened", "moved_in", "moved_out", "removed")  # as of FlowCount


def flow_chart(flow: DepartmentFlow, ask: Asked) -> Drawn | None:
    """From the week in which there was anything first; None where there was nothing. Each figure of its table leads to its list."""
    rows = _shown(flow)
    if not rows:
        return None
    last = speaking().dated(flow.rows[-1].period.last)
    title = _("Came and went, summed up (requests), by week up to {day}", day=last)
    heads = (
        _("Week to"), _("Opened"), _("Finished"), _("Reopened"), _("Moved in"), _("Moved out"), _("Removed"), _("Net"), _("Open after"),
    )  # fmt: skip
    return Drawn(title, tuple(flow_words(flow)), _plotted(rows), heads, [_row(row, ask) for row in reversed(rows)])


def _shown(flow: DepartmentFlow) -> list[FlowRow]:
    return list(dropwhile(lambda row: not row.came, flow.rows))


def flow_figures(flow: DepartmentFlow, ask: Asked) -> list[Figure]:
    """Of all weeks together."""
    first, last = flow.rows[0].period.first, flow.rows[-1].period.last
    names = (_("Opened"), _("Finished"), _("Reopened"), _("Moved in"), _("Moved out"), _("Removed"))
    figures = zip(names, KINDS, flow.together, strict=False)
    return [
        Figure(_("Open before"), flow.open_before, ask.opens("open", None, first - timedelta(days=1))),
        *(Figure(name, n, ask.opens(kind, first, last)) for name, kind, n in figures),
        Figure(_("Net"), flow.together.net, ask.opens(CHANGED, first, last), signed, _happened(flow.together)),
        Figure(_("Open now"), flow.open_now, ask.opens("open")),
    ]


def _row(row: FlowRow, ask: Asked) -> list[Cell]:
    first, last = row.period.first, row.period.last
    counts: list[Cell] = [opens(n, ask.opens(kind, first, last)) for kind, n in zip(KINDS, row.flow, strict=False)]
    net = opens(row.flow.net, ask.opens(CHANGED, first, last), signed, _happened(row.flow))
    return [speaking().dated(last), *counts, net, opens(row.open_after, ask.opens("open", None, last))]


def _happened(flow: FlowCount) -> int:
    """How much, or some where moves are not known."""
    return sum(abs(n) for n in flow if n is not None)


def flow_words(flow: DepartmentFlow) -> list[str]:
    before, after, net = count(flow.open_before), count(flow.open_now), signed(flow.together.net)
    summed = _("Open before: {before}, open now: {after}, net: {net}.", before=before, after=after, net=net)
    space = _("The space between the two lines is what is open.")
    return [summed, space, *_reopened(flow.together), *([] if flow.stay is None else [_stay(flow.stay)])]


def _reopened(flow: FlowCount) -> Iterator[str]:
    """Where reopenings are known, and enough was finished to tell a share."""
    if flow.reopened is not None and flow.finished >= TOO_FEW:
        share = percent(flow.reopened / flow.finished)
        yield _("Reopened: {share} of the number finished.", share=share)


def _stay(stay: Stay) -> str:
    if stay.days is not None:
        return _("Each is open for {days} on average, by Little’s law.", days=days(stay.days))
    why = {
        NotStable.TOO_FEW: _("too few came"),
        NotStable.GROWING: _("more came than went"),
        NotStable.SHRINKING: _("more went than came"),
        NotStable.OLDER: _("what is open grows older"),
        NotStable.YOUNGER: _("what is open grows younger"),
    }
    told = "" if stay.why is None else why[stay.why]
    return _("For how long each is open on average cannot be told by Little’s law: {why}.", why=told)


def clearing_words(clearing: Clearing) -> list[str]:
    """In how many weeks nothing is open any more, as a range, or that it does not clear."""
    said = [_clears(clearing)]
    if not any(ahead.high for ahead in clearing.ahead):
        return said  # nothing is open, and nothing comes: or nothing can be told
    for ahead in clearing.ahead:
        low, median, high = (count(value) for value in (ahead.low, ahead.median, ahead.high))
        said.append(
            ngettext(
                "In {n} week: about {median} open ({low} to {high}).", "In {n} weeks: about {median} open ({low} to {high}).",
                ahead.weeks, n=ahead.weeks, median=median, low=low, high=high,
            )
        )  # fmt: skip
    held = _("Such ranges hold in nine of ten cases, if the weeks to come are like those before.")
    return [*said, *([held] if clearing.ahead else [])]


def _clears(clearing: Clearing) -> str:
    match clearing.why:
        case NotClearing.CLEAR:
            return _("Nothing is open.")
        case NotClearing.TOO_FEW:
            return _("When it clears cannot be told: fewer than eight weeks are known.")
        case NotClearing.GROWING:
            return _("Not clearing: as many come as go, or more.")
        case NotClearing.NEVER:
            return _("Not clearing within five years, as the weeks before went.")
        case _other:
            high = _("more than five years") if clearing.high is None else _weeks(clearing.high)
            low, median = _weeks(clearing.low or 0), _weeks(clearing.median or 0)
            return _("Clears in about {median} ({low} to {high}).", median=median, low=low, high=high)


def _weeks(n: int) -> str:
    return ngettext("{n} week", "{n} weeks", n, n=count(n))


def _plotted(rows: Sequence[FlowRow]) -> Plotted:
    at = list(range(len(rows)))
    days_told = [speaking().dated(row.period.last) for row in rows]

    def line(name: str, values: Sequence[int], colour: str) -> Plotted:
        look = {"color": colour, "width": 2}
        said = {"text": days_told, "hovertemplate": "%{text}: %{y:,}" + BARE}
        return {"type": "scatter", "mode": "lines", "x": at, "y": list(values), "name": name, "line": look} | said

    came, went = [row.came for row in rows], [row.went for row in rows]
    traces = [line(_("came"), came, ACTUAL), line(_("went"), went, YEAR_BEFORE) | {"line": {"color": YEAR_BEFORE, "width": 2, "dash": "dash"}}]  # fmt: skip
    step = max(1, -(-len(at) // _TICKS))
    ticks = at[::-1][::step][::-1]
    xaxis = {"tickvals": ticks, "ticktext": [speaking().day_month(rows[nth].period.last) for nth in ticks]}
    return chart(
        in_columns(traces), xaxis, value_axis("tickets", [*map(float, came), *map(float, went)], None), height=340
    )

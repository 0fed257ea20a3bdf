"""What is counted of a day, in words: the counts that figures of a review are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layouts.review.names import metric_name
from wallboard.languages import N_, _
from wallboard.model import Reason
from wallboard.review.day_rows import AMOUNT, CALLS, OF, REQUESTS
from wallboard.review.figures import DIVERTED
from wallboard.review.recipes import Recipe, Taken
from wallboard.review.records import OUTSIDE
from wallboard.review.table import STOCKS

_COUNTS: Mapping[str, str] = {
    "calls.offered": N_("calls"),
    "calls.answered": N_("calls answered"),
    "calls.answered_in": N_("calls answered in time"),
    "calls.abandoned": N_("callers who gave up"),
    "calls.abandoned_in": N_("callers who gave up within the time promised"),
    "calls.abandoned_short": N_("callers who gave up so soon that it need not count"),
    "calls.failed_in": N_("calls sent on in time that count as missed"),
    "calls.lost": N_("calls cut off by a restart"),
    "calls.completed": N_("conversations that ended"),
    "calls.completed_in": N_("conversations that ended, answered in time"),
    "calls.wait_s": N_("seconds waited until the answer"),
    "calls.talk_s": N_("seconds of conversation"),
    "calls.talks": N_("conversations whose length is known"),
    "calls.waits": N_("calls answered after so many seconds"),
    "tickets.opened": N_("requests opened"),
    "tickets.finished": N_("requests finished"),
    "tickets.reopened": N_("requests reopened"),
    "tickets.moved_in": N_("requests moved in"),
    "tickets.moved_out": N_("requests moved out"),
    "tickets.removed": N_("requests merged or deleted"),
    "tickets.on_time": N_("promises kept"),
    "tickets.late": N_("promises broken"),
}
_LEFT = CALLS + DIVERTED
_REASONS: Mapping[Reason, str] = {
    Reason.TIMEOUT: N_("calls that left after too long for the phone system"),
    Reason.EMPTY: N_("calls that left as nobody was in the queue to answer"),
    Reason.WITHDRAWN: N_("calls taken out by the phone system"),
    Reason.OVERFLOW: N_("calls that found the queue full"),
    Reason.KEY: N_("callers who pressed a key"),
    Reason.CALLBACK: N_("callers who asked for a call back"),
}


def count_name(count: str, titles: Mapping[str, str]) -> str:
    """`titles`: those of outside figures, by their metric."""
    if count in _COUNTS:
        return _(_COUNTS[count])
    if count.startswith(_LEFT):
        return _(_REASONS[Reason(count.removeprefix(_LEFT))])
    if count.startswith(OUTSIDE):
        return _outside_name(count, titles)
    known = count if count in STOCKS or count.startswith(REQUESTS) else ""
    return metric_name(known or count)


def _outside_name(count: str, titles: Mapping[str, str]) -> str:
    metric, _colon, part = count.rpartition(":")
    if f":{part}" == AMOUNT:
        return _("{name}: amount", name=metric_name(metric, titles.get(metric, "")))
    if f":{part}" == OF:
        return _("{name}: of how many", name=metric_name(metric, titles.get(metric, "")))
    return metric_name(count, titles.get(count, ""))


def recipe_words(recipe: Recipe, titles: Mapping[str, str]) -> str:
    """(calls answered in time) / (calls answered + callers who gave up)"""
    top = _summed(recipe.top, titles)
    match recipe.taken:
        case Taken.SUM:
            return _("sum of the days: {counts}", counts=top)
        case Taken.RATIO:
            return _("sums of the days: ({counts}) / ({others})", counts=top, others=_summed(recipe.over, titles))
        case Taken.LAST:
            return _("as the last day has it: {counts}", counts=top)
        case Taken.EXTREME:
            return _("the largest or smallest of the days: {counts}", counts=top)
        case Taken.MIDDLE:
            return _("the middle one of all waits: {counts}", counts=top)
        case Taken.MOST:
            return _("the wait that nine of ten did not exceed: {counts}", counts=top)


def _summed(counts: Mapping[str, int], titles: Mapping[str, str]) -> str:
    return "".join(_signed(counts, titles)).removeprefix(" + ")


def _signed(counts: Mapping[str, int], titles: Mapping[str, str]) -> Iterator[str]:
    for count, sign in counts.items():
        yield f" {'+' if sign > 0 else '−'} {count_name(count, titles)}"

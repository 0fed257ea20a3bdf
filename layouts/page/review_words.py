"""What is written in the weekly review: what it is called, and at which addresses it is read and written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from layouts.page.figure_words import name, places
from layouts.wall.format import MINUS, count, days, duration, number
from wallboard.languages import N_, _
from wallboard.metrics import METRICS
from wallboard.model.review_words import OUTSIDE, ActionState, EntryKind, FigureKey, ReviewEntry, Verdict
from wallboard.settings import Settings

ACTIONS, NEW_ACTION, WORDS = "/actions", "/actions/new", "/review/words"
OWNERS, STANDARDS = "/review/owners", "/review/standards"

KINDS: Mapping[EntryKind, str] = {
    EntryKind.NOTE: N_("Note"),
    EntryKind.EXPLANATION: N_("Explanation"),
    EntryKind.DECISION: N_("Decision"),
    EntryKind.ACTION: N_("Action"),
    EntryKind.STANDARD: N_("Standard"),
    EntryKind.OWNER: N_("Process owner"),
    EntryKind.LIMITS: N_("Limits made anew"),
}
STATES: Mapping[ActionState, str] = {
    ActionState.OPEN: N_("still open"),
    ActionState.DONE: N_("done"),
    ActionState.DROPPED: N_("dropped"),
}
VERDICTS: Mapping[Verdict, str] = {
    Verdict.HELD: N_("it held"),
    Verdict.NOT_HELD: N_("it did not hold"),
    Verdict.CANNOT_SAY: N_("cannot be said yet"),
}


def figure_words(figure: FigureKey, settings: Settings) -> str:
    """Open requests: Centre North, Roads. Of no single figure the place alone."""
    site = settings.sites.get(figure.scope.site)
    where = ", ".join([site.name if site else figure.scope.site, *places(figure.scope, settings)])
    return (
        _("{what}: {where}", what=metric_words(figure.metric, figure.variant), where=where) if figure.metric else where
    )


def metric_words(metric: str, variant: str = "") -> str:
    """What a metric or an outside figure is called; one that there is no more, by its own name."""
    words = name(metric) if metric in METRICS else metric.removeprefix(OUTSIDE)
    return f"{words} ({variant})" if variant else words


def change_words(change: float, metric: str) -> str:
    """By how much a figure should move: +5 points, −0:30, −40."""
    unit, size = METRICS[metric].unit if metric in METRICS else "", abs(change)
    if unit == "ratio":
        said = _("{n} points", n=number(f"{round(size * 100, 2):g}"))
    elif unit == "s":
        said = duration(size)
    elif unit == "days":
        said = days(size)
    else:
        said = count(size) if size >= 10 else number(f"{round(size, 3):g}")
    return f"{MINUS if change < 0 else '+'}{said}"


def about_query(about: FigureKey, week: date | None = None) -> dict[str, str]:
    """What a figure and a week are called in an address, and in a form."""
    told = about.scope.as_dict()
    if about.metric:
        told["metric"] = about.metric
    if about.variant:
        told["variant"] = about.variant
    return told if week is None else {**told, "week_ending": week.isoformat()}


def words_address(about: FigureKey, week: date) -> str:
    """Where what is written of a figure and a week is read, and where it is written."""
    return f"{WORDS}?{urlencode(about_query(about, week))}"


def new_action_address(about: FigureKey, week: date) -> str:
    return f"{NEW_ACTION}?{urlencode(about_query(about, week))}"


def entry_address(entry: ReviewEntry) -> str:
    """Of one entry with its history."""
    return f"{ACTIONS if entry.kind is EntryKind.ACTION else WORDS}/{entry.id}"

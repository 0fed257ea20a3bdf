"""What is written in the weekly review: what it is called, and at which addresses it is read and written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from layouts.review.amounts import difference
from layouts.review.names import metric_name, where_name
from wallboard.languages import N_, _, speaking
from wallboard.model.review_words import OUTSIDE, ActionState, EntryKind, Expected, FigureKey, ReviewEntry, Verdict
from wallboard.periods import PeriodKind
from wallboard.review.keys import declared_figure, unit_of
from wallboard.settings import Settings

REVIEW = "/review"
ACTIONS, NEW_ACTION, WORDS = "/actions", "/actions/new", "/review/words"
OWNERS, STANDARDS, DEEP_DIVE = "/review/owners", "/review/standards", "/review/deep-dive"

KINDS: Mapping[EntryKind, str] = {
    EntryKind.NOTE: N_("Note"),
    EntryKind.EXPLANATION: N_("Explanation"),
    EntryKind.DECISION: N_("Decision"),
    EntryKind.ACTION: N_("Action"),
    EntryKind.STANDARD: N_("Standard"),
    EntryKind.OWNER: N_("Process owner"),
    EntryKind.LIMITS: N_("Limits made anew"),
    EntryKind.DEEP_DIVE: N_("Deep dive"),
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
    """Open requests (Roads), as the review calls it; with its site where there are several. Of no single figure the place
    alone: Centre North, Roads."""
    scope = figure.scope
    site = settings.sites[scope.site].name if scope.site in settings.sites else scope.site
    if figure.whole:
        return ", ".join(filter(None, (site, where_name(scope, settings))))
    called = metric_words(figure, settings, where_name(scope, settings))
    return called if len(settings.sites) < 2 else f"{called}, {site}"


def metric_words(figure: FigureKey, settings: Settings, where: str = "") -> str:
    """What a figure is called, whatever it is about; one that there is no more, by its own name."""
    declared = declared_figure(settings, figure.metric)
    name = figure.metric.removeprefix(OUTSIDE)
    what = metric_name(figure.metric, (declared.title if declared else "") or name)
    return _("{what} ({where})", what=what, where=where) if where else what


def moved_words(change: float, figure: FigureKey, settings: Settings) -> str:
    """By how much a figure should move: +5 points, −0:30, −40, +2.5 bar."""
    said, declared = difference(unit_of(settings, figure.metric), change), declared_figure(settings, figure.metric)
    return f"{said} {declared.unit}" if declared and declared.unit and declared.kind != "ratio" else said


def expected_words(expected: Expected, settings: Settings) -> str:
    """Open requests: Centre North, Roads: −40 by Sun 14 Feb 2027"""
    return _(
        "{figure}: {change} by {day}",
        figure=figure_words(expected.figure, settings),
        change=moved_words(expected.change, expected.figure, settings),
        day=speaking().dated(expected.by),
    )


def about_query(about: FigureKey, week: date | None = None, period: PeriodKind = PeriodKind.WEEK) -> dict[str, str]:
    """What a figure and a week are called in an address, and in a form. `week` may be the last day of a longer `period`."""
    told = about.scope.as_dict()
    if about.metric:
        told["metric"] = about.metric
    if about.variant:
        told["variant"] = about.variant
    if period is not PeriodKind.WEEK:
        told["period"] = period.value
    return told if week is None else {**told, "week_ending": week.isoformat()}


def words_address(about: FigureKey, week: date, period: PeriodKind = PeriodKind.WEEK) -> str:
    """Where what is written of a figure and a week is read, and where it is written; or of a longer period's last day."""
    return f"{WORDS}?{urlencode(about_query(about, week, period))}"


def review_address(site: str, week: date, period: PeriodKind = PeriodKind.WEEK) -> str:
    """Of the review of a week, or of the longer period that ends on that day."""
    day = week.isoformat() if period is PeriodKind.WEEK else f"{week:%Y-%m}"
    return f"{REVIEW}?{urlencode({'site': site, period.value: day})}"


def new_action_address(about: FigureKey, week: date) -> str:
    return f"{NEW_ACTION}?{urlencode(about_query(about, week))}"


def deep_dive_address(site: str, week: date) -> str:
    """Where it is chosen what the review of the week after looks into."""
    return f"{DEEP_DIVE}?{urlencode({'site': site, 'week_ending': week.isoformat()})}"


def entry_address(entry: ReviewEntry) -> str:
    """Of one entry with its history."""
    return f"{ACTIONS if entry.kind is EntryKind.ACTION else WORDS}/{entry.id}"

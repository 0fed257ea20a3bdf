"""What the figures of a department's past are called."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.page.department_past import DIFFERENCES, MOVES
from layouts.wall.names import department_label
from wallboard.languages import N_, _, speaking
from wallboard.questions.departments.chosen_items import NONE_NAMED
from wallboard.questions.departments.past_figures import ANOTHER, FIGURES, Family, PastFigure
from wallboard.settings import Settings

CHANGES: Mapping[str, str] = {
    "opened": N_("opened"),
    "finished": N_("finished"),
    "reopened": N_("reopened"),
    "moved_in": N_("moved in"),
    "moved_out": N_("moved out"),
    "removed": N_("removed"),
}
FIGURE: Mapping[str, str] = {
    "changed": N_("All that came and went"),
    "opened": N_("Opened"),
    "finished": N_("Finished"),
    "reopened": N_("Reopened"),
    "moved_in": N_("Moved in"),
    "moved_out": N_("Moved out"),
    "removed": N_("Removed"),
    "decided": N_("Promises decided"),
    "kept": N_("Promises kept"),
    "missed": N_("Promises missed"),
    "cohort": N_("Requests that were opened, as they stand now"),
    "cohort_finished": N_("Of those that were opened, finished"),
    "cohort_open": N_("Of those that were opened, still open"),
    "cohort_first_contact": N_("Of those that were opened, closed at first contact"),
    "cohort_promised": N_("Of those that were opened, promised something"),
    "open": N_("Open"),
    "undecided": N_("Open, promise still runs"),
    "unpromised": N_("Open, without a promise"),
    "moved": N_("Hand-offs and assignments"),
    "handed": N_("Hand-offs"),
    "handed_requests": N_("Requests handed over, by their last hand-off"),
    "assigned": N_("Assigned, unassigned before"),
    "returned": N_("Came back to a department that had had them already"),
    DIFFERENCES: N_("Due dates of the helpdesk that differ from the promise"),
    MOVES: N_("Due dates that the helpdesk moved later"),
}


def figure_words(figure: PastFigure, settings: Settings) -> str:
    said = _(FIGURE[figure.what])
    if figure.giver:
        said = _("{figure}, from {department}", figure=said, department=side_label(figure.giver, settings))
    if figure.taker:
        said = _("{figure}, to {department}", figure=said, department=side_label(figure.taker, settings))
    return said


def days_words(figure: PastFigure) -> str:
    """Of which days; "" where all that was read is meant, or now."""
    first, last = (None if day is None else speaking().dated(day) for day in (figure.first, figure.last))
    if FIGURES.get(figure.what) is Family.OPEN:
        return "" if last is None else _("At the end of {day}", day=last)
    if first is not None and last is not None:
        return _("From {first} to {last}", first=first, last=last)
    return _("Since {day}", day=first) if first is not None else "" if last is None else _("Up to {day}", day=last)


def order_words(figure: PastFigure) -> str:
    """In which order its list comes."""
    match FIGURES.get(figure.what):
        case Family.OPEN:
            return _("longest open first")
        case Family.COHORT:
            return _("shortest open first")
        case None:
            return _("largest first")
        case _other:
            return _("earliest first")


def side_label(name: str, settings: Settings) -> str:
    """Of a giver or taker as a `PastFigure` has it."""
    if name == ANOTHER:
        return _("another department")
    return _("Unassigned") if name == NONE_NAMED else department_label(settings, name)

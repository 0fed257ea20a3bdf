"""The helpdesk's own due dates beside those that the settings promise: how many differ, and which were moved later."""

from __future__ import annotations

from layouts.page.department_past import DIFFERENCES, MOVES
from layouts.pages.department_course.asked import Asked
from layouts.pages.department_course.counted import Figure
from layouts.wall.format import count, number
from wallboard.languages import _, ngettext
from wallboard.model import HOUR, MINUTE, Micros
from wallboard.questions.due_dates import DueCounts, DueDates


def due_figures(told: DueDates | None, ask: Asked) -> list[Figure]:
    """None where the source says of nothing when it is due."""
    if told is None or not told.all.told:
        return []
    differ = Figure(_("Due dates that differ"), told.all.differ, ask.opens(DIFFERENCES))
    moved = Figure(_("Due dates moved later"), told.all.moved, ask.opens(MOVES))
    return [*([differ] if told.all.compared else []), *([moved] if told.all.moved else [])]


def due_words(told: DueDates | None) -> list[str]:
    """Of what is open, and of what was decided in seven days."""
    if told is None or not told.all.told:
        return []
    by_that = _kept_by_moving(told.all) if told.all.moved else []
    return [_differing(told.all, told.tolerance), *by_that]


def _differing(counts: DueCounts, tolerance: Micros) -> str:
    if not counts.compared:
        return _("Due dates of the helpdesk’s own: {n}; the settings promise nothing to these requests.", n=count(counts.told))  # fmt: skip
    minutes = count(tolerance / MINUTE)
    if not counts.differ:
        return _(
            "The helpdesk’s own due dates agree with the settings: of {n} none differs by more than {minutes} minutes.",
            n=count(counts.compared), minutes=minutes,
        )  # fmt: skip
    said = ngettext(
        "{n} of {whole} due dates of the helpdesk differs from the settings by more than {minutes} minutes, by up to {hours} h of the promise’s clock.",
        "{n} of {whole} due dates of the helpdesk differ from the settings by more than {minutes} minutes, by up to {hours} h of the promise’s clock.",
        counts.differ, n=count(counts.differ), whole=count(counts.compared), minutes=minutes,
        hours=number(f"{abs(counts.largest) / HOUR:,.1f}"),
    )  # fmt: skip
    return f"{said} {_('Figures go by what the helpdesk says.')}"


def _kept_by_moving(counts: DueCounts) -> list[str]:
    if not counts.kept_by_moving:
        return [_("No promise was kept by moving its due date alone.")]
    n = counts.kept_by_moving
    said = ngettext("{n} promise was kept by moving its due date alone.", "{n} promises were kept by moving their due dates alone.", n, n=count(n))  # fmt: skip
    return [said]

"""How requests stand: promises that were kept, and emergencies."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.judging import thresholds
from wallboard.judging.figure import JudgedFigure
from wallboard.judging.instant import Instant
from wallboard.judging.targets import kept_share
from wallboard.judging.tone import ALARM, NO_DATA, NONE, TOO_FEW, WATCH, Tone, worst
from wallboard.model import Reading, State

# Emergencies are an alarm when past what was promised, and watched when close to it or new; not for ever.
EMERGENCIES: Mapping[str, Tone] = {"breached": ALARM, "due_soon": WATCH, "new": WATCH}


def kept(at: Instant, department: str = "") -> JudgedFigure:
    """Share of the requests decided in the last seven days that were done by the time promised; of the site, shown as its
    source allows."""
    reading, target = at.get("tickets.on_time", "7d", department=department), kept_share(at, department)
    if department:
        return _figure(at, reading, target, TOO_FEW if reading and reading.state is State.TOO_FEW else NONE)
    obstacle = at.obstacle(reading, "tickets")
    return _figure(at, reading, target, NO_DATA if obstacle == NONE and _value(reading) is None else obstacle)


def _figure(at: Instant, reading: Reading | None, target: float | None, obstacle: Tone) -> JudgedFigure:
    value = _value(reading)
    tone = thresholds.share(value, target, at.settings.alarm) if obstacle == NONE else obstacle
    return JudgedFigure(value, 0 if reading is None else reading.n or 0, target, tone, tone)


def _value(reading: Reading | None) -> float | None:
    return None if reading is None else reading.value


def age(at: Instant, metric: str, *, as_in: str = "", **scope: str) -> float | None:
    """An age in days as its department tells ages: calendar days unless its settings say business days. `as_in` names
    the department where the scope does not, as where all is of one."""
    department = at.settings.departments.get(as_in or scope.get("department", ""))
    chosen = "calendar" if department is None else department.age_in
    value = at.value(metric, variant=chosen, **scope)
    return value if value is not None else at.value(metric, **scope)


def emergencies(at: Instant, variant: str) -> tuple[float, tuple[str, ...]]:
    """How many there are, one of EMERGENCIES, and the departments that have them."""
    value = at.value("tickets.emergency", variant=variant)
    if not value:
        return 0, ()
    having = (n for n in at.departments if at.value("tickets.emergency", variant=variant, department=n))
    return value, tuple(having)


def emergency_tone(at: Instant) -> Tone:
    """Of all open emergencies of the site together."""
    return worst(tone for variant, tone in EMERGENCIES.items() if at.value("tickets.emergency", variant=variant))

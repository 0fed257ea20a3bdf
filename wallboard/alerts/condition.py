"""One thing that a rule looks at, as it stands at one instant."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from wallboard.model import Micros
from wallboard.model.alerts import AlertKey, AlertKind


class Stands(Enum):
    """How it stands against its thresholds."""

    PAST = auto()  # what fires is so
    BETWEEN = auto()  # not so any more, and not so clearly that it is over
    BACK = auto()
    UNKNOWN = auto()  # nobody can know: whatever was so stays


class Condition(NamedTuple):
    key: AlertKey
    kind: AlertKind
    stands: Stands
    tone: str
    hold_s: float  # for how long it must be PAST before it fires
    clear_after_s: float  # for how long it must be BACK before it is over
    value: float | None = None
    threshold: float | None = None
    metric: str = ""
    window: str = ""
    since: Micros | None = None  # since when it is PAST, where that is known better than by looking


def stands(value: float, past: float, back: float, *, high: bool) -> Stands:
    """A value against a threshold to enter and one to leave; `high`: whether it fires above it."""
    if (value > past) if high else (value < past):
        return Stands.PAST
    return Stands.BACK if ((value <= back) if high else (value >= back)) else Stands.BETWEEN

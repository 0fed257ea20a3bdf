"""How a figure stands, from calm to loud, or why nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from wallboard.model import State


class Tone(StrEnum):
    """How something stands: against its target (OK, WATCH, ALARM), against nothing (NONE), or what keeps it from being
    judged. Not what that looks like or is called: a screen has its own colours and words."""

    OK = "ok"  # as promised, or as usual
    WATCH = "watch"
    ALARM = "alarm"
    NONE = "none"  # nothing to judge
    LATE = "late"
    SILENT = "silent"
    LOST = "lost"
    NO_DATA = "no_data"
    NO_CALLS = "no_calls"
    TOO_FEW = "too_few"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    ERROR = "error"
    CATCHING_UP = "catching_up"  # its source still reads history


# By their own names: on Python 3.11 a look-up on the class takes five times as long, and a tick has thousands of them.
OK, WATCH, ALARM, NONE = Tone.OK, Tone.WATCH, Tone.ALARM, Tone.NONE
LATE, SILENT, LOST, NO_DATA, NO_CALLS = Tone.LATE, Tone.SILENT, Tone.LOST, Tone.NO_DATA, Tone.NO_CALLS
TOO_FEW, CLOSED, UNKNOWN = Tone.TOO_FEW, Tone.CLOSED, Tone.UNKNOWN
ERROR, CATCHING_UP = Tone.ERROR, Tone.CATCHING_UP

SEVERITY: Mapping[Tone, int] = {
    **dict.fromkeys((NONE, OK, CLOSED, NO_CALLS, TOO_FEW), 0),
    **dict.fromkeys((UNKNOWN, NO_DATA, CATCHING_UP), 1),
    LATE: 2,
    WATCH: 3,
    **dict.fromkeys((SILENT, LOST), 4),
    ALARM: 5,
    ERROR: 6,
}

OF_STATE: Mapping[State, Tone] = {
    State.LIVE: NONE,
    State.LATE: LATE,
    State.SILENT: SILENT,
    State.LOST: LOST,
    State.NO_DATA: NO_DATA,
    State.NO_CALLS: NO_CALLS,
    State.TOO_FEW: TOO_FEW,
    State.CLOSED: CLOSED,
    State.UNKNOWN: UNKNOWN,
    State.ERROR: ERROR,
    State.OUT_OF_RETENTION: NO_DATA,
}


def worst(tones: Iterable[Tone]) -> Tone:
    """The most severe of them, the first of equals; NONE of none."""
    return max(tones, key=SEVERITY.__getitem__, default=NONE)

"""What a state looks like and is called. Colours are in assets/tokens.css; here are their names and words."""

from __future__ import annotations

from wallboard.model import State

# A tile's data-state, from calm to loud. Each has its own mark (shape), colour and word.
OK, WATCH, ALARM = "ok", "watch", "alarm"
NONE = "none"  # neutral: nothing to judge
LATE, SILENT, LOST, NO_DATA, NO_CALLS = "late", "silent", "lost", "no_data", "no_calls"
TOO_FEW, CLOSED, UNKNOWN, ERROR, CATCHING_UP = "too_few", "closed", "unknown", "error", "catching_up"

SEVERITY = {NONE: 0, OK: 0, CLOSED: 0, NO_CALLS: 0, TOO_FEW: 0, UNKNOWN: 1, NO_DATA: 1, CATCHING_UP: 1}
SEVERITY |= {LATE: 2, WATCH: 3, SILENT: 4, LOST: 4, ALARM: 5, ERROR: 6}

WORDS = {
    OK: "on target",
    WATCH: "watch",
    ALARM: "act",
    NONE: "",
    LATE: "late",
    SILENT: "silent",
    LOST: "lost",
    NO_DATA: "no data yet",
    NO_CALLS: "no calls",
    TOO_FEW: "too few",
    CLOSED: "closed",
    UNKNOWN: "not known",
    ERROR: "error, see the log",
    CATCHING_UP: "reading history",
}

OF_STATE = {
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


def worst(states: list[str]) -> str:
    """The most severe of these states; neutral for none."""
    return max(states, key=lambda state: SEVERITY[state], default=NONE)

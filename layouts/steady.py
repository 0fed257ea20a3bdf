"""Colours that do not flutter: a state is entered at once, and left only when the figure is clearly or lastingly better.

What was shown before lives in the board's Memory. A board that has none yet, or that has not looked for some minutes,
shows what the figure says by itself.
"""

from __future__ import annotations

from layouts.theme import SEVERITY
from layouts.tile import Held, Memory
from wallboard.model import MINUTE, SECOND, Micros
from wallboard.settings import Alarm

FORGOTTEN_AFTER: Micros = 5 * MINUTE  # a figure that was not there for so long comes back as a new one


def steady(memory: Memory, key: tuple[str, str], now: Micros, fresh: str, kept: str, alarm: Alarm) -> str:
    """The state to show of one figure. `fresh` is its state by the thresholds, `kept` by those that are better by
    alarm.leave_by."""
    held = memory.moods.get(key)
    if held is None or not held.seen <= now < held.seen + FORGOTTEN_AFTER:
        held = Held(fresh, None, now)
    state, better_since = fresh, None
    if SEVERITY[fresh] < SEVERITY[held.state]:
        better_since = now if held.better_since is None else held.better_since
        if SEVERITY[kept] < SEVERITY[held.state]:
            state = kept
        elif now - better_since < alarm.leave_after_s * SECOND:
            state = held.state
    memory.moods[key] = Held(state, better_since if state != fresh else None, now)
    return state

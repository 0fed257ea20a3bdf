"""Colours that do not flutter: a state is entered at once, and left only when the figure is clearly or lastingly better.

A figure of this very moment jumps with every caller who comes or goes: how much better it is says nothing, so that it must
be better lastingly (`lasting`). One of the last minutes may be clearly better as well (`steady`).

What was shown before lives in the board's Memory. A board that has none yet, or that has not looked for some minutes,
shows what the figure says by itself.
"""

from __future__ import annotations

from layouts.wall.theme import ALARM, SEVERITY, WATCH
from layouts.wall.tile import Held, Memory, Peaks
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


def lasting(memory: Memory, key: tuple[str, str], now: Micros, fresh: str, alarm: Alarm) -> str:
    """The state to show of a figure of this very moment: the worst that it was in the last alarm.leave_after_s. `fresh` is
    its state now."""
    held = memory.peaks.get(key)
    if held is None or not held.seen <= now < held.seen + FORGOTTEN_AFTER:
        held = Peaks(None, None, now)
    alarmed = now if fresh == ALARM else held.alarmed
    watched = now if fresh in (WATCH, ALARM) else held.watched
    memory.peaks[key] = Peaks(alarmed, watched, now)
    since = now - alarm.leave_after_s * SECOND
    if fresh != ALARM and alarmed is not None and alarmed > since:
        return ALARM
    return WATCH if SEVERITY[fresh] < SEVERITY[WATCH] and watched is not None and watched > since else fresh


def forget(memory: Memory, key: tuple[str, str]) -> None:
    """There is nothing left that the figure was of: the next one is a new one."""
    memory.peaks.pop(key, None)

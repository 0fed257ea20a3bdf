"""Tones that do not flutter: one is entered at once, and left only when the figure is clearly or lastingly better.

A figure of this very moment jumps with every caller who comes or goes: how much better it is says nothing, so that it must
be better lastingly (`lasting`). One of the last minutes may be clearly better as well (`steady`).

What was shown before is in a ToneMemory. Who has none yet, or has not looked for some minutes, is told what the figure says
by itself.
"""

from __future__ import annotations

from wallboard.judging.memory import FigureKey, HeldTone, Peaks, ToneMemory
from wallboard.judging.tone import ALARM, SEVERITY, WATCH, Tone
from wallboard.model import MINUTE, SECOND, Micros
from wallboard.settings import Alarm

FORGOTTEN_AFTER: Micros = 5 * MINUTE  # a figure that was not there for so long comes back as a new one


def steady(memory: ToneMemory, key: FigureKey, now: Micros, fresh: Tone, kept: Tone, alarm: Alarm) -> Tone:
    """The tone to show of one figure. `fresh` is its tone by the thresholds, `kept` by those that are better by
    alarm.leave_by."""
    held = memory.held.get(key)
    if held is None or not held.seen <= now < held.seen + FORGOTTEN_AFTER:
        held = HeldTone(fresh, None, now)
    tone, better_since = fresh, None
    if SEVERITY[fresh] < SEVERITY[held.tone]:
        better_since = now if held.better_since is None else held.better_since
        if SEVERITY[kept] < SEVERITY[held.tone]:
            tone = kept
        elif now - better_since < alarm.leave_after_s * SECOND:
            tone = held.tone
    memory.held[key] = HeldTone(tone, better_since if tone != fresh else None, now)
    return tone


def lasting(memory: ToneMemory, key: FigureKey, now: Micros, fresh: Tone, alarm: Alarm) -> Tone:
    """The tone to show of a figure of this very moment: the worst that it had in the last alarm.leave_after_s. `fresh` is
    its tone now."""
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


def forget(memory: ToneMemory, key: FigureKey) -> None:
    """There is nothing left that the figure was of: the next one is a new one."""
    memory.peaks.pop(key, None)

"""What must be kept from one instant to the next, so that tones do not flutter and nothing is worked out twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from wallboard.judging.tone import Tone
from wallboard.model import Micros
from wallboard.settings import Settings

FigureKey = tuple[str, str]  # the figure's name and its queue, "" for the site


class HeldTone(NamedTuple):
    """What was shown of one figure: its tone, since when it has been better than that, and when it was last seen."""

    tone: Tone
    better_since: Micros | None
    seen: Micros


class Peaks(NamedTuple):
    """When a figure of now was last an alarm, when last at least watched, and when it was last seen."""

    alarmed: Micros | None
    watched: Micros | None
    seen: Micros


@dataclass(slots=True)
class ToneMemory:
    """Of one who judges again and again, such as a board: what it showed of each figure before. One that is new judges
    every figure by itself. Not to be shared between threads."""

    held: dict[FigureKey, HeldTone] = field(default_factory=dict)
    peaks: dict[FigureKey, Peaks] = field(default_factory=dict)  # of who waits now
    of_day: tuple[Settings, date, dict[Any, Any]] | None = None  # what follows from the settings and the day alone

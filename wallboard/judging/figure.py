"""One figure and how it stands."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.judging.tone import ALARM, NONE, WATCH, Tone

TROUBLED = (WATCH, ALARM)


@dataclass(frozen=True, slots=True)
class JudgedFigure:
    """A value with what it is measured against. `tone` may outlast its reason for a while (steady.py); `fresh` is what the
    value says by itself."""

    value: float | None
    n: int = 0  # calls, or requests, that it is of
    target: float | None = None
    tone: Tone = NONE
    fresh: Tone = NONE
    queue: str = ""  # of a site: the queue that is most the reason, where it is not on target

    @property
    def troubled(self) -> bool:
        return self.tone in TROUBLED

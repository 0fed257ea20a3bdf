"""How a day's figures stand against what was promised, by the very rules of the wall."""

from __future__ import annotations

from layouts.wall.theme import verdict_words
from wallboard.judging.instant import instant
from wallboard.judging.recent import LEVELS, RATES, SPEEDS
from wallboard.judging.verdict import day as of_day
from wallboard.questions.day import Day
from wallboard.settings import Settings

FIGURES = {of.name: of for of in (LEVELS, SPEEDS, RATES)}


def verdicts(day: Day, settings: Settings) -> dict[str, str]:
    """Each promised figure of the day by its name, in words: kept, lost, can be kept; "" where nobody can tell."""
    at = instant(day.snapshot, settings, day.question.site)
    known = {name: of_day(at, promised).verdict for name, promised in FIGURES.items()}
    return {name: "" if verdict is None else verdict_words(verdict) for name, verdict in known.items()}

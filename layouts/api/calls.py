"""The course of a day in quarters of an hour, as Today shows it."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
from pydantic import Field
from typing_extensions import TypedDict

from layouts.api.request_models import LONGEST_NAME, ApiInput, BadRequest, Text
from layouts.api.sites import one_site
from wallboard.clock import iso, local_day
from wallboard.engine.reader import Reader
from wallboard.metrics.usual import SLOTS, Usual
from wallboard.model import Micros
from wallboard.questions.day import Day, DayQuestion
from wallboard.questions.errors import NoSuchDay
from wallboard.settings import Settings

_MINUTES = 15
A_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class CallsFilter(ApiInput):
    """Which day of which site."""

    site: Text | None = Field(
        None, max_length=LONGEST_NAME, description="a site's name in the settings; may be left out where there is one"
    )
    day: Text | None = Field(
        None,
        pattern=A_DAY,
        description='a day at the site, such as "2026-11-20"; today when left out',
    )


class UsualShape(TypedDict):
    calls: float | None
    abandoned: float | None
    waiting: float | None
    speed_of_answer_s: float | None
    service_level: float | None


class QuarterShape(TypedDict):
    """Null where there is nothing to divide by, and for what has not begun. `usual` are medians of the weekday."""

    at: str  # by the site's clock
    begins: str
    calls: float | None
    abandoned: float | None
    waiting: float | None
    speed_of_answer_s: float | None
    service_level: float | None
    usual: UsualShape | None


class CallsShape(TypedDict):
    site: str
    zone: str
    day: str
    as_of: str
    service_level_variant: str
    usual_days: int
    quarters: list[QuarterShape]


def asked_day(settings: Settings, asked: CallsFilter, now: Micros) -> DayQuestion:
    """Raises BadRequest."""
    site = one_site(asked.site, settings)
    try:
        question = DayQuestion(site, local_day(now, settings.zone(site)) if asked.day is None else _day(asked.day))
        question.check(settings, now)
    except NoSuchDay as error:
        raise no_such_day(error) from None
    return question


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"There is no day {text}.", "day") from None


def no_such_day(error: NoSuchDay) -> BadRequest:
    return BadRequest(str(error), "day")


def course(reader: Reader, asked: CallsFilter, now: Micros) -> CallsShape:
    """Raises BadRequest."""
    try:
        day = reader.day(asked_day(reader.settings, asked, now))
    except NoSuchDay as error:
        raise no_such_day(error) from None
    return {
        "site": day.question.site,
        "zone": reader.settings.sites[day.question.site].zone,
        "day": day.question.day.isoformat(),
        "as_of": iso(day.as_of),
        "service_level_variant": day.variant,
        "usual_days": day.usual.days if day.usual else 0,
        "quarters": _quarters(day),
    }


def _quarters(day: Day) -> list[QuarterShape]:
    """Without those that the day lacks because clocks went forward."""
    edges = day.edges
    return [_quarter(day, slot, int(edges[slot])) for slot in range(SLOTS) if edges[slot] < edges[slot + 1]]


def _quarter(day: Day, slot: int, begins: Micros) -> QuarterShape:
    course, begun = day.course, slot < day.begun
    return {
        "at": f"{slot * _MINUTES // 60:02}:{slot * _MINUTES % 60:02}",
        "begins": iso(begins),
        "calls": _number(course.offered, slot, begun),
        "abandoned": _number(course.abandoned, slot, begun),
        "waiting": _number(course.waiting, slot, begun),
        "speed_of_answer_s": _number(course.asa_s, slot, begun),
        "service_level": _number(course.service_level, slot, begun),
        "usual": None if day.usual is None else _usual(day.usual, slot),
    }


def _usual(usual: Usual, slot: int) -> UsualShape:
    return {
        "calls": _number(usual.offered.middle, slot),
        "abandoned": _number(usual.abandoned.middle, slot),
        "waiting": _number(usual.waiting.middle, slot),
        "speed_of_answer_s": _number(usual.asa_s.middle, slot),
        "service_level": _number(usual.service_level.middle, slot),
    }


def _number(values: npt.NDArray[np.float64], slot: int, begun: bool = True) -> float | None:
    return float(values[slot]) if begun and np.isfinite(values[slot]) else None

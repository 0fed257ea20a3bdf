"""The answer: a figure with everything that is counted in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from wallboard.metrics.registry import Figure, Metric
from wallboard.model import Reading
from wallboard.questions.behind.agents import person_members, recounted_people
from wallboard.questions.behind.callers import CALLERS, caller_members, recounted_callers
from wallboard.questions.behind.calls import call_members, recounted_calls
from wallboard.questions.behind.members import Member, unnamed
from wallboard.questions.behind.question import FigureQuestion
from wallboard.questions.behind.requests import recounted_requests, request_members
from wallboard.questions.behind.then import Then
from wallboard.questions.behind.usual import read_days
from wallboard.questions.usual import SURGE
from wallboard.questions.usual import VARIANT as USUAL


@dataclass(frozen=True, slots=True)
class Behind:
    """A reading as it was, and who or what is counted in it. Nothing is where it has no value. `recounted` is the figure
    that the metric makes of the members alone."""

    question: FigureQuestion
    reading: Reading
    members: tuple[Member, ...]
    recounted: Figure | None

    @property
    def metric(self) -> Metric[Any]:
        return self.question.metric

    @property
    def agrees(self) -> bool:
        """Whether the list makes the figure."""
        reading, recounted = self.reading, self.recounted or Figure(None)
        return (recounted.value, recounted.n or None) == (reading.value, reading.n or None)

    def unnamed(self) -> Behind:
        """To whoever may know nobody by name."""
        return replace(self, members=tuple(map(unnamed, self.members)))


def read_behind(question: FigureQuestion, then: Then) -> Behind | None:
    """None where there is no such figure at that instant. Raises NoSuchFigure, and what `Then` does."""
    subject = question.metric.subject
    reading = then.reading(question.key)
    if reading is None:
        return None
    if reading.value is None and not reading.n:
        return Behind(question, reading, (), None)
    if question.key.variant in (USUAL, SURGE):
        days, by_days = read_days(question, then)
        return Behind(question, reading, tuple(days), by_days)
    if question.key.metric in CALLERS:
        calls = caller_members(question, then)
        return Behind(question, reading, tuple(calls), recounted_callers(question, calls))
    if subject == "calls":
        visits = call_members(question, then)
        return Behind(question, reading, tuple(visits), recounted_calls(question, visits))
    if subject == "agents":
        people = person_members(question, then)
        return Behind(question, reading, tuple(people), recounted_people(question, people))
    requests = request_members(question, then)
    recounted = recounted_requests(question, then, requests)
    return Behind(question, reading, tuple(request._replace(postings=()) for request in requests), recounted)

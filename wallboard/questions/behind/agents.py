"""The people behind a count of agents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wallboard.metrics.agents import AGENT_METRICS, OnDutyIn
from wallboard.metrics.registry import Figure
from wallboard.model import OnDuty
from wallboard.questions.behind.formula import figure
from wallboard.questions.behind.members import Adds, PersonMember
from wallboard.questions.behind.question import FigureQuestion
from wallboard.questions.behind.then import Then


@dataclass(frozen=True)
class _Some:
    """Some people by their states: as `AgentCounts` of wallboard/metrics/agents.py."""

    states: Collection[str]

    def count(self, state: str, queue: str | None = None) -> int:
        return sum(each == state for each in self.states)

    def logged_in(self, queue: str | None = None) -> int:
        return len(self.states)


def person_members(question: FigureQuestion, then: Then) -> list[PersonMember]:
    book = then.agents()
    people = {person.agent: person for person in book.people()}
    states = book.states(question.scope.queue or None)
    members = (_member(people[agent], state, question) for agent, state in states.items())
    return sorted((m for m in members if m.adds.counts), key=lambda m: (m.agent.casefold(), m.agent))


def recounted_people(question: FigureQuestion, members: Sequence[PersonMember]) -> Figure | None:
    """The figure of these people alone."""
    return _figure(question, [member.state for member in members])


def _member(person: OnDuty, state: str, question: FigureQuestion) -> PersonMember:
    """`state` is that in the queue that is asked for; it is no other than at the site where they are busy or free."""
    since = person.since if state == person.state else None
    return PersonMember(person.agent, state, since, person.queues, Adds.of(_figure(question, [state])))


def _figure(question: FigureQuestion, states: Collection[str]) -> Figure | None:
    return figure(AGENT_METRICS, question, OnDutyIn(_Some(states), question.scope.queue or None, known=True))

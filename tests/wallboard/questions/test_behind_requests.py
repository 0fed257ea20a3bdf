"""Of any histories of requests, within any remit: what is listed behind a figure makes it, and nobody is listed whose
requests are somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.ticket_histories import BY, SETTINGS, frame, histories, instants
from wallboard.engine.halves.ticket_readings import ticket_readings
from wallboard.model import Micros, Reading, ReadingKey, Visit
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.behind import Behind, FigureQuestion, RequestMember, RequestsThen, VisitsThen, read_behind
from wallboard.questions.usual import ReadSpans
from wallboard.settings import Settings
from wallboard.settings.within import within
from wallboard.state.agents import AgentBook
from wallboard.state.coverage import Coverage
from wallboard.state.tickets import TicketState

Rows = list[dict[str, object]]
remits = st.sampled_from(
    [EVERYTHING, Remit.of(departments=["A"]), Remit.of(departments=["B", "C"]), Remit.of(wards=["1"])]
)
pytestmark = pytest.mark.timeout(600)


@dataclass
class RequestsOnly:
    """A past of nothing but these rows."""

    rows: Rows
    at: Micros
    remit: Remit
    settings: Settings = SETTINGS

    def __post_init__(self) -> None:
        versions, coverage = frame(self.rows), Coverage()
        coverage.learn(versions)
        tickets = TicketState(SETTINGS, "main", self.at, self.remit, coverage)
        tickets.apply(versions)
        told = SETTINGS if self.remit.everything else within(SETTINGS, self.remit)
        self._requests = RequestsThen(tickets, versions, told)
        self.readings = {reading.key: reading for reading in ticket_readings(tickets, told, self.at, BY)}

    def reading(self, key: ReadingKey) -> Reading | None:
        return self.readings.get(key)

    def requests(self) -> RequestsThen:
        return self._requests

    def visits(self, since_start: bool) -> VisitsThen:
        raise AssertionError("no figure of requests is made of visits")

    def entered(self, since: Micros, until: Micros) -> Sequence[Visit]:
        raise AssertionError("no figure of requests is made of visits")

    def owed(self) -> Sequence[Visit]:
        raise AssertionError("no figure of requests is made of visits")

    def recognised(self, window: str) -> Sequence[tuple[Visit, bool]]:
        raise AssertionError("no figure of requests is made of visits")

    def agents(self) -> AgentBook:
        raise AssertionError("no figure of requests is made of people")

    def read_days(self) -> ReadSpans:
        raise AssertionError("no figure of requests is made of other days")


@pytest.mark.slow
@examples(6)
@given(histories, instants, remits)
def test_what_is_listed_makes_every_figure(rows: Rows, at: Micros, remit: Remit) -> None:
    then = RequestsOnly(rows, at, remit)
    for key in then.readings:
        behind = read_behind(FigureQuestion(key, at), then)
        assert behind is not None
        assert behind.agrees, (key, behind)
        assert_theirs(behind, remit)


def assert_theirs(behind: Behind, remit: Remit) -> None:
    for member in behind.members:
        assert isinstance(member, RequestMember)
        assert member.adds.counts
        assert remit.has_request(member.version.department, member.version.ward)
        if member.elsewhere:
            assert member.due is None

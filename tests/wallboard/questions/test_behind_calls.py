"""Which visits are listed behind a figure of calls: those of its queue, as it counts them, and nobody by name to whom
people are not named."""

from __future__ import annotations

from dataclasses import dataclass

from tests.wallboard.state.call_rows import Wall, row, settings
from wallboard.engine.halves.call_readings import call_readings
from wallboard.model import MINUTE, SECOND, Micros, Reading, ReadingKey, Scope, Visit
from wallboard.questions.behind import Behind, CallMember, FigureQuestion, RequestsThen, VisitsThen, read_behind
from wallboard.questions.usual import ReadSpans
from wallboard.settings import Settings
from wallboard.state.agents import AgentBook

NOON: Micros = 1_795_348_800 * SECOND
ROWS = (
    row(1, NOON, "ENTERQUEUE", "", "", "1", call="a"),
    row(2, NOON + 20 * SECOND, "CONNECT", "20", "", "", call="a", agent="ann"),
    row(3, NOON, "ENTERQUEUE", "", "", "1", call="b", queue="water"),
    row(4, NOON + 30 * SECOND, "CONNECT", "30", "", "", call="b", queue="water", agent="bob"),
    row(5, NOON, "ENTERQUEUE", "", "", "1", call="c"),
    row(6, NOON + 40 * SECOND, "ABANDON", "1", "1", "40", call="c"),
)


@dataclass
class CallsOnly:
    """A past of nothing but the visits of a wall in memory."""

    wall: Wall

    @property
    def settings(self) -> Settings:
        return self.wall.settings

    def reading(self, key: ReadingKey) -> Reading | None:
        found = call_readings(self.wall.calls, self.wall.agents, self.settings, self.wall.calls.now)
        return next((reading for reading in found if reading.key == key), None)

    def visits(self, since_start: bool) -> VisitsThen:
        return VisitsThen(self.wall.calls, sorted(self.wall.log.visits.values(), key=lambda visit: visit.key))

    def entered(self, since: Micros, until: Micros) -> tuple[Visit, ...]:
        raise NotImplementedError

    def owed(self) -> tuple[Visit, ...]:
        raise NotImplementedError

    def recognised(self, window: str) -> tuple[tuple[Visit, bool], ...]:
        raise NotImplementedError

    def agents(self) -> AgentBook:
        return self.wall.agents

    def requests(self) -> RequestsThen:
        raise NotImplementedError

    def read_days(self) -> ReadSpans:
        raise NotImplementedError


def behind(metric: str, queue: str = "", variant: str = "") -> Behind:
    wall = Wall(settings(roads={}, water={}))
    wall.take(ROWS)
    wall.at(NOON + MINUTE)
    key = ReadingKey(f"calls.{metric}", Scope("main", queue=queue), "today", variant)
    found = read_behind(FigureQuestion(key, NOON + MINUTE), CallsOnly(wall))
    assert found is not None
    assert found.agrees
    return found


def listed(found: Behind) -> list[tuple[str, float | int | None]]:
    calls = [member for member in found.members if isinstance(member, CallMember)]
    return [(member.visit.key.callid, member.adds.value) for member in calls]


def test_a_list_is_of_its_queue_alone() -> None:
    assert listed(behind("answered")) == [("a", 1), ("b", 1)]
    assert listed(behind("answered", "water")) == [("b", 1)]
    assert listed(behind("asa_s", "roads")) == [("a", 20)]
    assert listed(behind("service_level", "roads", "offered")) == [("a", 1), ("c", 0)]


def test_nobody_is_listed_by_name_to_whom_people_are_not_named() -> None:
    found = behind("answered")
    agents = [
        [each.visit.agent for each in of.members if isinstance(each, CallMember)] for of in (found, found.unnamed())
    ]
    assert agents == [["ann", "bob"], [None, None]]

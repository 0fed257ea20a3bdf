"""The columns of a figure's list: what stands in each, and by what it is sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from layouts.page.outcomes import STATES, outcome_words
from layouts.page.story import when
from layouts.pages.figure.amount import adds_words, written
from layouts.wall.format import NOTHING, days, duration
from layouts.wall.names import department_label
from layouts.wall.tiles.agents import STATES as DOING
from wallboard.languages import _, speaking
from wallboard.model import SECOND
from wallboard.questions.behind import Behind, CallMember, DayMember, PersonMember, RequestMember
from wallboard.settings import Settings

Told = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`text` is what stands in a member's cell, `order` by what it is sorted."""

    name: str
    head: str
    text: Callable[[Any], str]
    order: Told
    number: bool = False


def columns(behind: Behind, settings: Settings, names: bool) -> list[Column]:
    """Those of the list's kind; people by name only with `names`."""
    if not behind.members:
        return []
    kind = _Kind(behind, settings, names)
    match behind.members[0]:
        case CallMember():
            return kind.of_calls()
        case RequestMember():
            return kind.of_requests()
        case PersonMember():
            return kind.of_people()
        case DayMember():
            return kind.of_days()


class _Kind:
    def __init__(self, behind: Behind, settings: Settings, names: bool) -> None:
        self._behind, self._settings, self._names = behind, settings, names
        self._site = behind.question.scope.site
        self._zone = settings.zone(self._site)

    def of_calls(self) -> list[Column]:
        at = self._behind.question.at

        def waited(member: CallMember) -> float:
            visit = member.visit
            return (at - visit.entered) / SECOND if visit.wait_s is None else visit.wait_s

        agent = Column("agent", _("Agent"), lambda m: m.visit.agent or NOTHING, lambda m: m.visit.agent or "")
        return [
            Column("entered", _("Entered"), lambda m: when(m.visit.entered, self._zone), lambda m: m.visit.entered),
            Column("queue", _("Queue"), lambda m: self._queue(m.visit.queue), lambda m: self._queue(m.visit.queue)),
            Column("wait", _("Waited"), lambda m: duration(waited(m)), waited, number=True),
            Column(
                "outcome", _("What became of it"), lambda m: outcome_words(m.visit), lambda m: outcome_words(m.visit)
            ),
            *([agent] if self._names else []),
            Column(
                "talk", _("Talked"), lambda m: duration(m.visit.talk_s), lambda m: m.visit.talk_s or -1, number=True
            ),
            *self._adds(),
        ]

    def of_requests(self) -> list[Column]:
        def department(member: RequestMember) -> str:
            return department_label(self._settings, member.version.department) if member.version.department else NOTHING

        who = Column("assignee", _("With"), lambda m: m.version.assignee or NOTHING, lambda m: m.version.assignee)
        return [
            Column("request", _("Request"), lambda m: m.version.ticket, lambda m: m.version.ticket),
            Column("type", _("Type"), lambda m: m.version.service_type or NOTHING, lambda m: m.version.service_type),
            Column("department", _("Department"), department, department),
            Column("ward", _("Ward"), lambda m: m.version.ward or NOTHING, lambda m: m.version.ward),
            Column("opened", _("Opened"), lambda m: when(m.opened, self._zone), lambda m: m.opened),
            Column("state", _("State"), _state, _state),
            Column(
                "due", _("Due"), lambda m: NOTHING if m.due is None else when(m.due, self._zone), lambda m: m.due or 0
            ),
            Column("age", _("Was open for"), lambda m: days(m.age_days), lambda m: m.age_days, number=True),
            *([who] if self._names else []),
            *self._adds(),
        ]

    def of_people(self) -> list[Column]:
        def since(member: PersonMember) -> str:
            return NOTHING if member.since is None else when(member.since, self._zone)

        def queues(member: PersonMember) -> str:
            return ", ".join(map(self._queue, member.queues)) or NOTHING

        name = Column("agent", _("Agent"), lambda m: m.agent, lambda m: m.agent.casefold())
        return [
            *([name] if self._names else []),
            Column("state", _("Is"), lambda m: _(DOING[m.state]), lambda m: _(DOING[m.state])),
            Column("since", _("Since"), since, lambda m: m.since or 0),
            Column("queues", _("Queues"), queues, queues),
        ]

    def of_days(self) -> list[Column]:
        day = Column("day", _("Day"), lambda m: speaking().dated(m.day), lambda m: m.day)
        return [day, *self._adds()]

    def _adds(self) -> Sequence[Column]:
        """What each adds, where that is not the same of all."""
        metric, variant = self._behind.metric, self._behind.question.key.variant
        if metric.unit in ("calls", "tickets") and all(m.adds.value == 1 for m in self._behind.members):
            return ()
        head = _("Counts as") if metric.unit != "s" and metric.unit != "days" else _("Adds")
        of_days = isinstance(self._behind.members[0], DayMember)
        head = _("By this day") if of_days else head
        tell = written if of_days else None
        return (
            Column(
                "adds",
                head,
                lambda m: tell(m.adds.value, metric, variant) if tell else adds_words(m.adds, metric, variant),
                lambda m: -1 if m.adds.value is None else m.adds.value,
                number=metric.unit != "ratio",
            ),
        )

    def _queue(self, queue: str) -> str:
        return self._settings.queue(queue).label or queue


def _state(member: RequestMember) -> str:
    return _("went elsewhere") if member.elsewhere else _(STATES[member.state])

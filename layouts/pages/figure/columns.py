"""The columns of a figure's list: what stands in each, and by what it is sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dash import html

from layouts.page.figures import request_address, visit_address
from layouts.page.outcomes import STATES, outcome_words
from layouts.page.sorted_table import Cell, SortedColumn
from layouts.page.story import dated, when
from layouts.pages.figure.amount import adds_words, written
from layouts.wall.format import NOTHING, days, duration
from layouts.wall.names import department_label
from layouts.wall.tiles.agents import STATES as DOING
from wallboard.languages import _, pgettext, speaking
from wallboard.model import SECOND
from wallboard.questions.behind import Behind, CallMember, DayMember, Member, PersonMember, RequestMember
from wallboard.settings import Settings

Column = SortedColumn[Any]


def _column(
    name: str, head: str, text: Callable[[Any], str], order: Callable[[Any], Any], number: bool = False
) -> Column:
    """Of which is found what stands in it."""
    return Column(name, head, text, order, text, number)


def columns(behind: Behind, settings: Settings, names: bool) -> list[Column]:
    """Those of the list's kind, of which the first leads to what a row is; people by name only with `names`."""
    if not behind.members:
        return []
    first, *others = _of_kind(behind, settings, names)
    site = behind.question.scope.site

    def linked(member: Member) -> Cell:
        text, there = first.text(member), leads(member, site)
        return html.A(text, href=there, dir="auto") if there else text

    return [replace(first, cell=linked), *others]


def _of_kind(behind: Behind, settings: Settings, names: bool) -> list[Column]:
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


def leads(member: Member, site: str) -> str:
    """The address of what a row is; "" where it has no page of its own."""
    match member:
        case CallMember():
            return visit_address(member.visit.key)
        case RequestMember():
            return request_address(member.version.source, member.version.ticket)
        case DayMember():
            return f"/today?{urlencode({'day': member.day.isoformat(), 'site': site})}"
        case _:
            return ""


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

        agent = _column("agent", _("Agent"), lambda m: m.visit.agent or NOTHING, lambda m: m.visit.agent or None)
        return [
            _column("entered", _("Entered"), lambda m: when(m.visit.entered, self._zone), lambda m: m.visit.entered),
            _column("queue", _("Queue"), lambda m: self._queue(m.visit.queue), lambda m: self._queue(m.visit.queue)),
            _column("wait", _("Waited"), lambda m: duration(waited(m)), waited, number=True),
            _column(
                "outcome", _("What became of it"), lambda m: outcome_words(m.visit), lambda m: outcome_words(m.visit)
            ),
            *([agent] if self._names else []),
            _column("talk", _("Talked"), lambda m: duration(m.visit.talk_s), lambda m: m.visit.talk_s, number=True),
            *self._adds(),
        ]

    def of_requests(self) -> list[Column]:
        def department(member: RequestMember) -> str:
            return department_label(self._settings, member.version.department) if member.version.department else NOTHING

        who = _column("assignee", _("With"), lambda m: m.version.assignee or NOTHING, lambda m: m.version.assignee)
        return [
            _column("request", _("Request"), lambda m: m.version.ticket, lambda m: m.version.ticket),
            _column("type", _("Type"), lambda m: m.version.service_type or NOTHING, lambda m: m.version.service_type),
            _column("department", _("Department"), department, department),
            _column("ward", _("Ward"), lambda m: m.version.ward or NOTHING, lambda m: m.version.ward),
            _column(
                "opened", pgettext("a request", "Opened"), lambda m: dated(m.opened, self._zone), lambda m: m.opened
            ),
            _column("state", _("State"), _state, _state),
            _column("due", _("Due"), lambda m: NOTHING if m.due is None else dated(m.due, self._zone), lambda m: m.due),
            _column("age", _("Was open for"), lambda m: days(m.age_days), lambda m: m.age_days, number=True),
            *([who] if self._names else []),
            *self._adds(),
        ]

    def of_people(self) -> list[Column]:
        def since(member: PersonMember) -> str:
            return NOTHING if member.since is None else when(member.since, self._zone)

        def queues(member: PersonMember) -> str:
            return ", ".join(map(self._queue, member.queues)) or NOTHING

        name = _column("agent", _("Agent"), lambda m: m.agent, lambda m: m.agent.casefold())
        return [
            *([name] if self._names else []),
            _column("state", _("Is"), lambda m: _(DOING[m.state]), lambda m: _(DOING[m.state])),
            _column("since", _("Since"), since, lambda m: m.since),
            _column("queues", _("Queues"), queues, queues),
        ]

    def of_days(self) -> list[Column]:
        day = _column("day", _("Day"), lambda m: speaking().dated(m.day), lambda m: m.day)
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
            _column(
                "adds",
                head,
                lambda m: tell(m.adds.value, metric, variant) if tell else adds_words(m.adds, metric, variant),
                lambda m: m.adds.value,
                number=metric.unit != "ratio",
            ),
        )

    def _queue(self, queue: str) -> str:
        return self._settings.queue(queue).label or queue


def _state(member: RequestMember) -> str:
    return _("went elsewhere") if member.elsewhere else _(STATES[member.state])

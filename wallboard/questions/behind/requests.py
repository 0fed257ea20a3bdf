"""The requests behind a figure of requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wallboard.calendar import NEVER
from wallboard.metrics.registry import Figure
from wallboard.metrics.requests_at import FlowIn, OpenNow, RequestsAt
from wallboard.metrics.tickets_table import FLOW_METRICS, OPEN_METRICS
from wallboard.model import DAY, NAMELESS, Micros
from wallboard.questions.behind.formula import figure
from wallboard.questions.behind.members import Adds, RequestMember
from wallboard.questions.behind.question import FigureQuestion
from wallboard.questions.behind.then import RequestsThen, Then
from wallboard.state.postings import FLOW_KEPT, GroupKey, Posting, opened_plus_closed
from wallboard.state.promises import marks
from wallboard.state.ticket_groups import TicketGroup
from wallboard.state.ticket_versions import all_of_their_tickets, by_ticket
from wallboard.state.timeline import Span, timeline, until

if TYPE_CHECKING:
    import pandas as pd

_OF_NOW = frozenset(metric.name for metric in OPEN_METRICS)
_GROUPS = ("department", "service_type", "ward")


def request_members(question: FigureQuestion, then: Then) -> list[RequestMember]:
    requests = then.requests()
    return list(_members(requests, question.at, _Formula(question, requests)))


def recounted_requests(question: FigureQuestion, then: Then, members: Sequence[RequestMember]) -> Figure | None:
    """The figure of these requests alone."""
    return _Formula(question, then.requests()).of(posting for member in members for posting in member.postings)


class _Formula:
    """The question's figure of whatever is posted."""

    def __init__(self, question: FigureQuestion, requests: RequestsThen) -> None:
        self.question, scope = question, question.scope
        self.key = next((GroupKey(name, named) for name in _GROUPS if (named := getattr(scope, name))), GroupKey())
        self._at = RequestsAt(requests.tickets, requests.settings, question.at)

    def of(self, postings: Iterable[Posting]) -> Figure | None:
        its = self._group(postings)
        if isinstance(its, OpenNow):
            return figure(OPEN_METRICS, self.question, its)
        return figure(FLOW_METRICS, self.question, its)

    def alone(self, postings: Iterable[Posting]) -> Adds:
        """What one request adds."""
        alone = self.question.metric.alone
        return Adds.of(self.of(postings) if alone is None else alone(self._group(postings)))

    def _group(self, postings: Iterable[Posting]) -> OpenNow | FlowIn:
        group = TicketGroup()
        for series, at, groups, due in postings:
            if self.key in groups:
                group.add(series, at, due)
        if self.question.key.metric in _OF_NOW:
            return OpenNow(self._at, group, self.question.scope.department)
        return FlowIn(self._at, group, self.question.key.window)


def _members(requests: RequestsThen, at: Micros, formula: _Formula) -> Iterator[RequestMember]:
    rules = requests.tickets.rules
    for _, versions in by_ticket(_of_group(requests.versions, formula.key)):
        spans = until(timeline(versions), at)
        postings = tuple(rules.postings(spans, at - FLOW_KEPT))
        adds = formula.alone(postings)
        if adds.counts:
            yield _member(spans, postings, requests, at, adds)


def _of_group(versions: pd.DataFrame, key: GroupKey) -> pd.DataFrame:
    """All versions of the tickets that ever were in a group: only those may be counted there."""
    if not key.dimension:
        return versions
    names = {key.name, "" if key.name == NAMELESS[key.dimension] else key.name}
    return versions[all_of_their_tickets(versions, versions[key.dimension].isin(names).to_numpy(bool))]


def _member(
    spans: Sequence[Span], postings: Sequence[Posting], requests: RequestsThen, at: Micros, adds: Adds
) -> RequestMember:
    rules, last = requests.tickets.rules, spans[-1]
    shown = next((span for span in reversed(spans) if rules.has(span.version)), last)
    promised = marks(spans, rules.book) if shown is last else None
    due = None if promised is None or promised.due == NEVER else promised.due
    age = (at if last.in_open_set else last.start) - opened_plus_closed(spans)
    return RequestMember(shown.version, shown.state, shown is not last, spans[0].start, due, age / DAY, postings, adds)

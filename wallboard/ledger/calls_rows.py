"""Call events and visits as rows of the ledger, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, literal_column, select

from wallboard.calls.fold import RESTART_VERB, Restart
from wallboard.ledger.bulk import among
from wallboard.ledger.tables import FAR, VISIT_LASTS, call_events, visits
from wallboard.model import NO_INSTANT, CallEvent, Micros, Outcome, Reason, Visit, VisitKey

EVENT_COLUMNS = tuple(column.name for column in call_events.columns)
VISIT_COLUMNS = tuple(column.name for column in visits.columns)

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_REASONS = {reason.value: reason for reason in Reason}


def over(visit: Visit) -> Micros:
    """When nothing more can happen to a visit; FAR while it waits or talks."""
    if visit.left is None or (visit.ended is None and visit.outcome is Outcome.ANSWERED):
        return FAR
    return visit.left if visit.ended is None else max(visit.left, visit.ended)


def event_row(event: CallEvent, received_at: Micros, batch: int) -> tuple[Any, ...]:
    return (
        event.source, event.seq, event.site, event.at, event.callid, event.queue, event.agent, event.event,
        *event.data, received_at, batch,
    )  # fmt: skip


def visit_row(visit: Visit) -> tuple[Any, ...]:
    end = over(visit)
    return (
        *visit.key, visit.site, visit.entered, visit.outcome.value, visit.left, visit.wait_s,
        visit.reason and visit.reason.value, visit.agent, visit.ended, int(visit.completed), visit.talk_s,
        int(visit.transferred), end, int(end > visit.entered + VISIT_LASTS),
    )  # fmt: skip


def to_event(row: Sequence[Any]) -> CallEvent:
    return CallEvent(row[0], row[2], row[1], row[3], row[4], row[5], row[6], row[7], tuple(row[8:13]))


def to_visit(row: Sequence[Any]) -> Visit:
    return Visit(
        VisitKey(row[0], row[1], row[2], row[3]), row[4], row[5], _OUTCOMES[row[6]], row[7], row[8],
        None if row[9] is None else _REASONS[row[9]], row[10], row[11], bool(row[12]), row[13], bool(row[14]),
    )  # fmt: skip


def read_events(connection: Connection, *conditions: ColumnElement[bool]) -> list[CallEvent]:
    """Ordered by source and the phone system's own order (here: asked for in SQL, SQLite would read the whole
    source in that order rather than use an index)."""
    found = [to_event(row) for row in connection.execute(select(call_events).where(*conditions))]
    return sorted(found, key=attrgetter("source", "seq"))


def of_calls(connection: Connection, source: str, callids: Collection[str]) -> ColumnElement[bool]:
    """Events of these calls of one source. The source is compared in a way that no index serves: SQLite would
    rather read all of a source than look up many calls."""
    return and_(among(connection, call_events.c.callid, callids), call_events.c.source.concat("") == source)


def read_visits(connection: Connection, *conditions: ColumnElement[bool]) -> list[Visit]:
    return [to_visit(row) for row in connection.execute(select(visits).where(*conditions))]


def read_restarts(connection: Connection, site: str, *conditions: ColumnElement[bool]) -> list[Restart]:
    """Those of all sources of the site, in the order of seq."""
    verb = call_events.c.site == site, call_events.c.event == RESTART_VERB
    return restarts_in(read_events(connection, *verb, *conditions))


def restarts_in(events: Iterable[CallEvent]) -> list[Restart]:
    told = (Restart(event.source, event.seq, event.at) for event in events if event.event == RESTART_VERB)
    return sorted(told, key=lambda restart: restart.seq)


def not_over_before(site: str, since: Micros, until: Micros) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Visits entered by `until` to which something may have happened from `since` on: two conditions without
    overlap, to be asked one after the other.

    Short ones are looked for near `since`, long ones through their own index: the cost does not grow with what
    came before or later.
    """
    table = visits.c
    near = max(since, NO_INSTANT + VISIT_LASTS) - VISIT_LASTS
    lasting = and_(table.lasting == literal_column("1"), table.over >= since)
    entered = table.entered + 0  # no index may serve this part: there is a better one
    return (
        and_(table.site == site, table.entered.between(near, until)),
        and_(table.site == site, lasting, entered < near, entered <= until),
    )


def select_calls(*conditions: ColumnElement[bool]) -> Select[str, str]:
    return select(visits.c.source, visits.c.callid).where(*conditions).distinct()

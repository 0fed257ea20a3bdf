"""New call events go into the ledger, and the visits of the calls that they touch are folded again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, and_, literal_column

from wallboard.calls.fold import VISIT_VERBS, Restart, fold_call
from wallboard.ledger.bulk import among, delete_rows, insert_rows
from wallboard.ledger.calls_repeats import told_before
from wallboard.ledger.calls_rows import (
    EVENT_COLUMNS,
    VISIT_COLUMNS,
    event_row,
    not_over_before,
    of_calls,
    read_events,
    read_restarts,
    read_visits,
    restarts_in,
    select_calls,
    visit_row,
)
from wallboard.ledger.journal import Arrival
from wallboard.ledger.tables import FAR, VISIT_LASTS, call_events, visits
from wallboard.model import CallEvent, Visit, VisitKey
from wallboard.source import Recheck, SetAside


@dataclass(frozen=True, slots=True)
class Sifted:
    """Events of a batch, told apart from those that the ledger has."""

    new: list[CallEvent]
    repeats: int = 0
    refused: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refolded:
    """What the fold changed among the visits."""

    changed: list[Visit] = field(default_factory=list)
    former: dict[VisitKey, Visit] = field(default_factory=dict)
    gone: list[VisitKey] = field(default_factory=list)


def sift(connection: Connection, source: str, events: Sequence[CallEvent], recheck: Recheck | None = None) -> Sifted:
    """A `seq` that is known with the same content is a repeat; with other content it is refused. So is, by `recheck`,
    what is known under another number."""
    if not events:
        return Sifted([])
    if recheck is not None:
        found = told_before(connection, source, events, recheck)
        rest = sift(connection, source, [event for event in events if event.seq not in found])
        return replace(rest, repeats=rest.repeats + len(found))
    lowest, highest = min(event.seq for event in events), max(event.seq for event in events)
    table = call_events.c
    known = {
        event.seq: event
        for event in read_events(connection, table.source == source, table.seq.between(lowest, highest))
    }
    sifted: list[CallEvent] = []
    refused: list[SetAside] = []
    repeats = 0
    for event in events:
        before = known.get(event.seq)
        if before is None:
            known[event.seq] = event
            sifted.append(event)
        elif before == event:
            repeats += 1
        else:
            refused.append(_contradiction(event))
    return Sifted(sifted, repeats, refused)


def _contradiction(event: CallEvent) -> SetAside:
    content = "|".join((str(event.at), event.callid, event.queue, event.agent, event.event, *event.data))
    return SetAside(f"seq {event.seq}", "this row was read before with other content; the first is kept", content)


def add_events(connection: Connection, arrival: Arrival, events: Iterable[CallEvent]) -> None:
    rows = [event_row(event, arrival.received_at, arrival.batch) for event in events]
    insert_rows(connection, call_events, EVENT_COLUMNS, rows)


def refold(connection: Connection, arrival: Arrival, events: Sequence[CallEvent]) -> Refolded:
    """Folds the calls that new events touch, and stores their visits. Before `add_events`: what the ledger
    holds of these calls is then what came earlier."""
    by_call: dict[str, list[CallEvent]] = defaultdict(list)
    for event in events:
        if event.event in VISIT_VERBS:
            by_call[event.callid].append(event)
    restarts = restarts_in(events)
    touched = set(by_call) | _cut_by(connection, arrival, restarts)
    if not touched:
        return Refolded()
    source = arrival.source
    earlier = _earlier(connection, source, touched)
    for event in earlier:
        by_call[event.callid].append(event)
    known = [restart for restart in read_restarts(connection, arrival.site) if restart.source == source]
    restarts = sorted((*known, *restarts), key=lambda restart: restart.seq)
    now = {visit.key: visit for call in by_call.values() for visit in fold_call(call, restarts)}
    calls = {event.callid for event in earlier}
    before = read_visits(connection, visits.c.source == source, among(connection, visits.c.callid, calls))
    return _store(connection, {visit.key: visit for visit in before}, now)


def _earlier(connection: Connection, source: str, calls: Collection[str]) -> list[CallEvent]:
    found = read_events(connection, of_calls(connection, source, calls))
    return [event for event in found if event.event in VISIT_VERBS]


def _cut_by(connection: Connection, arrival: Arrival, restarts: Sequence[Restart]) -> set[str]:
    """Calls that were going on when the phone system restarted, or still are."""
    calls: set[str] = set()
    for restart in restarts:
        # A day further, for a clock that went back between the entry and the restart.
        around = not_over_before(arrival.site, restart.at, restart.at + VISIT_LASTS)
        still = and_(visits.c.site == arrival.site, visits.c.lasting == literal_column("1"), visits.c.over == FAR)
        mine = visits.c.source == arrival.source, visits.c.over >= restart.at
        for going_on in (*around, still):
            calls.update(call for _, call in connection.execute(select_calls(going_on, *mine)))
    return calls


def _store(connection: Connection, before: Mapping[VisitKey, Visit], now: Mapping[VisitKey, Visit]) -> Refolded:
    changed = [visit for key, visit in now.items() if before.get(key) != visit]
    gone = [key for key in before if key not in now]
    replaced = {key: before[key] for key in (*(visit.key for visit in changed), *gone) if key in before}
    delete_rows(connection, visits, VisitKey._fields, list(replaced))
    insert_rows(connection, visits, VISIT_COLUMNS, [visit_row(visit) for visit in changed])
    return Refolded(changed, replaced, gone)

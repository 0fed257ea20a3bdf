"""What is known of callers without knowing who they are."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, literal_column, select

from wallboard.ledger.bulk import among, by_source
from wallboard.ledger.calls_rows import read_visits
from wallboard.ledger.tables import FAR, callers, visits
from wallboard.model import DAY, HOUR, CalledAgain, CalledBefore, Micros, Outcome, Visit

Call = tuple[str, str]  # source and callid
_WHO = callers.c


def recognised_since(connection: Connection, site: str, known: Micros | None = None) -> Micros | None:
    """When the first call came whose caller is known; None where none is."""
    first: Micros | None = connection.scalar(select(func.min(_WHO.at)).where(_WHO.site == site, *arrived(known)))
    return first


def called_before(
    connection: Connection, site: str, calls: Iterable[Call], known: Micros | None = None
) -> dict[Call, CalledBefore]:
    """Of those calls of a site whose callers are known. With `known`, by what had arrived then."""
    came = _callers_of(connection, calls, known)
    since = recognised_since(connection, site, known) if came else None
    if since is None:
        return {}
    earliest, latest = min(at for _, at in came.values()), max(at for _, at in came.values())
    who = among(connection, _WHO.caller, {caller for caller, _ in came.values()})
    around = who, at_site(site), _WHO.at.between(earliest - DAY, latest), *arrived(known)
    instants: dict[str, list[Micros]] = defaultdict(list)
    for caller, at in connection.execute(select(_WHO.caller, _WHO.at).where(*around).order_by(_WHO.at)):
        instants[caller].append(at)
    return {call: _before(at, instants[caller], since) for call, (caller, at) in came.items()}


def waiting_calls(connection: Connection, site: str, of: Collection[str]) -> set[Call]:
    """The calls of these callers that wait now."""
    if not of:
        return set()
    waits = and_(visits.c.lasting == literal_column("1"), visits.c.over == FAR)  # as the partial index has it
    here = visits.c.site == site, waits, visits.c.outcome == Outcome.WAITING.value
    whose = and_(_WHO.source == visits.c.source, _WHO.callid == visits.c.callid)
    query = select(_WHO.source, _WHO.callid, _WHO.caller).select_from(visits).join(callers, whose).where(*here)
    return {(source, callid) for source, callid, caller in connection.execute(query) if caller in of}


def called_again(
    connection: Connection, site: str, since: Micros, until: Micros, known: Micros | None = None
) -> CalledAgain | None:
    """See `Ledger.called_again`."""
    recognised = recognised_since(connection, site, known)
    if recognised is None or recognised > since - DAY:
        return None
    came = _came(site, since, until, known)
    again = func.sum(case((_had_called(site, known), 1), else_=0))
    row = connection.execute(select(func.count(), again).where(*came)).one()
    return CalledAgain(int(row[0]), int(row[1] or 0))


def recognised_calls(
    connection: Connection, site: str, since: Micros, until: Micros, known: Micros | None = None
) -> list[tuple[Visit, bool]]:
    """See `Ledger.recognised_calls`."""
    had_called = case((_had_called(site, known), 1), else_=0)
    query = select(_WHO.source, _WHO.callid, had_called).where(*_came(site, since, until, known))
    again = {(source, callid): bool(had) for source, callid, had in connection.execute(query)}
    first: dict[Call, Visit] = {}
    for visit in _visits_of(connection, again):
        call = visit.key.source, visit.key.callid
        if call not in first or visit.entered < first[call].entered:
            first[call] = visit
    return sorted(((visit, again[call]) for call, visit in first.items()), key=lambda each: each[0].entered)


def _came(site: str, since: Micros, until: Micros, known: Micros | None) -> tuple[ColumnElement[bool], ...]:
    return _WHO.site == site, _WHO.at.between(since, until), *arrived(known)


def _had_called(site: str, known: Micros | None) -> ColumnElement[bool]:
    """Whether the caller of a call had called the site in the day before."""
    before = callers.alias().c
    by = () if known is None else (before.received_at <= known,)
    return exists().where(
        before.caller == _WHO.caller, before.site.concat("") == site, before.at.between(_WHO.at - DAY, _WHO.at - 1), *by
    )


def calls_of_same_caller(
    connection: Connection, site: str, source: str, callid: str, since: Micros, until: Micros
) -> list[Visit] | None:
    """See `Ledger.same_caller`."""
    this = _WHO.site == site, _WHO.source == source, _WHO.callid == callid
    caller = connection.scalar(select(_WHO.caller).where(*this))
    if caller is None:
        return None
    theirs = _WHO.caller == caller, at_site(site), _WHO.at.between(since, until - 1)
    others = {tuple(call) for call in connection.execute(select(_WHO.source, _WHO.callid).where(*theirs))}
    found = _visits_of(connection, others - {(source, callid)})
    return sorted(found, key=lambda visit: (visit.entered, visit.key))


def _visits_of(connection: Connection, calls: Iterable[Call]) -> list[Visit]:
    return [
        visit
        for source, callids in by_source(calls).items()
        for visit in read_visits(connection, visits.c.source == source, among(connection, visits.c.callid, callids))
    ]


def at_site(site: str) -> ColumnElement[bool]:
    """Of a site, in a way that no index serves: that by the caller is better, and databases do not always see it."""
    return _WHO.site.concat("") == site


def _before(at: Micros, instants: list[Micros], since: Micros) -> CalledBefore:
    """`instants`: of all calls of the caller, in order; of several at the same instant each counts the others not."""
    earlier = bisect_left(instants, at)
    hour, day = (earlier - bisect_left(instants, at - span) for span in (HOUR, DAY))
    return CalledBefore(hour if since <= at - HOUR else None, day if since <= at - DAY else None)


def _callers_of(connection: Connection, calls: Iterable[Call], known: Micros | None) -> dict[Call, tuple[str, Micros]]:
    found = {}
    for source, callids in by_source(calls).items():
        these = _WHO.source == source, among(connection, _WHO.callid, callids), *arrived(known)
        for callid, caller, at in connection.execute(select(_WHO.callid, _WHO.caller, _WHO.at).where(*these)):
            found[source, callid] = (caller, at)
    return found


def arrived(known: Micros | None) -> tuple[ColumnElement[bool], ...]:
    return () if known is None else (_WHO.received_at <= known,)

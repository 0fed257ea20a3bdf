"""Who asked to be called back, was not answered since, and of whom nobody said that it is settled. Definition:
docs/metrics.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, and_, func, literal_column, select

from wallboard.ledger.bulk import among
from wallboard.ledger.callers_reader import arrived, at_site, recognised_since
from wallboard.ledger.tables import callbacks_settled, callers, visits
from wallboard.model import DAY, NO_INSTANT, CallbackOwed, Micros, Outcome, Reason, VisitKey

_WHO, _VISIT = callers.c, visits.c
_ASKED = _VISIT.reason == literal_column(f"'{Reason.CALLBACK}'")  # written out for the partial index


def callbacks_owed(
    connection: Connection, site: str, since: Micros, at: Micros, known: Micros | None = None
) -> list[CallbackOwed] | None:
    """See `Ledger.callbacks_owed`. What was asked for in as long before `since` is looked at too: whoever settled it in time
    settled what its caller asked for again."""
    recognised = recognised_since(connection, site, known)
    if recognised is None or recognised > at:
        return None
    by = at if known is None else min(at, known)
    requests = _requests(connection, site, max(2 * since - by, recognised), by, known)
    answered = _answered(connection, site, {who for who, *_ in requests if who}, since, by, known)
    settled = _settled(connection, site, since, by)
    by_caller: dict[str, list[tuple[VisitKey, Micros]]] = defaultdict(list)
    for who, key, asked in requests:
        by_caller[who or "|".join(map(str, key))].append((key, asked))
    owed = [
        [(key, asked) for key, asked in of_one if asked >= since and max(answered.get(who, asked), ended) <= asked]
        for who, of_one in by_caller.items()
        for ended in [max((settled.get(key, NO_INSTANT) for key, _ in of_one))]
    ]
    return sorted((CallbackOwed(*left[0], len(left)) for left in owed if left), key=lambda each: each.asked)


def _requests(
    connection: Connection, site: str, since: Micros, by: Micros, known: Micros | None
) -> list[tuple[str, VisitKey, Micros]]:
    """(caller, visit, when) of all who asked, the first first; the caller is "" where nobody knows who it is."""
    whose = and_(_WHO.source == _VISIT.source, _WHO.callid == _VISIT.callid, *arrived(known))
    columns = func.coalesce(_WHO.caller, ""), _VISIT.left, *(_VISIT[name] for name in VisitKey._fields)
    asked = _VISIT.site == site, _ASKED, _VISIT.left.between(since, by)
    query = select(*columns).select_from(visits).outerjoin(callers, whose).where(*asked).order_by(_VISIT.left)
    return [(caller, VisitKey(*key), left) for caller, left, *key in connection.execute(query)]


def _settled(connection: Connection, site: str, since: Micros, by: Micros) -> Mapping[VisitKey, Micros]:
    table = callbacks_settled.c
    columns = table.at, *(table[name] for name in VisitKey._fields)
    here = table.site == site, table.at.between(since, by)
    return {VisitKey(*key): at for at, *key in connection.execute(select(*columns).where(*here))}


def _answered(
    connection: Connection, site: str, who: Collection[str], since: Micros, by: Micros, known: Micros | None
) -> Mapping[str, Micros]:
    """When each of these callers was answered last."""
    if not who:
        return {}
    theirs = among(connection, _WHO.caller, who), at_site(site), _WHO.at.between(since - DAY, by), *arrived(known)
    its = and_(_VISIT.source == _WHO.source, _VISIT.callid == _WHO.callid)
    answered = _VISIT.outcome == Outcome.ANSWERED.value, _VISIT.left <= by
    query = select(_WHO.caller, func.max(_VISIT.left)).select_from(callers).join(visits, its).where(*theirs, *answered)
    return {row[0]: row[1] for row in connection.execute(query.group_by(_WHO.caller))}

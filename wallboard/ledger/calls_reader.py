"""Questions about calls: what was true at an instant, by what is known now or was known then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, exists, func, literal, or_, select, tuple_

from wallboard.calls.fold import Restart, clip, fold_call
from wallboard.calls.happenings import OF_AGENTS, OF_CALLS, Happening, What
from wallboard.ledger.callers_reader import called_before
from wallboard.ledger.calls_rows import (
    not_over_before,
    of_calls,
    over,
    read_happenings,
    read_restarts,
    read_visits,
    select_calls,
)
from wallboard.ledger.records import CallHistory, Checkpoint
from wallboard.ledger.tables import BESIDE_CALLS, VISIT_LASTS, batches, happenings, sources, visit_versions, visits
from wallboard.ledger.visit_versions import visits_known
from wallboard.model import HOUR, NO_INSTANT, NOT_KNOWN, Micros, Visit

Calls = set[tuple[str, str]]  # source and callid

_TOLD = happenings.c


def calls_at(
    connection: Connection, site: str, at: Micros, known: Micros | None, since: Micros, base: Checkpoint | None
) -> CallHistory:
    """See `Ledger.calls_at`."""
    arrived = () if known is None else (_TOLD.received_at <= known,)
    restarts = read_restarts(connection, site, _TOLD.at <= at, *arrived)
    counted = _counted_from(connection, site, restarts, base)
    lower = min(since, at - HOUR, counted)
    if known is None:
        candidates = [
            visit for matters in not_over_before(site, lower, at) for visit in read_visits(connection, matters)
        ]
    else:
        candidates = _visits_known(connection, site, at, known, lower)
    clipped = (clip(visit, at) for visit in candidates)
    ours = [v for v in clipped if v is not None and (v.entered >= since or over(v) >= min(at - HOUR, counted))]
    ours.sort(key=lambda visit: (visit.entered, visit.key))
    waiting = {(v.key.source, v.key.callid) for v in ours if v.left is None}
    before = called_before(connection, site, waiting, known)
    return CallHistory(ours, _of_agents(connection, site, at, since, arrived), restarts, before, base)


def _counted_from(connection: Connection, site: str, restarts: Iterable[Restart], base: Checkpoint | None) -> Micros:
    """From where on visits count as "since the phone system's start", the earliest of the site's sources."""
    if base is not None:
        return base.at
    last = {restart.source: restart.at for restart in restarts}
    steps, whole = (exists().where(table.c.source == sources.c.source) for table in (happenings, visit_versions))
    phones = connection.scalars(select(sources.c.source).where(sources.c.site == site, or_(steps, whole)))
    return min((last.get(source, NO_INSTANT) for source in phones), default=NO_INSTANT)


def _of_agents(
    connection: Connection,
    site: str,
    at: Micros,
    since: Micros,
    arrived: Collection[ColumnElement[bool]],
) -> list[Happening]:
    """All since `since`, and of the time before the last of each kind for each queue and agent, which is what
    decided how things stood. A checkpoint of calls holds no agents."""
    here = _TOLD.site == site, _TOLD.what.in_([what.value for what in OF_AGENTS]), BESIDE_CALLS, *arrived
    which = _TOLD.source, _TOLD.queue, _TOLD.agent, _TOLD.what
    last = select(_TOLD.source, func.max(_TOLD.seq)).where(*here, _TOLD.at < since, _TOLD.at <= at)
    decided = tuple_(_TOLD.source, _TOLD.seq).in_(last.group_by(*which))
    recent = read_happenings(connection, *here, _TOLD.at >= since, _TOLD.at <= at)
    return sorted(read_happenings(connection, decided) + recent, key=attrgetter("source", "seq", "part"))


def _visits_known(connection: Connection, site: str, at: Micros, known: Micros, lower: Micros) -> list[Visit]:
    """Visits by what had arrived by `known`; a superset of those that matter."""
    calls: Calls = set()
    for matters in (*not_over_before(site, lower, at), *_unlike_then(connection, site, known, lower)):
        calls.update((source, callid) for source, callid in connection.execute(select_calls(matters)))
    calls.update(_told_late(connection, site, known, lower))
    by_source: dict[str, set[str]] = defaultdict(set)
    for source, callid in calls:
        by_source[source].add(callid)
    arrived = _TOLD.received_at <= known
    restarts = read_restarts(connection, site, arrived)
    candidates = visits_known(connection, site, at, known, lower)
    for source, callids in by_source.items():
        cuts = [restart for restart in restarts if restart.source == source]
        for call in _calls_known(connection, source, callids, arrived):
            candidates.extend(fold_call(call, cuts))
    return candidates


def _calls_known(
    connection: Connection, source: str, callids: Collection[str], arrived: ColumnElement[bool]
) -> Iterable[list[Happening]]:
    by_call: dict[str, list[Happening]] = defaultdict(list)
    for happened in read_happenings(connection, of_calls(connection, source, callids), arrived):
        if happened.what in OF_CALLS:
            by_call[happened.callid].append(happened)
    return by_call.values()


def _late(site: str, known: Micros, lower: Micros) -> ColumnElement[bool]:
    """What arrived after `known` and tells of the time before `lower`: only that can have made a call
    that mattered then look as if it did not."""
    inside = and_(
        batches.c.site == site,
        batches.c.received_at > known,
        batches.c.first_at < lower,
        _TOLD.source == batches.c.source,
        _TOLD.seq.between(batches.c.first_seq, batches.c.last_seq),
        _TOLD.batch == batches.c.id,
    )
    return and_(inside, _TOLD.at < lower)


def _told_late(connection: Connection, site: str, known: Micros, lower: Micros) -> Calls:
    rows = connection.execute(
        select(_TOLD.source, _TOLD.callid).where(_late(site, known, lower), _TOLD.what != What.RESTARTED.value)
    )
    return {(source, callid) for source, callid in rows}


def _unlike_then(connection: Connection, site: str, known: Micros, lower: Micros) -> list[ColumnElement[bool]]:
    """Visits that a restart cut off of which nothing was known then."""
    query = select(_TOLD.source, _TOLD.at).where(_late(site, known, lower), _TOLD.what == What.RESTARTED.value)
    return [
        and_(going_on, visits.c.source == literal(source), visits.c.over >= at)
        for source, at in connection.execute(query)
        for going_on in not_over_before(site, at, at + VISIT_LASTS)
    ]


def first_entered(connection: Connection, site: str) -> Micros | None:
    """When the first caller that is known entered a queue of this site."""
    first: Micros | None = connection.scalar(select(func.min(visits.c.entered)).where(visits.c.site == site))
    return first


def was_entered(connection: Connection, site: str, queue: str, since: Micros, until: Micros) -> bool:
    """Whether a caller entered this queue in [since, until); the latest are looked at first."""
    table = visits.c
    query = select(table.entered).where(
        table.site == site, table.entered >= since, table.entered < until, table.queue == queue
    )
    return connection.execute(query.order_by(table.entered.desc()).limit(1)).first() is not None


# What `Ledger.visits` tells of each visit, and of which kind it is.
_FRAME = {
    "queue": "str",
    "entered": "int64",
    "left": "int64",
    "outcome": "str",
    "reason": "str",
    "wait_s": "int64",
    "talk_s": "int64",
    "ended": "int64",
    "completed": "bool",
    "agent": "str",
}
_NOTHING = {
    "left": NO_INSTANT,
    "reason": "",
    "wait_s": NOT_KNOWN,
    "talk_s": NOT_KNOWN,
    "ended": NO_INSTANT,
    "agent": "",
}


def read_visits_frame(
    connection: Connection, site: str, since: Micros, until: Micros, queues: Collection[str] | None
) -> pd.DataFrame:
    """See `Ledger.visits`."""
    table = visits.c
    columns = [func.coalesce(table[name], _NOTHING[name]) if name in _NOTHING else table[name] for name in _FRAME]
    query = select(*columns).where(table.site == site, table.entered >= since, table.entered < until)
    if queues is not None:
        query = query.where(table.queue.in_(sorted(queues)))
    return _frame(connection.execute(query.order_by(table.entered)).all())


def read_visits_known(connection: Connection, site: str, since: Micros, until: Micros, known: Micros) -> pd.DataFrame:
    """See `Ledger.visits_known`."""
    candidates = _visits_known(connection, site, until, known, since)
    ours = sorted((v for v in candidates if since <= v.entered < until), key=lambda visit: (visit.entered, visit.key))
    return _frame([tuple(_value(visit, name) for name in _FRAME) for visit in ours])


def _value(visit: Visit, name: str) -> object:
    if name == "queue":
        return visit.key.queue
    value = getattr(visit, name)
    return _NOTHING[name] if value is None else value


def _frame(rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    values = zip(*rows, strict=True) if rows else ((),) * len(_FRAME)
    return pd.DataFrame(
        {
            name: pd.Series(np.array(value, dtype=object if kind == "str" else kind), dtype=kind)
            for (name, kind), value in zip(_FRAME.items(), values, strict=True)
        }
    )

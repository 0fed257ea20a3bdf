"""Questions about calls: what was true at an instant, by what is known now or was known then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, exists, func, literal, literal_column, or_, select

from wallboard.calls.fold import Restart, clip, fold_call
from wallboard.calls.happenings import OF_CALLS, Happening, What
from wallboard.ledger.agents_reader import of_agents
from wallboard.ledger.batches_reader import happenings_of, settled_until, told_late
from wallboard.ledger.bulk import among, by_source, fetched, frame_of
from wallboard.ledger.callers_reader import called_before
from wallboard.ledger.calls_rows import (
    not_over_before,
    of_calls,
    over,
    read_happenings,
    read_restarts,
    read_visits,
    restarts_in,
    select_calls,
)
from wallboard.ledger.records import CallHistory, Checkpoint
from wallboard.ledger.tables import (
    VISIT_LASTS,
    happenings,
    sources,
    visit_versions,
    visits,
)
from wallboard.ledger.visit_versions import visits_known
from wallboard.model import HOUR, NO_INSTANT, NOT_KNOWN, Micros, Visit, VisitKey

Calls = set[tuple[str, str]]  # source and callid

_TOLD = happenings.c
SETTLES = HOUR  # a phone system's clock may have gone back by so much


def calls_at(
    connection: Connection,
    site: str,
    at: Micros,
    known: Micros | None,
    since: Micros,
    base: Checkpoint | None,
    agents_from: Checkpoint | None,
    *,
    since_start: bool = True,
) -> CallHistory:
    """See `Ledger.calls_at`."""
    arrived = () if known is None else (_TOLD.received_at <= known,)
    restarts = read_restarts(connection, site, _TOLD.at <= at, *arrived)
    counted = _counted_from(connection, site, restarts, base) if since_start else since
    lower = min(since, at - HOUR, counted)
    if known is None:
        candidates = _visits_now(connection, site, lower, at)
    else:
        candidates = _visits_known(connection, site, at, known, lower)
    clipped = (clip(visit, at) for visit in candidates)
    ours = [v for v in clipped if v is not None and (v.entered >= since or over(v) >= min(at - HOUR, counted))]
    ours.sort(key=lambda visit: (visit.entered, visit.key))
    waiting = {(v.key.source, v.key.callid) for v in ours if v.left is None}
    before = called_before(connection, site, waiting, known)
    return CallHistory(ours, of_agents(connection, site, at, since, arrived, agents_from), restarts, before, base)


def _counted_from(connection: Connection, site: str, restarts: Iterable[Restart], base: Checkpoint | None) -> Micros:
    """From where on visits count as "since the phone system's start", the earliest of the site's sources."""
    if base is not None:
        return base.at
    last = {restart.source: restart.at for restart in restarts}
    steps, whole = (exists().where(table.c.source == sources.c.source) for table in (happenings, visit_versions))
    phones = connection.scalars(select(sources.c.source).where(sources.c.site == site, or_(steps, whole)))
    return min((last.get(source, NO_INSTANT) for source in phones), default=NO_INSTANT)


def _visits_known(connection: Connection, site: str, at: Micros, known: Micros, lower: Micros) -> list[Visit]:
    """Visits by what had arrived by `known`; a superset of those that matter. Where nothing of before `lower` was told
    after `known`, those that were long over by then are as the ledger has them now."""
    told_later = settled_until(connection, site, known)
    if told_later < lower:
        return _all_visits_known(connection, site, at, known, lower)
    since = told_later - SETTLES
    visits_now = _visits_now(connection, site, lower, at, over_from=min(lower, since))
    settled = {visit.key: visit for visit in visits_now if over(visit) < since}
    calls = {(visit.key.source, visit.key.callid) for visit in visits_now if visit.key not in settled}
    whole = visits_known(connection, site, at, known, since)
    others = (visit for visit in whole if visit.key not in settled)
    return [*settled.values(), *_told_by(connection, site, calls, known), *others]


def _visits_now(
    connection: Connection, site: str, lower: Micros, at: Micros, over_from: Micros | None = None
) -> list[Visit]:
    """Visits entered by `at` that are not over before `over_from` (`lower` when None), as they are known now."""
    not_over = visits.c.over >= (lower if over_from is None else over_from)
    return [v for matters in not_over_before(site, lower, at) for v in read_visits(connection, matters, not_over)]


def _all_visits_known(connection: Connection, site: str, at: Micros, known: Micros, lower: Micros) -> list[Visit]:
    """The same where something came late: every call is looked at."""
    late = _told_late(connection, site, known, lower)
    calls: Calls = {(each.source, each.callid) for each in late if each.what is not What.RESTARTED}
    for which in (*not_over_before(site, lower, at), *_unlike_then(site, late)):
        calls.update((source, callid) for source, callid in connection.execute(select_calls(which)))
    return _told_by(connection, site, calls, known) + visits_known(connection, site, at, known, lower)


def _told_by(connection: Connection, site: str, calls: Calls, known: Micros) -> list[Visit]:
    """The visits of these calls, folded of what had arrived."""
    arrived = _TOLD.received_at <= known
    restarts = read_restarts(connection, site, arrived)
    return [
        visit
        for source, callids in by_source(calls).items()
        for call in _calls_known(connection, source, callids, arrived)
        for visit in fold_call(call, [restart for restart in restarts if restart.source == source])
    ]


def _calls_known(
    connection: Connection, source: str, callids: Collection[str], arrived: ColumnElement[bool]
) -> Iterable[list[Happening]]:
    by_call: dict[str, list[Happening]] = defaultdict(list)
    for happened in read_happenings(connection, of_calls(connection, source, callids), arrived):
        if happened.what in OF_CALLS:
            by_call[happened.callid].append(happened)
    return by_call.values()


def _told_late(connection: Connection, site: str, known: Micros, lower: Micros) -> list[Happening]:
    """What arrived after `known` and tells of the time before `lower`: only that can have made a call that mattered
    then look as if it did not."""
    late = (_TOLD.received_at > known, _TOLD.at < lower)
    return [each for came in told_late(site, known, lower) for each in happenings_of(connection, came, *late)]


def _unlike_then(site: str, late: Iterable[Happening]) -> list[ColumnElement[bool]]:
    """Visits that a restart cut off of which nothing was known then."""
    return [
        and_(going_on, visits.c.source == literal(restart.source), visits.c.over >= restart.at)
        for restart in restarts_in(late)
        for going_on in not_over_before(site, restart.at, restart.at + VISIT_LASTS)
    ]


def restarts_between(connection: Connection, site: str, since: Micros, until: Micros) -> list[Restart]:
    return read_restarts(connection, site, _TOLD.at >= since, _TOLD.at < until)


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
    table, columns = visits.c, _columns(_FRAME)
    query = select(*columns).where(table.site == site, table.entered >= since, table.entered < until)
    if queues is not None:
        query = query.where(table.queue.in_(sorted(queues)))
    return frame_of(fetched(connection, query.order_by(table.entered)), _FRAME)


_COUNTED = {name: _FRAME[name] for name in ("queue", "entered", "left")}
_JUDGED = _COUNTED | {name: _FRAME[name] for name in ("outcome", "reason", "wait_s")}


def read_spans(
    connection: Connection,
    site: str,
    spans: Sequence[tuple[Micros, Micros]],
    known: Micros | None,
    oldest: Micros,
    *,
    judged: bool,
) -> list[pd.DataFrame]:
    """See `Ledger.visits_in_spans`; `oldest`: what was before is no longer kept."""
    kinds = _JUDGED if judged else _COUNTED
    kept = [span for span in spans if span[0] >= oldest]
    if known is not None and kept and not _is_settled(connection, site, kept[0][0], kept[-1][1], known):
        told = [read_visits_known(connection, site, *span, known)[list(kinds)] for span in kept]
    else:
        told = _together(connection, site, kept, kinds)
    return [frame_of([], kinds)] * (len(spans) - len(kept)) + told


def _together(
    connection: Connection, site: str, spans: Sequence[tuple[Micros, Micros]], kinds: Mapping[str, str]
) -> list[pd.DataFrame]:
    """One frame of all, which costs as much as one of each, and its parts."""
    table, columns = visits.c, _columns(kinds)
    rows: list[tuple[Any, ...]] = []
    ends = [0]
    for since, until in spans:
        query = select(*columns).where(table.site == site, table.entered >= since, table.entered < until)
        rows += fetched(connection, query.order_by(table.entered))
        ends.append(len(rows))
    frame = frame_of(rows, kinds)
    return [frame.iloc[begin:end].reset_index(drop=True) for begin, end in pairwise(ends)]


def read_by_key(connection: Connection, keys: Collection[VisitKey]) -> list[Visit]:
    """See `Ledger.visits_by_key`."""
    found = (
        visit
        for source, callids in by_source((key.source, key.callid) for key in keys).items()
        for visit in read_visits(connection, visits.c.source == source, among(connection, visits.c.callid, callids))
    )
    return [visit for visit in found if visit.key in keys]


def read_entered(connection: Connection, site: str, since: Micros, until: Micros, known: Micros | None) -> list[Visit]:
    """See `Ledger.visits_entered`."""
    table = visits.c
    candidates = (
        read_visits(connection, table.site == site, table.entered >= since, table.entered < until)
        if known is None
        else _visits_known(connection, site, until, known, since)
    )
    return sorted((v for v in candidates if since <= v.entered < until), key=lambda visit: (visit.entered, visit.key))


def read_visits_known(connection: Connection, site: str, since: Micros, until: Micros, known: Micros) -> pd.DataFrame:
    """See `Ledger.visits_known`."""
    if _is_settled(connection, site, since, until, known):
        return read_visits_frame(connection, site, since, until, None)
    ours = read_entered(connection, site, since, until, known)
    return frame_of([tuple(_value(visit, name) for name in _FRAME) for visit in ours], _FRAME)


def _is_settled(connection: Connection, site: str, since: Micros, until: Micros, known: Micros) -> bool:
    """Whether visits entered in [since, until) are as they were known then: long over, and nothing was told late of
    their time."""
    long_over = settled_until(connection, site, known) - SETTLES
    if long_over < until + VISIT_LASTS:
        return False
    lasting = visits.c.site == site, visits.c.lasting == literal_column("1"), visits.c.over >= long_over
    entered = visits.c.entered + 0  # no index may serve this part: that of those which lasted is smaller
    return not connection.scalar(select(exists().where(*lasting, entered.between(since, until - 1))))


def _value(visit: Visit, name: str) -> object:
    if name == "queue":
        return visit.key.queue
    value = getattr(visit, name)
    return _NOTHING[name] if value is None else value


def _columns(names: Iterable[str]) -> list[ColumnElement[Any]]:
    table = visits.c
    return [func.coalesce(table[name], _NOTHING[name]) if name in _NOTHING else table[name] for name in names]

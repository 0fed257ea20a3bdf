"""What was told of agents: who is on duty follows from the last of each kind, however long ago that was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from operator import attrgetter

from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from wallboard.calls.happenings import OF_AGENTS, Happening
from wallboard.ledger.bulk import among, by_source
from wallboard.ledger.calls_rows import read_happenings
from wallboard.ledger.records import AGENTS, Checkpoint
from wallboard.ledger.tables import BESIDE_CALLS, happenings
from wallboard.model import Micros

Conditions = Collection[ColumnElement[bool]]
Row = tuple[str, int]  # source and seq

_TOLD = happenings.c


def of_agents(
    connection: Connection, site: str, at: Micros, since: Micros, arrived: Conditions, base: Checkpoint | None
) -> list[Happening]:
    """All since `since`, and of the time before the last of each kind for each queue and agent, which is what
    decided how things stood. A checkpoint, `base`, names those of before its instant."""
    decided = _decided(connection, site, min(since, at + 1), arrived, base)
    recent = read_happenings(connection, *_here(site), *arrived, _TOLD.at >= since, _TOLD.at <= at)
    return sorted(decided + recent, key=attrgetter("source", "seq", "part"))


def agents_before(connection: Connection, site: str, at: Micros, base: Checkpoint | None) -> list[Row]:
    """The rows that decide how agents stand at `at`, for a checkpoint to name."""
    return sorted({_row(each) for each in _decided(connection, site, at, (), base)})


def _decided(
    connection: Connection, site: str, before: Micros, arrived: Conditions, base: Checkpoint | None
) -> list[Happening]:
    since: Conditions = ()
    told: list[Happening] = []
    if base is not None and base.at <= before and AGENTS in base.payload:
        since = (_TOLD.at >= base.at,)
        told = list(_named(connection, base.payload[AGENTS]))
    which = _TOLD.source, _TOLD.queue, _TOLD.agent, _TOLD.what
    last = select(_TOLD.source, func.max(_TOLD.seq)).where(*_here(site), *arrived, *since, _TOLD.at < before)
    told += read_happenings(connection, tuple_(_TOLD.source, _TOLD.seq).in_(last.group_by(*which)))
    return list(_newest(told))


def _named(connection: Connection, rows: Iterable[Row]) -> Iterator[Happening]:
    for source, seqs in by_source(rows).items():
        yield from read_happenings(connection, _TOLD.source == source, among(connection, _TOLD.seq, seqs))


def _newest(told: Iterable[Happening]) -> Iterator[Happening]:
    """Of rows without repeats, whole ones: those of which any part is the last of its kind."""
    every = list(told)
    last: dict[tuple[str, str, str, str], Row] = {}
    for each in sorted(every, key=_row):
        last[each.source, each.queue, each.agent, each.what] = _row(each)
    deciding = set(last.values())
    return (each for each in every if _row(each) in deciding)


def _here(site: str) -> Conditions:
    return _TOLD.site == site, _TOLD.what.in_([what.value for what in OF_AGENTS]), BESIDE_CALLS


def _row(happened: Happening) -> Row:
    return happened.source, happened.seq

"""Whole visits that sources tell: versions are kept as facts, and the one that holds is what `visits` shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, literal_column, select

from wallboard.calls.whole import VisitVersion, unfit, visit_of, winner
from wallboard.ledger.bulk import among, insert_rows, update_rows
from wallboard.ledger.calls_rows import over, read_visits
from wallboard.ledger.calls_writer import Refolded, difference, store_visits
from wallboard.ledger.journal import Arrival
from wallboard.ledger.storable import is_storable, legible
from wallboard.ledger.tables import VISIT_LASTS, visit_versions, visits
from wallboard.model import NO_INSTANT, Micros, Outcome, Reason, Visit, VisitKey
from wallboard.source import SetAside, row_key

_COLUMNS = tuple(column.name for column in visit_versions.columns if column.name != "id")
_UNSTORABLE = "its text holds NUL or half a character, which cannot be stored"
_TABLE = visit_versions.c
_LASTING: ColumnElement[bool] = _TABLE.lasting == literal_column("1")  # written out for the partial index


class Kept(NamedTuple):
    """A version as the ledger has it."""

    id: int
    version: VisitVersion
    received_at: Micros
    lasting: int


@dataclass(frozen=True, slots=True)
class SiftedVisits:
    """Versions of a batch, told apart from those that the ledger has."""

    new: list[VisitVersion] = field(default_factory=list)
    repeats: int = 0
    refused: list[SetAside] = field(default_factory=list)
    known: Mapping[str, list[Kept]] = field(default_factory=dict)  # of the same visits, by key, in the order of arrival


def sift_visits(connection: Connection, source: str, versions: Sequence[VisitVersion]) -> SiftedVisits:
    """One that says what any known version of its visit said is a repeat."""
    if not versions:
        return SiftedVisits()
    fine, refused = _fit(versions)
    known = _by_key(_read(connection, source, {version.key for version in fine}))
    seen = {kept.version for kepts in known.values() for kept in kepts}
    new: list[VisitVersion] = []
    for version in fine:
        if version not in seen:
            seen.add(version)
            new.append(version)
    return SiftedVisits(new, len(fine) - len(new), refused, known)


def add_visits(connection: Connection, arrival: Arrival, sifted: SiftedVisits) -> Refolded:
    """Keeps new versions, and stores the visits that are other than before by them."""
    new: dict[str, list[VisitVersion]] = defaultdict(list)
    for version in sifted.new:
        new[version.key].append(version)
    rows, outlived = [], []
    now: list[Visit] = []
    for key, versions in new.items():
        known = sifted.known.get(key, [])
        best = winner([*(kept.version for kept in known), *versions])
        if not best.removed:
            now.append(visit_of(best))
        rows += [_row(version, arrival, lasting=version is best and _is_long(version)) for version in versions]
        outlived += [kept.id for kept in known if _is_outlived(kept, best, arrival.received_at)]
    insert_rows(connection, visit_versions, _COLUMNS, rows)
    update_rows(connection, visit_versions, ("lasting",), ("id",), [(0, number) for number in outlived])
    before = read_visits(connection, visits.c.source == arrival.source, among(connection, visits.c.callid, new))
    return store_visits(connection, {visit.key: visit for visit in before}, {visit.key: visit for visit in now})


def visits_known(connection: Connection, site: str, at: Micros, known: Micros, lower: Micros) -> list[Visit]:
    """Visits by the versions that had arrived by `known`; a superset of those that were entered by `at` and to which
    something may have happened from `lower` on.

    A version that lasted is told as such unless a better one came within VISIT_LASTS of its entry: one entered before
    `near` that is not told as such did not hold any more at `known`.
    """
    near = max(min(lower, known), NO_INSTANT + VISIT_LASTS) - VISIT_LASTS
    here = _TABLE.site == site, _TABLE.received_at <= known
    before = _TABLE.entered >= NO_INSTANT, _TABLE.entered < near, _TABLE.entered <= at
    lasting = and_(_LASTING, *before)
    keys: dict[str, set[str]] = defaultdict(set)
    for matters in (_TABLE.entered.between(near, at), lasting):
        for source, key in connection.execute(select(_TABLE.source, _TABLE.key).where(*here, matters).distinct()):
            keys[source].add(key)
    held = (
        winner(kept.version for kept in told)
        for source, ours in keys.items()
        for told in _by_key(_read(connection, source, ours, _TABLE.received_at <= known)).values()
    )
    return [visit_of(version) for version in held if not version.removed]


def told_in(connection: Connection, numbers: Collection[int], after: Micros, by: Micros) -> Refolded:
    """The visits of which these batches told, by what had arrived at `after`, and by what had at `by`."""
    keys: dict[str, set[str]] = defaultdict(set)
    for source, key in connection.execute(
        select(_TABLE.source, _TABLE.key).where(among(connection, _TABLE.batch, numbers))
    ):
        keys[source].add(key)
    before: dict[VisitKey, Visit] = {}
    now: dict[VisitKey, Visit] = {}
    for source, ours in keys.items():
        for told in _by_key(_read(connection, source, ours, _TABLE.received_at <= by)).values():
            before.update(_held([each for each in told if each.received_at <= after]))
            now.update(_held(told))
    return difference(before, now)


def _held(told: Sequence[Kept]) -> dict[VisitKey, Visit]:
    """The visit that these versions of one tell, if any holds."""
    best = winner(kept.version for kept in told) if told else None
    return {} if best is None or best.removed else {(visit := visit_of(best)).key: visit}


def kept_of(connection: Connection, source: str, key: str) -> list[Kept]:
    """All versions of one visit, in the order in which they came."""
    return sorted(_read(connection, source, [key]))


def _fit(versions: Sequence[VisitVersion]) -> tuple[list[VisitVersion], list[SetAside]]:
    fine: list[VisitVersion] = []
    refused: list[SetAside] = []
    for version in versions:
        text = "|".join((version.key, version.queue, version.agent))
        reason = unfit(version) if is_storable(text) else _UNSTORABLE
        if reason:
            refused.append(SetAside(row_key(legible(version.key)), reason, legible(text)))
        else:
            fine.append(version)
    return fine, refused


def _is_long(version: VisitVersion) -> bool:
    return not version.removed and over(visit_of(version)) > version.entered + VISIT_LASTS


def _is_outlived(kept: Kept, best: VisitVersion, at: Micros) -> bool:
    """Whether a version that lasted does so no more: a better one came soon after the visit began."""
    return bool(kept.lasting) and kept.version is not best and at <= kept.version.entered + VISIT_LASTS


def _by_key(told: Iterable[Kept]) -> dict[str, list[Kept]]:
    found: dict[str, list[Kept]] = defaultdict(list)
    for kept in sorted(told):
        found[kept.version.key].append(kept)
    return found


def _read(
    connection: Connection, source: str, keys: Collection[str], *conditions: ColumnElement[bool]
) -> Iterable[Kept]:
    ours = _TABLE.source == source, among(connection, _TABLE.key, keys)
    return [_kept(row) for row in connection.execute(select(visit_versions).where(*ours, *conditions))]


def _row(version: VisitVersion, arrival: Arrival, *, lasting: bool) -> tuple[Any, ...]:
    return (
        *version[:6],
        version.outcome.value,
        version.left,
        version.reason and version.reason.value,
        version.agent,
        version.ended,
        version.wait_s,
        version.talk_s,
        int(version.transferred),
        int(version.removed),
        arrival.received_at,
        arrival.batch,
        int(lasting),
    )


def _kept(row: Row[Any]) -> Kept:
    version = VisitVersion(
        row.source, row.site, row.key, row.queue, row.updated, row.entered, Outcome(row.outcome), row.left,
        row.reason and Reason(row.reason), row.agent, row.ended, row.wait_s, row.talk_s, bool(row.transferred),
        bool(row.removed),
    )  # fmt: skip
    return Kept(row.id, version, row.received_at, row.lasting)

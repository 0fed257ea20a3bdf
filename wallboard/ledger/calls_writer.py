"""New happenings go into the ledger, and the visits of the calls that they touch are folded again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, and_, exists, literal_column, select

from wallboard.calls.fold import Restart, fold_call
from wallboard.calls.happenings import OF_CALLS, Happening, by_row, place
from wallboard.ledger.bulk import among, delete_rows, insert_rows
from wallboard.ledger.calls_repeats import told_before
from wallboard.ledger.calls_rows import (
    HAPPENING_COLUMNS,
    VISIT_COLUMNS,
    happening_rows,
    not_over_before,
    of_calls,
    read_happenings,
    read_restarts,
    read_visits,
    restarts_in,
    select_calls,
    visit_row,
)
from wallboard.ledger.journal import Arrival
from wallboard.ledger.tables import FAR, VISIT_LASTS, visits
from wallboard.ledger.tables import happenings as table
from wallboard.model import NO_INSTANT, Micros, Visit, VisitKey
from wallboard.source import Recheck, SetAside

# Fewer than Python makes before it looks for garbage (700): it would look through every row of an import, and find none.
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Sifted:
    """Rows of a batch, told apart from those that the ledger has. Rows are counted, and not what happened in them."""

    new: list[Happening] = field(default_factory=list)
    rows: int = 0  # to which the new ones belong
    repeats: int = 0
    refused: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refolded:
    """What the fold changed among the visits."""

    changed: list[Visit] = field(default_factory=list)
    former: dict[VisitKey, Visit] = field(default_factory=dict)
    gone: list[VisitKey] = field(default_factory=list)


def sift(
    connection: Connection, source: str, happenings: Sequence[Happening], recheck: Recheck | None = None
) -> Sifted:
    """A row that is known with the same content is a repeat; with other content it is refused as a whole. So is, by
    `recheck`, what is known under another number."""
    if not happenings:
        return Sifted()
    if recheck is not None:
        repeated = told_before(connection, source, happenings, recheck)
        rest = sift(connection, source, [each for each in happenings if each.seq not in repeated])
        return replace(rest, repeats=rest.repeats + sum(row[0].seq in repeated for row in by_row(happenings)))
    seqs = [each.seq for each in happenings]
    numbered = table.c.source == source, table.c.seq.between(min(seqs), max(seqs))
    known = {place(each): each for each in read_happenings(connection, *numbered)}
    if not known and len(set(map(place, happenings))) == len(happenings):  # a first import
        return Sifted(list(happenings), len(set(seqs)))
    new: list[Happening] = []
    refused: list[SetAside] = []
    rows = repeats = 0
    for row in by_row(happenings):
        unknown = [each for each in row if place(each) not in known]
        if len(unknown) < len(row) and any(known.get(place(each), each) != each for each in row):
            refused.append(_contradiction(row[0]))
        elif unknown:
            rows += 1
            new += unknown
            known.update((place(each), each) for each in unknown)
        else:
            repeats += 1
    return Sifted(new, rows, repeats, refused)


def _contradiction(first: Happening) -> SetAside:
    content = "|".join((str(first.at), first.callid, first.queue, first.agent, first.raw))
    return SetAside(f"seq {first.seq}", "this row was read before with other content; the first is kept", content)


def add_happenings(connection: Connection, arrival: Arrival, happenings: Sequence[Happening]) -> None:
    for start in range(0, len(happenings), _ROWS_AT_ONCE):
        rows = happening_rows(happenings[start : start + _ROWS_AT_ONCE], arrival.received_at, arrival.batch)
        insert_rows(connection, table, HAPPENING_COLUMNS, rows)


def refold(connection: Connection, arrival: Arrival, happenings: Sequence[Happening]) -> Refolded:
    """Folds the calls that something new happened to, and stores their visits. Before `add_happenings`: what the ledger
    holds of these calls is then what came earlier."""
    by_call: dict[str, list[Happening]] = defaultdict(list)
    for each in happenings:
        if each.what in OF_CALLS:
            by_call[each.callid].append(each)
    restarts = restarts_in(happenings)
    touched = set(by_call) | _cut_by(connection, arrival, restarts)
    if not touched:
        return Refolded()
    source = arrival.source
    earlier = _earlier(connection, source, touched)
    for each in earlier:
        by_call[each.callid].append(each)
    known = [restart for restart in read_restarts(connection, arrival.site) if restart.source == source]
    restarts = sorted((*known, *restarts), key=lambda restart: restart.seq)
    now = {visit.key: visit for call in by_call.values() for visit in fold_call(call, restarts)}
    calls = {each.callid for each in earlier}
    before = read_visits(connection, visits.c.source == source, among(connection, visits.c.callid, calls))
    return store_visits(connection, {visit.key: visit for visit in before}, now)


def _earlier(connection: Connection, source: str, calls: Collection[str]) -> list[Happening]:
    happenings = read_happenings(connection, of_calls(connection, source, calls))
    return [each for each in happenings if each.what in OF_CALLS]


def _cut_by(connection: Connection, arrival: Arrival, restarts: Sequence[Restart]) -> set[str]:
    """Calls that were going on when the phone system restarted, or still are; a day around it, where its clock may have
    gone back: between the entry and the restart, and between the restart and what is known to be written after it."""
    calls: set[str] = set()
    for restart in restarts:
        since = _day_before(restart.at) if _is_late(connection, arrival.source, restart) else restart.at
        around = not_over_before(arrival.site, since, restart.at + VISIT_LASTS)
        still = and_(visits.c.site == arrival.site, visits.c.lasting == literal_column("1"), visits.c.over == FAR)
        mine = visits.c.source == arrival.source, visits.c.over >= since
        for going_on in (*around, still):
            calls.update(call for _, call in connection.execute(select_calls(going_on, *mine)))
    return calls


def _is_late(connection: Connection, source: str, restart: Restart) -> bool:
    """Whether the ledger knows of something that was written after it."""
    return bool(connection.scalar(select(exists().where(table.c.source == source, table.c.seq > restart.seq))))


def _day_before(at: Micros) -> Micros:
    return max(at, NO_INSTANT + VISIT_LASTS) - VISIT_LASTS


def difference(before: Mapping[VisitKey, Visit], now: Mapping[VisitKey, Visit]) -> Refolded:
    """Of visits that were `before` and are `now`: all of the same calls."""
    changed = [visit for key, visit in now.items() if before.get(key) != visit]
    gone = [key for key in before if key not in now]
    replaced = {key: before[key] for key in (*(visit.key for visit in changed), *gone) if key in before}
    return Refolded(changed, replaced, gone)


def store_visits(connection: Connection, before: Mapping[VisitKey, Visit], now: Mapping[VisitKey, Visit]) -> Refolded:
    """Writes what is other now."""
    other = difference(before, now)
    delete_rows(connection, visits, VisitKey._fields, list(other.former))
    insert_rows(connection, visits, VISIT_COLUMNS, [visit_row(visit) for visit in other.changed])
    return other

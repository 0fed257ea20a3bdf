"""Happenings and visits as rows of the ledger, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, literal_column, select

from wallboard.calls.fold import Restart
from wallboard.calls.happenings import Happening, What
from wallboard.ledger.bulk import among, fetched
from wallboard.ledger.tables import BESIDE_CALLS, FAR, VISIT_LASTS, happenings, visits
from wallboard.model import NO_INSTANT, Micros, Outcome, Reason, Visit, VisitKey

HAPPENING_COLUMNS = tuple(column.name for column in happenings.columns)
VISIT_COLUMNS = tuple(column.name for column in visits.columns)

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_WHATS = {what.value: what for what in What}
_TEXTS = {what: what.value for what in What}
_REASONS = {reason.value: reason for reason in Reason}


def over(visit: Visit) -> Micros:
    """When nothing more can happen to a visit; FAR while it waits or talks."""
    if visit.left is None or (visit.ended is None and visit.outcome is Outcome.ANSWERED):
        return FAR
    return visit.left if visit.ended is None else max(visit.left, visit.ended)


def happening_rows(happenings: Iterable[Happening], received_at: Micros, batch: int) -> list[tuple[Any, ...]]:
    # drivers are slower with the enum than with its text; written out, for it is done for every row of an import
    return [
        (source, seq, part, site, at, call, queue, agent, _TEXTS[what], wait, talk, detail, raw, received_at, batch)
        for source, seq, part, site, at, call, queue, agent, what, wait, talk, detail, raw in happenings
    ]


def visit_row(visit: Visit) -> tuple[Any, ...]:
    end = over(visit)
    return (
        *visit.key, visit.site, visit.entered, visit.outcome.value, visit.left, visit.wait_s,
        visit.reason and visit.reason.value, visit.agent, visit.ended, int(visit.completed), visit.talk_s,
        int(visit.transferred), end, int(end > visit.entered + VISIT_LASTS),
    )  # fmt: skip


def to_happening(row: Sequence[Any]) -> Happening:
    return Happening(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], _WHATS[row[8]], row[9], row[10], row[11],
        row[12],
    )  # fmt: skip


def to_visit(row: Sequence[Any]) -> Visit:
    return Visit(
        VisitKey(row[0], row[1], row[2], row[3]), row[4], row[5], _OUTCOMES[row[6]], row[7], row[8],
        None if row[9] is None else _REASONS[row[9]], row[10], row[11], bool(row[12]), row[13], bool(row[14]),
    )  # fmt: skip


def read_happenings(connection: Connection, *conditions: ColumnElement[bool]) -> list[Happening]:
    """Ordered by source and the phone system's own order (here: asked for in SQL, SQLite would read the whole
    source in that order rather than use an index)."""
    read = [to_happening(row) for row in fetched(connection, select(happenings).where(*conditions))]
    return sorted(read, key=itemgetter(0, 1, 2))


def of_calls(connection: Connection, source: str, callids: Collection[str]) -> ColumnElement[bool]:
    """Happenings of these calls of one source. The source is compared in a way that no index serves: SQLite would
    rather read all of a source than look up many calls."""
    return and_(among(connection, happenings.c.callid, callids), happenings.c.source.concat("") == source)


def read_visits(connection: Connection, *conditions: ColumnElement[bool]) -> list[Visit]:
    return [to_visit(row) for row in fetched(connection, select(visits).where(*conditions))]


def read_restarts(connection: Connection, site: str, *conditions: ColumnElement[bool]) -> list[Restart]:
    """Those of all sources of the site, in the order of seq."""
    starts = happenings.c.site == site, happenings.c.what == What.RESTARTED.value, BESIDE_CALLS
    return restarts_in(read_happenings(connection, *starts, *conditions))


def restarts_in(happenings: Iterable[Happening]) -> list[Restart]:
    starts = [Restart(each.source, each.seq, each.at) for each in happenings if each.what is What.RESTARTED]
    return sorted(starts, key=lambda restart: restart.seq)


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

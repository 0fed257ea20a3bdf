"""What is read beside the comments: new reports, those that are confirmed, and what administrators changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from data_sources._fixmystreet.times import Times
from data_sources._helpdesk.rows import Row, rows_of, wall_of
from wallboard.model import MINUTE, SECOND, Micros

_LOOK_EVERY: Micros = 5 * MINUTE
_ASK_EVERY: Micros = 30 * SECOND
_LOOK_BACK, _CLOCKS_BACK = timedelta(minutes=10), timedelta(minutes=70)
_MOST, _UNCONFIRMED, _NEWEST, _ENDED = 5_000, 200, 20_000, 500
_LOGGED = "SELECT id, object_type, object_id, whenedited FROM admin_log WHERE id > :after ORDER BY id LIMIT :most"
_NEW = "SELECT id, confirmed FROM problem WHERE id > :after ORDER BY id LIMIT :most"
_CONFIRMED = sa.text(
    "SELECT id, confirmed FROM problem WHERE confirmed > :after ORDER BY confirmed LIMIT :most"
).bindparams(sa.bindparam("after", type_=sa.DateTime()))
_STILL = "SELECT id, problem_id, state, confirmed FROM comment WHERE id IN :numbers"


@dataclass(frozen=True)
class Place:
    """How far each was read, and how far at the last look back: rows that were committed late are seen by the next one."""

    logged: int = 0
    logged_before: int = 0
    reports: int = 0
    reports_before: int = 0
    confirmed: str = ""  # as the database writes it
    looked: Micros = 0
    asked: Micros = 0
    unconfirmed: Sequence[int] = ()  # comments
    told: Sequence[int] = ()  # reports that were heard of since the last look back but one
    entries: Sequence[int] = ()  # of the log, that were read since the last look back but one
    unsettled: dict[str, Micros] = field(default_factory=dict)  # reports, since when
    ended: dict[str, Micros] = field(
        default_factory=dict
    )  # reports that were over without a word, since when that was seen

    @classmethod
    def of(cls, text: str) -> Place:
        return cls(**json.loads(text)) if text else cls()

    def __str__(self) -> str:
        return json.dumps(asdict(self))


@dataclass
class Changes:
    """Reports of which something is new: from which instant on; 0 for their whole life."""

    since: dict[int, Micros] = field(default_factory=dict)

    def add(self, report: object, at: Micros) -> None:
        number = int(str(report))
        self.since[number] = min(at, self.since.get(number, at))


def begins(connection: sa.Connection) -> Place:
    def newest(column: str, table: str) -> object:
        return connection.execute(sa.text(f"SELECT max({column}) FROM {table}")).scalar()  # noqa: S608

    logged, reports, comments = (int(str(newest("id", t) or 0)) for t in ("admin_log", "problem", "comment"))
    confirmed = newest("confirmed", "problem")
    waiting = connection.execute(
        sa.text("SELECT id FROM comment WHERE id > :after AND state = 'unconfirmed' ORDER BY id DESC LIMIT :most"),
        {"after": comments - _NEWEST, "most": _UNCONFIRMED},
    )
    place = Place(logged, logged, reports, reports, "" if confirmed is None else str(confirmed))
    lately = (
        connection.execute(_CONFIRMED, {"after": _before(place.confirmed), "most": _MOST}) if place.confirmed else ()
    )
    return replace(place, told=sorted(int(row[0]) for row in lately), unconfirmed=sorted(map(int, waiting.scalars())))


def heard(
    connection: sa.Connection, rows: Sequence[Row], place: Place, times: Times, now: Micros
) -> tuple[Changes, Place]:
    changes, look = Changes(), not 0 <= now - place.looked < _LOOK_EVERY
    for _, report, state, at in rows:
        if state == "confirmed":
            changes.add(report, times.instant(at, now))
    place = _comments(connection, rows, place, changes, times, now)
    for number, since in place.unsettled.items():
        changes.add(number, since)
    place = _logged(connection, place, changes, times, now, look=look)
    return changes, _reports(connection, place, changes, times, now, look=look)


def left_unsettled(place: Place, unsettled: dict[int, Micros], ended: dict[str, Micros]) -> Place:
    """`unsettled`: reports, and the instant from which on they are to be told again."""
    newest = dict(list(ended.items())[-_ENDED:])
    return replace(place, unsettled={str(number): at for number, at in unsettled.items()}, ended=newest)


def _comments(
    connection: sa.Connection, rows: Sequence[Row], place: Place, changes: Changes, times: Times, now: Micros
) -> Place:
    """Comments that waited to be confirmed when their ids were read."""
    waiting = {*place.unconfirmed, *(int(row[0]) for row in rows if row[2] == "unconfirmed")}
    asked = place.asked
    if place.unconfirmed and not 0 <= now - asked < _ASK_EVERY:
        asked = now
        for number, report, state, at in list(rows_of(connection, _STILL, place.unconfirmed)):
            if state != "unconfirmed":
                waiting.discard(int(number))
                changes.add(report, times.instant(at, now))
    return replace(place, asked=asked, unconfirmed=sorted(waiting)[-_UNCONFIRMED:])


def _logged(
    connection: sa.Connection, place: Place, changes: Changes, times: Times, now: Micros, *, look: bool
) -> Place:
    after = place.logged_before if look else place.logged
    read = connection.execute(sa.text(_LOGGED), {"after": after, "most": _MOST}).all()
    known = set(place.entries)
    new = [row for row in read if int(row[0]) not in known]
    comments = {int(row[2]) for row in new if row[1] == "update"}
    of = {int(row[0]): row[1] for row in rows_of(connection, _STILL, comments)} if comments else {}
    for _, kind, number, at in new:
        report = number if kind == "problem" else of.get(int(number)) if kind == "update" else None
        if report is not None:
            changes.add(report, times.instant(at, now))
    ids = {int(row[0]) for row in read}
    return replace(
        place,
        logged=max([place.logged, *ids]),
        logged_before=place.logged if look else place.logged_before,
        entries=sorted(ids if look else ids | known)[-_MOST:],
    )


def _reports(
    connection: sa.Connection, place: Place, changes: Changes, times: Times, now: Micros, *, look: bool
) -> Place:
    """A report from elsewhere may bear a confirmation of long ago: those that are new are asked for by their ids, too."""
    after = place.reports_before if look else place.reports
    new = connection.execute(sa.text(_NEW), {"after": after, "most": _MOST}).all()
    confirmed = connection.execute(
        _CONFIRMED, {"after": _confirmed_after(place, times, now, look=look), "most": _MOST}
    ).all()
    known, told = set(place.told), list[int]()
    for number, at in (*new, *confirmed):
        if at is not None:
            told.append(int(number))
            if int(number) not in known:
                changes.add(number, 0)
    last = [place.confirmed, *(str(at) for _, at in confirmed if times.instant(at, now) <= now + MINUTE)]
    return replace(
        place,
        reports=max([place.reports, *(int(row[0]) for row in new)]),
        reports_before=place.reports if look else place.reports_before,
        confirmed=max(last),
        looked=now if look else place.looked,
        told=sorted({*told} if look else {*told, *known})[-_MOST:],
    )


def _confirmed_after(place: Place, times: Times, now: Micros, *, look: bool) -> datetime:
    """By the server's clock. At a look back: what may have been committed since the last one."""
    after = wall_of(place.confirmed) or datetime(1970, 1, 1)  # noqa: DTZ001
    if times.clocks_changed(now):
        return after - _CLOCKS_BACK
    if not look:
        return after
    return min(after, times.wall(place.looked) - _LOOK_BACK) if place.looked else _before(place.confirmed)


def _before(confirmed: str) -> datetime:
    """What may have been committed after a report that was confirmed then."""
    return (wall_of(confirmed) or datetime(1970, 1, 2)) - _LOOK_BACK  # noqa: DTZ001

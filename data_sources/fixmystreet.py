"""FixMyStreet, by its own tables in PostgreSQL."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._fixmystreet.beside import Place, begins, heard, left_unsettled
from data_sources._fixmystreet.moments import (
    FIXED_BY_COUNCIL,
    FIXED_BY_USER,
    Report,
    Said,
    finished_before,
    is_settled,
    moments_of,
    state_said,
)
from data_sources._fixmystreet.times import Times
from data_sources._helpdesk.life import Life, Moment, meaning_of
from data_sources._helpdesk.options import HelpdeskOptions
from data_sources._helpdesk.rows import Row, next_rows, rows_of, text
from data_sources._helpdesk.system import Heard, Helpdesk, Log, NextTickets
from data_sources._helpdesk.told import Told, by_number
from wallboard.model import DAY, NO_INSTANT, Micros
from wallboard.source import Source, SourceKind

_REPORTS = (
    "SELECT id, bodies_str, category, service, state, confirmed, lastupdate, latitude, longitude, response_priority_id,"
    " CASE WHEN state = 'duplicate' THEN extra ->> 'duplicate_of' END FROM problem"
    " WHERE id IN :numbers AND confirmed IS NOT NULL"
)
_SAID = (
    "SELECT problem_id, confirmed, problem_state, mark_fixed, mark_open, state FROM comment WHERE problem_id IN :numbers"
    " ORDER BY problem_id, confirmed, id"  # of any state: no index on states is to be chosen
)
_PRESENT = (
    "SELECT id, state FROM problem WHERE id IN :numbers AND confirmed IS NOT NULL"
    " AND state NOT IN ('hidden', 'unconfirmed', 'partial')"
)
_NEXT = "SELECT id, state, confirmed, lastupdate FROM problem WHERE id > :after ORDER BY id LIMIT :most"
_FAMILIES = {"open": "open", "fixed": "finished", "closed": "finished"}
_FIRST = re.compile(r"\d+")


class Options(HelpdeskOptions):
    """FixMyStreet's own database. Which states are open, fixed or closed it says itself. Its times are in the zone of its server:
    set `zone` where that is not the site's."""

    engines: ClassVar[tuple[str, ...]] = ("postgresql",)
    kind: str = "fixmystreet"

    usual_states: ClassVar[Mapping[str, str]] = {
        "confirmed": "open",
        "fixed": "finished",
        FIXED_BY_COUNCIL: "finished",
        FIXED_BY_USER: "finished",
        "closed": "finished",
        "unable to fix": "finished:unable",
        "not responsible": "finished:referred",
        "internal referral": "finished:referred",
        "duplicate": "finished:duplicate",
        "cancelled": "finished:rejected",
        "hidden": "removed",
        "unconfirmed": "removed",
        "partial": "removed",
    }


class FixMyStreet(Helpdesk):
    """Comments tell most of what happens to a report, some of them long after they were written; the rest is asked for beside
    them, since no index leads to what was last updated."""

    log = Log("comment", "id", "SELECT id, problem_id, state, confirmed FROM comment")
    newest = "SELECT id FROM problem ORDER BY id DESC LIMIT :most"
    tables: Mapping[str, str] = {
        "problem": "lastupdate",
        "comment": "problem_state",
        "admin_log": "object_id",
        "body": "name",
        "state": "type",
        "response_priorities": "name",
    }

    def __init__(self, options: Options, zone: ZoneInfo) -> None:
        self._meanings, self._times = options.meanings, Times(zone)
        self._first = options.first_days * DAY
        self._bodies = Told(by_number("SELECT id, name FROM body WHERE id IN :numbers"))
        self._priorities = Told(by_number("SELECT id, name FROM response_priorities WHERE id IN :numbers"))
        self.told = {"department": self._bodies, "priority": self._priorities}
        self._families: dict[str, str] = {}
        self._families_at: Micros = 0
        # Open reports that are over by their rows, though nothing told so: when they were asked for last, and again since
        self._doubted, self._overlooked = set[int](), set[int]()

    def forget(self) -> None:
        self._doubted, self._overlooked = set(), set()

    def next_tickets(self, connection: sa.Connection, after: int, since: Micros, most: int) -> NextTickets:
        rows = next_rows(connection, _NEXT, after, most)
        families = self._usually(connection, since, [text(row[1]) for row in rows])

        def is_wanted(row: Row) -> bool:
            _, state, confirmed, updated = row
            return confirmed is not None and (
                self._state(text(state), families) == "open" or self._times.instant(updated, since) >= since
            )

        return NextTickets.among(rows, most, is_wanted)

    def present(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        """Some paths of FixMyStreet end a report without a word, which leaves it open here. What is over when it is asked for once
        may be told by the next poll."""
        states = {int(number): text(state) for number, state in rows_of(connection, _PRESENT, tickets)}
        usually = self._usually(connection, self._families_at, states.values())
        over = {number for number, state in states.items() if self._state(state, usually) in ("finished", "removed")}
        self._overlooked |= over & self._doubted
        self._doubted = (self._doubted - set(tickets)) | over - self._overlooked
        return states.keys()

    def begins(self, connection: sa.Connection) -> str:
        return str(begins(connection))

    def heard(self, connection: sa.Connection, rows: Sequence[Row], place: str, now: Micros) -> Heard:
        changes, read = heard(connection, rows, Place.of(place), self._times, now)
        since, unsettled = changes.since, dict[int, Micros]()
        overlooked, self._overlooked = self._overlooked - since.keys(), set()
        self._doubted -= since.keys()
        asked = {*since, *overlooked}
        lives = self._lives(connection, asked, now, unsettled) if asked else ()
        told, ended = list[Life](), dict(read.ended)
        for life in lives:
            if int(life.ticket) in overlooked:
                told.append(_seen(life, now))
                ended |= {life.ticket: now} if self._is_over(life.moments[-1]) else {}
            else:
                late = self._since(life, since[int(life.ticket)], now - self._first)
                told.append(self._ended_before(late, ended.pop(life.ticket, NO_INSTANT)))
                if told[-1] is not late:
                    ended[life.ticket] = told[-1].finished_at
        return Heard((), str(left_unsettled(read, unsettled, ended)), told)

    def lives(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Sequence[Life]:
        return self._lives(connection, tickets, now, {})

    def _lives(
        self, connection: sa.Connection, tickets: Collection[int], now: Micros, unsettled: dict[int, Micros]
    ) -> Sequence[Life]:
        """Notes which are `unsettled`, since when."""
        rows = list(rows_of(connection, _REPORTS, tickets))
        said = self._said(connection, [int(row[0]) for row in rows], now)
        bodies = self._bodies.of(connection, {body for row in rows if (body := _body(row[1]))})
        priorities = self._priorities.of(connection, {int(row[9]) for row in rows if row[9] is not None})
        states = {text(row[4]) for row in rows} | {each.state for its in said.values() for each in its}
        usually, lives = self._usually(connection, now, states), list[Life]()
        for row in rows:
            number, its = int(row[0]), said.get(int(row[0]), [])
            report = self._report(row, bodies, now)
            settled = is_settled(report, its, now)
            if not settled:
                unsettled[number] = its[-1].at
            moments = moments_of(report, its, usually, settled=settled)
            details = {"latitude": text(row[7]), "longitude": text(row[8])}
            priority = priorities.get(int(row[9]), "") if row[9] is not None else ""
            lives.append(
                Life(
                    str(number),
                    report.opened_at,
                    moments,
                    service_type=text(row[2]),
                    channel=text(row[3]),
                    priority=priority,
                    details=details,
                )
            )
        return lives

    def _report(self, row: Row, bodies: Mapping[int, str], now: Micros) -> Report:
        opened = self._times.instant(row[5], now)
        updated = self._times.instant(row[6], now, opened)
        return Report(int(row[0]), opened, updated, text(row[4]), bodies.get(_body(row[1]), ""), text(row[10]))

    def _said(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Mapping[int, list[Said]]:
        said: dict[int, list[Said]] = defaultdict(list)
        for report, at, state, fixed, opened, its_own in rows_of(connection, _SAID, tickets):
            if its_own != "confirmed" or at is None:
                continue
            its = said[int(report)]
            after = its[-1].at if its else NO_INSTANT
            its.append(Said(self._times.instant(at, now, after), state_said(text(state), fixed, opened)))
        return said

    def _since(self, life: Life, at: Micros, untold: Micros) -> Life:
        """Moments of late: what was told before holds, since of bodies and categories only the present ones are known. One that
        was over since before `untold` may never have been told of: from its end on."""
        first = next((n for n, moment in enumerate(life.moments) if moment.at >= at), len(life.moments) - 1)
        ended = finished_before(life.moments, first - 1, self._is_over) if first else NO_INSTANT
        if NO_INSTANT < ended < untold and not self._is_over(life.moments[first]):
            first = max(n for n, moment in enumerate(life.moments) if moment.at <= ended)
        finished = finished_before(life.moments, first, self._is_over)
        return life._replace(moments=life.moments[first:], finished_at=finished)

    def _ended_before(self, life: Life, ended: Micros) -> Life:
        """`ended`: when it was seen that it was over without a word; it is no other end if nothing told that it was open since."""
        if ended == NO_INSTANT or not all(self._is_over(moment) for moment in life.moments):
            return life
        return life._replace(finished_at=min(ended, life.finished_at))

    def _is_over(self, moment: Moment) -> bool:
        return self._state(moment.status, {moment.status.casefold(): moment.usually}) == "finished"

    def _state(self, word: str, usually: Mapping[str, str]) -> str:
        meaning = meaning_of(word, usually.get(word.casefold(), ""), self._meanings)
        return meaning.state if meaning else "open"

    def _usually(self, connection: sa.Connection, now: Micros, wanted: Collection[str]) -> Mapping[str, str]:
        """What each state means by its family; read again where one of the `wanted` is not known."""
        known = self._meanings.keys() | self._families.keys()
        lacking = any(word and word.casefold() not in known for word in wanted)
        if lacking or not 0 <= now - self._families_at < DAY:
            rows = connection.execute(sa.text("SELECT label, type FROM state"))
            self._families = {text(label).casefold(): _FAMILIES[kind] for label, kind in rows}
            self._families_at = now
        return self._families


def _seen(life: Life, now: Micros) -> Life:
    """As it stands; since when, nothing tells."""
    return life._replace(moments=[life.moments[-1]._replace(at=now)])


def _body(bodies: object) -> int:
    """The first of them; 0 for none."""
    first = _FIRST.search(text(bodies))
    return int(first[0]) if first else 0


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    """Connects at the first poll."""
    from data_sources._helpdesk.source import HelpdeskSource  # with NumPy, for which only who opens one waits

    return HelpdeskSource(name, site, zone, options, FixMyStreet(options, zone))


KIND = SourceKind(name="fixmystreet", carries="tickets", options=Options, open=open_source)

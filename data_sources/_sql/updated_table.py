"""A table, a view or a query whose rows are written anew, read by (updated, id) in bounded pages.

Every sweep begins `look_back_s` before the last one's end, for rows that commit late, and ends `delay_s` before the
database's own clock. The first one goes back `first_days`. A kind makes of the rows what they mean, and says nothing of
where reading stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import sqlalchemy as sa

from data_sources._place.keys import keyed
from data_sources._sql.check import table_findings
from data_sources._sql.connection import database_now, open_engine, reading
from data_sources._sql.hanging_up import hang_up
from data_sources._sql.page import CursorForm, as_text, plain
from data_sources._sql.row_mark import RowMark
from data_sources._sql.sweep import Sweep, ToldRows
from data_sources._sql.table_form import ReadColumns, TableForm, find_form
from data_sources._sql.table_options import TableOptions
from data_sources._text.times import Texts, read_times
from wallboard.languages import N_
from wallboard.model import NO_INSTANT, SECOND, Micros
from wallboard.source import Batch, Cursor, Finding, SetAside, SourceError

_KEYS_AT_ONCE = 500
_KEY = re.compile(r"id (.+)")  # see row_key
SET_BACK = N_("at {at} its table was set back to an earlier state")
REQUESTS_SET_BACK = N_(
    "at {at} its table was set back to an earlier state; requests stay as they were told before that"
)
Rows = Mapping[str, Texts]  # by column, as texts: "" for NULL, times in ISO 8601
_Row = Sequence[Any]
_Which = Callable[[sa.FromClause], sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows that are told now, and where reading stands after them."""

    rows: Rows
    cursor: Cursor
    clock: Micros | None
    more: bool = False
    notice: str = ""
    progress: float | None = None

    def of(self, told: Batch) -> Batch:
        """What its rows tell, with the rest of a batch."""
        return replace(
            told,
            cursor=self.cursor,
            source_now=self.clock,
            more=self.more,
            notice=self.notice,
            progress=self.progress,
        )


class UpdatedTable:
    """`formats` of the columns are tried after ISO 8601. `set_back`: what is said when the table was set back, with {at}."""

    def __init__(
        self, name: str, zone: ZoneInfo, options: TableOptions, columns: ReadColumns, set_back: str = SET_BACK
    ) -> None:
        self._name, self._zone, self._options, self._columns = name, zone, options, columns
        self._set_back = set_back
        self._engine = open_engine(options.url, options.deadline_s)
        self._form: TableForm | None = None
        self._told = ToldRows()

    def page(self, since: Cursor | None, now: Micros, always: _Which | None = None) -> Page:
        """The next page after `since`. `always`: rows that the first sweep reads however old they are. Raises SourceError."""
        with reading(self._engine, self._name, self._options.place) as connection:
            clock = database_now(connection)
            form = self._known_form(connection)
            sweep = Sweep.next(since, self._options, clock or now, now)
            if form.cursor is None:
                return Page(self._texts([], form), since or {}, clock)
            rows = self._page(connection, form, form.cursor, sweep, always)
            mark = RowMark.of(since or {})
            if sweep.updated is None:
                key, updated = form.source.c[self._columns.key], form.source.c[self._columns.updated]
                mark = mark.looked_at(connection, key, updated, form.cursor, now)
        return self._after(rows, form, form.cursor, sweep, mark, since, clock, now)

    def newest(self, most: int) -> Rows:
        """Raises SourceError."""
        with reading(self._engine, self._name, self._options.place) as connection:
            form = self._known_form(connection)
            updated, key = form.source.c[self._columns.updated], form.source.c[self._columns.key]
            newest = sa.select(*form.source.c).order_by(updated.desc(), key.desc()).limit(most)
            return self._texts(connection.execute(newest).all(), form)

    def again(self, rows: Collection[SetAside]) -> tuple[Rows, frozenset[str]]:
        """Rows that were set aside under `row_key`, as they are now, and the keys of those that are there. Raises
        SourceError."""
        keys, found = keyed(rows, _KEY), list[_Row]()
        with reading(self._engine, self._name, self._options.place) as connection:
            form = self._known_form(connection)
            key = form.source.c[self._columns.key]
            for some in _pieces(_typed(keys, form)):
                found.extend(connection.execute(sa.select(*form.source.c).where(key.in_(some))))
        place = self._columns.every.index(self._columns.key)
        there = {as_text(row[place]).strip() for row in found}
        return self._texts(found, form), frozenset(keys[one] for one in there & keys.keys())

    def present(self, keys: Collection[str]) -> set[str]:
        """Those of the keys of which there is a row. Raises SourceError."""
        found: set[str] = set()
        with reading(self._engine, self._name, self._options.place) as connection:
            form = self._known_form(connection)
            key = form.source.c[self._columns.key]
            for some in _pieces(_typed(keys, form)):
                wanted = sa.select(key).where(key.in_(some))
                found |= {as_text(value).strip() for value in connection.execute(wanted).scalars()}
        return found & set(keys)

    def check(self, now: Micros) -> list[Finding]:
        columns, table = list(self._columns.every), self._options.table
        if table:
            return table_findings(
                self._engine, self._name, table, columns, self._columns.updated, self._newest_instant, now
            )
        what = "query answers with the columns of settings"
        try:
            with reading(self._engine, self._name, self._options.place) as connection:
                self._find_form(connection)
        except SourceError as error:
            return [Finding(False, what, str(error))]
        return [Finding(True, what, ", ".join(columns))]

    def close(self) -> None:
        hang_up(self._engine)

    def _find_form(self, connection: sa.Connection) -> TableForm:
        return find_form(connection, self._name, self._options, self._columns)

    def _known_form(self, connection: sa.Connection) -> TableForm:
        if self._form is None or self._form.cursor is None:
            self._form = self._find_form(connection)
        return self._form

    def _page(
        self, connection: sa.Connection, form: TableForm, cursor: CursorForm, sweep: Sweep, always: _Which | None
    ) -> list[_Row]:
        updated, key = form.source.c[self._columns.updated], form.source.c[self._columns.key]
        low, high = cursor.bounds(sweep.low, sweep.high, self._zone)
        inside = sa.or_(updated >= low, always(form.source)) if sweep.first and always else updated >= low
        wanted = sa.select(*form.source.c).where(inside, updated <= high)
        if sweep.updated is not None:
            value = cursor.restored(sweep.updated)
            past = sa.or_(updated > value, sa.and_(updated == value, key > sweep.key))
            wanted = wanted.where(updated >= value, past)
        return list(connection.execute(wanted.order_by(updated, key).limit(self._options.rows_at_once)).all())

    def _after(
        self,
        rows: list[_Row],
        form: TableForm,
        cursor: CursorForm,
        sweep: Sweep,
        mark: RowMark,
        since: Cursor | None,
        clock: Micros | None,
        now: Micros,
    ) -> Page:
        more = len(rows) >= self._options.rows_at_once
        again = cursor.bounds(sweep.high - round(self._options.look_back_s * SECOND), sweep.high, self._zone)[0]
        key, updated = (self._columns.every.index(name) for name in (self._columns.key, self._columns.updated))
        fresh = self._told.without(rows, since, [row[updated] >= again for row in rows])
        if rows:
            mark = mark.after(plain(rows[-1][key]), cursor.stored(rows[-1][updated]))
        stands: Cursor = {"read_to": sweep.high}
        if more:
            stands = replace(sweep, updated=mark.updated, key=mark.key).cursor()
        stands = {**stands, **mark.cursor()}
        self._told.hand(stands, over=not more)
        texts, notice = self._texts(fresh, form), mark.notice(self._set_back, now, self._zone)
        progress = self._share(texts, sweep) if more and sweep.first else None
        return Page(texts, stands, clock, more, notice, progress)

    def _texts(self, rows: Sequence[_Row], form: TableForm) -> Rows:
        return {
            name: np.array([as_text(row[place], name in form.utc) for row in rows], dtype=object)
            for place, name in enumerate(self._columns.every)
        }

    def _share(self, rows: Rows, sweep: Sweep) -> float | None:
        """How far a first read has come."""
        at = self._instants(rows[self._columns.updated][-1:])
        return None if not at or at[0] == NO_INSTANT else sweep.share(at[0])

    def _instants(self, texts: Texts) -> list[Micros]:
        return [int(at) for at in read_times(texts, (*self._columns.formats, "iso"), self._zone).at]

    def _newest_instant(self, connection: sa.Connection) -> Micros | None:
        form = self._find_form(connection)
        column = form.source.c[self._columns.updated]
        value = connection.execute(sa.select(column).order_by(column.desc()).limit(1)).scalar()
        (at,) = self._instants(np.array([as_text(value, self._columns.updated in form.utc)], dtype=object))
        return None if at == NO_INSTANT else at


def _typed(keys: Collection[str], form: TableForm) -> list[Any]:
    """Keys as the table has them; those that can be none of its are left out."""
    return sorted(keys) if form.text_keys else [int(one) for one in keys if re.fullmatch(r"-?\d+", one)]


def _pieces(keys: list[Any]) -> list[list[Any]]:
    return [keys[start : start + _KEYS_AT_ONCE] for start in range(0, len(keys), _KEYS_AT_ONCE)]

"""What people write in the review, and each edit of it. Rows are only ever added, and never purged."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, Select, and_, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from wallboard.ledger.review_rows import content_text, entry_of, scope_text, version_of
from wallboard.ledger.tables import review_entries as entries
from wallboard.ledger.tables import review_versions as versions
from wallboard.model import Micros
from wallboard.model.review_words import Author, Content, Edited, EntryKind, NewEntry, ReviewEntry, Version
from wallboard.periods import PeriodKind

_ENTRY, _VERSION = entries.c, versions.c


def write(connection: Connection, new: NewEntry, by: Author, now: Micros) -> ReviewEntry:
    about = new.about
    row = {
        "kind": new.kind.value,
        "site": about.scope.site,
        "metric": about.metric,
        "variant": about.variant,
        "scope": scope_text(about.scope),
        "week": "" if new.week is None else new.week.isoformat(),
        "made_by": by.name,
        "made_at": now,
        "period": new.period.value,
    }
    number = connection.scalar(insert(entries).values(**row).returning(_ENTRY.id))
    version = Version(1, new.content, by, now)
    _add(connection, int(number or 0), version)
    return ReviewEntry(int(number or 0), new.kind, about, new.week, by.name, now, version, new.period)


def edit(
    connection: Connection, id: int, on: int, content: Content, by: Author, now: Micros, *, withdrawn: bool
) -> Edited | None:
    """A version after the one numbered `on`; None where there is no such entry. Of two at once the first is kept."""
    there = read_one(connection, id)
    if there is None:
        return None
    kept = there.version.number == on and _add(connection, id, Version(on + 1, content, by, now, withdrawn))
    now_there = read_one(connection, id)
    return Edited(kept, now_there or there)


def read_one(connection: Connection, id: int) -> ReviewEntry | None:
    row = connection.execute(_standing(None).where(_ENTRY.id == id)).mappings().first()
    return None if row is None else entry_of(row)


def read_versions(connection: Connection, id: int) -> list[Version]:
    """All of one entry, the first first."""
    kind = connection.scalar(select(_ENTRY.kind).where(_ENTRY.id == id))
    if kind is None:
        return []
    rows = connection.execute(select(versions).where(_VERSION.entry == id).order_by(_VERSION.number)).mappings()
    return [version_of(EntryKind(kind), row) for row in rows]


def read(
    connection: Connection,
    sites: Collection[str] | None,
    kinds: Collection[EntryKind],
    weeks: tuple[date, date] | None,
    known: Micros | None,
    period: PeriodKind,
) -> list[ReviewEntry]:
    """See `ReviewLog.read`."""
    query = _standing(known).where(_ENTRY.kind.in_([kind.value for kind in kinds]))
    if sites is not None:
        query = query.where(_ENTRY.site.in_(sorted(sites)))
    if weeks is not None:
        ends = _ENTRY.week.between(weeks[0].isoformat(), weeks[1].isoformat())
        query = query.where(ends, _ENTRY.period == period.value)
    rows = connection.execute(query.order_by(_ENTRY.id)).mappings()
    return [entry_of(row) for row in rows]


def _standing(known: Micros | None) -> Select[tuple[object, ...]]:
    """Each entry with its newest version, or the newest that was written by `known`."""
    other = versions.alias()
    by_then = () if known is None else (other.c.written_at <= known,)
    newest = select(func.max(other.c.number)).where(other.c.entry == _ENTRY.id, *by_then).scalar_subquery()
    which = and_(_VERSION.entry == _ENTRY.id, _VERSION.number == newest)
    columns = *_ENTRY, *(column for column in _VERSION if column.name != "entry")
    return select(*columns).select_from(entries).join(versions, which)


def _add(connection: Connection, id: int, version: Version) -> bool:
    """False where a version of this number is there already."""
    upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {
        "entry": id,
        "number": version.number,
        "content": content_text(version.content),
        "withdrawn": int(version.withdrawn),
        "who": version.by.name,
        "account": version.by.account,
        "written_at": version.at,
    }
    made = upsert(versions).values(row).on_conflict_do_nothing().returning(_VERSION.number)
    return connection.execute(made).first() is not None

"""Published editions of reviews. Rows are only ever added, and never purged."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import Connection, RowMapping, Select, func, insert, select

from wallboard.ledger.tables import review_editions as editions
from wallboard.model import Micros
from wallboard.model.editions import KeptEdition, Published
from wallboard.model.review_words import Author
from wallboard.periods import PeriodKind

Transaction = Callable[[], AbstractContextManager[Connection]]
_COLUMN = editions.c


class EditionLog:
    """Of one ledger. Any thread may call, and several processes over one ledger. Every method may raise LedgerError."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading, self._writing = reading, writing

    def publish(self, period: Published, content: str, by: Author, now: Micros) -> KeptEdition:
        """Keeps one more edition of a period, numbered after those that there are."""
        with self._writing() as connection:
            number = 1 + (connection.scalar(_of(period, func.max(_COLUMN.number))) or 0)
            row = {
                "site": period.site,
                "kind": period.kind.value,
                "last": period.last.isoformat(),
                "number": number,
                "content": content,
                "who": by.name,
                "account": by.account,
                "made_at": now,
            }
            connection.execute(insert(editions).values(**row))
        return KeptEdition(period, number, by, now, content)

    def of(self, period: Published) -> list[KeptEdition]:
        """All of one period, the first first."""
        with self._reading() as connection:
            rows = connection.execute(_of(period, *_COLUMN).order_by(_COLUMN.number)).mappings()
            return [_edition(row) for row in rows]

    def ending_within(self, site: str, kind: PeriodKind, first: date, last: date) -> list[KeptEdition]:
        """All of periods of a kind that end on these days, the first first."""
        ends = _COLUMN.last.between(first.isoformat(), last.isoformat())
        which = select(editions).where(_COLUMN.site == site, _COLUMN.kind == kind.value, ends)
        with self._reading() as connection:
            rows = connection.execute(which.order_by(_COLUMN.last, _COLUMN.number)).mappings()
            return [_edition(row) for row in rows]


def _of(period: Published, *columns: object) -> Select[tuple[object, ...]]:
    return select(*columns).where(  # type: ignore[call-overload, no-any-return]
        _COLUMN.site == period.site, _COLUMN.kind == period.kind.value, _COLUMN.last == period.last.isoformat()
    )


def _edition(row: RowMapping) -> KeptEdition:
    period = Published(row["site"], PeriodKind(row["kind"]), date.fromisoformat(row["last"]))
    return KeptEdition(period, row["number"], Author(row["who"], row["account"]), row["made_at"], row["content"])

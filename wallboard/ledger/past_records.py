"""What a ledger tells whoever holds the past of a site's requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wallboard.ledger import past_reader
from wallboard.ledger.holder import Holding
from wallboard.ledger.past_reader import Later, PastPart
from wallboard.ledger.records import RequestKey
from wallboard.model import Micros
from wallboard.state.values import Ints

if TYPE_CHECKING:
    import pandas as pd


class PastRecords(Holding):
    """Of requests, by the numbers of their rows: they only grow."""

    def past_parts(self, site: str, since: Micros) -> Iterator[PastPart]:
        """All requests of a site that were open or changed from then on, a part after the other."""
        return past_reader.parts_since(self._store.reading, site, since)

    def past_later(self, site: str, row: int, most: int) -> Later | None:
        """The requests of which anything came after a row (`newest_row`), as they stand now; None where that are more rows than
        `most`."""
        with self._store.reading() as connection:
            return past_reader.later_than(connection, site, row, most)

    def newest_row(self) -> int:
        """The number of the version that was written last."""
        with self._store.reading() as connection:
            return past_reader.newest_row(connection)

    def requests_of_rows(self, rows: Ints) -> dict[int, RequestKey]:
        """Whose versions these rows are; those that are no longer kept are left out."""
        with self._store.reading() as connection:
            return past_reader.keys_of(connection, rows)

    def versions_of_rows(self, rows: Ints) -> pd.DataFrame:
        """All versions of the requests of which these rows are versions, each with its `id`."""
        with self._store.reading() as connection:
            return past_reader.versions_of_rows(connection, rows)

"""Tickets that a big file holds more than once, found before its first part is read.

A file that is read in parts must still tell an exact repeat from a second version when the two lie in different
parts. One pass remembers 8 bytes for each row; rows of tickets that occur again are held back to the last part.
"""

from __future__ import annotations

from array import array

import numpy as np

from data_sources._csv.rows import CsvRow, RowReader


class RepeatedTickets:
    """Built by `scan`, a bounded number of bytes at a time; `held` are the rows held back so far."""

    def __init__(self, mark: str, key_column: int) -> None:
        self.mark = mark
        self.complete = False
        self.held: list[CsvRow] = []
        self._key_column = key_column
        self._hashes = array("q")
        self._again: frozenset[int] = frozenset()

    def scan(self, rows: RowReader, until: int) -> None:
        for row in rows:
            if not row.malformed:
                self._hashes.append(hash(row.fields[self._key_column].strip()))
            if rows.offset >= until:
                return
        self._close()

    def _close(self) -> None:
        distinct, counts = np.unique(np.frombuffer(self._hashes, dtype=np.int64), return_counts=True)
        self._again = frozenset(distinct[counts > 1].tolist())
        self._hashes = array("q")
        self.complete = True

    def hold_earlier(self, rows: RowReader, until: int) -> None:
        """Holds back again what the parts before `until` did, where a restart lies between."""
        while rows.offset < until:
            self.keep_back([next(rows)])

    def keep_back(self, rows: list[CsvRow]) -> list[CsvRow]:
        """The rows that may go on now; the others join `held`."""
        going: list[CsvRow] = []
        for row in rows:
            again = not row.malformed and hash(row.fields[self._key_column].strip()) in self._again
            (self.held if again else going).append(row)
        return going

"""The rows of files, read as settings say, wherever the progress stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice
from operator import itemgetter
from zoneinfo import ZoneInfo

import numpy as np

from data_sources._csv.folder import CsvFile
from data_sources._csv.options import Options
from data_sources._csv.rows import CsvRow, RowReader
from data_sources._csv.watched import WatchedFiles
from data_sources._place.keys import keyed
from data_sources._text.files import UnfitFile
from data_sources._tickets.reading import Tickets, TicketSample, joined, read_tickets
from wallboard.model import Micros
from wallboard.source import Again, Batch, SetAside

_KEY = re.compile(r"((?:.+ )?line \d+)", re.DOTALL)
_FILE_KEY = re.compile(r"(file .+)", re.DOTALL)


class CsvReading:
    """Knows what the rows of the files mean; remembers nothing."""

    def __init__(self, files: WatchedFiles, site: str, zone: ZoneInfo, options: Options) -> None:
        self._files, self._site, self._zone, self._options = files, site, zone, options

    def tickets(
        self, rows: list[CsvRow], names: list[str], file: CsvFile, now: Micros
    ) -> tuple[Tickets, list[SetAside]]:
        # Which field is which is not known, so nothing of a malformed row is kept but its place.
        malformed = [
            SetAside(self._files.place(file, row.line), row.malformed, "", "not as many fields as the header")
            for row in rows
            if row.malformed
        ]
        good = [row for row in rows if not row.malformed]
        wanted = self._options.source_columns
        raw = {}
        for column in wanted:
            pick = itemgetter(names.index(column))
            raw[column] = np.array([pick(row.fields) for row in good], dtype=object)

        def place(row: int) -> str:
            return self._files.place(file, good[row].line)

        return read_tickets(raw, place, self._options, self._site, self._zone, now), malformed

    def sample(self, now: Micros, most: int) -> TicketSample:
        """The first rows of its newest files; a file that cannot be read is left to `check`."""
        parts, read = list[Tickets](), 0
        for file in reversed(self._files.listing().files):
            if read >= most:
                break
            try:
                with file.opened() as content:
                    names, offset, line = self._files.header(content)
                    rows = list(islice(self._files.rows(content, len(names), offset, line), most - read))
            except UnfitFile:
                continue
            parts.append(self._told_by(rows, names, file, now))
            read += len(rows)
        tickets = joined(parts)
        return TicketSample(tickets.columns, tickets.set_aside, read)

    def again(self, rows: Collection[SetAside], now: Micros) -> Again:
        """Rows that were set aside, from their own files; a file that was, where it is a table of ours by now."""
        keys, files = keyed(rows, _KEY), keyed(rows, _FILE_KEY)
        lines: dict[str, set[int]] = defaultdict(set)
        for key in keys:
            name, _, number = key.rpartition("line ")
            lines[name.strip()].add(int(number))
        parts, tried = list[Tickets](), set[str]()
        for file in self._files.listing().files:
            wanted, own = lines.get(self._files.in_keys(file), set()), self._files.own_key(file)
            if not wanted and own not in files:
                continue
            try:
                with file.opened() as content:
                    names, offset, line = self._files.header(content)
                    ours = list(self._among(wanted, self._files.rows(content, len(names), offset, line)))
            except UnfitFile:
                continue  # its rows wait on
            parts.append(self._told_by(ours, names, file, now))
            tried |= {self._files.place(file, row.line) for row in ours} | {own}
        tickets = joined(parts)
        # without a cursor: rows outside the progress leave it where it is
        batch = Batch(None, tickets=tickets.frame, set_aside=tickets.set_aside, repeats=tickets.repeats)
        return Again(batch, frozenset(tried & (keys.keys() | files.keys())))

    def _told_by(self, rows: list[CsvRow], names: list[str], file: CsvFile, now: Micros) -> Tickets:
        """What cannot be split into fields is among what is set aside."""
        tickets, malformed = self.tickets(rows, names, file, now)
        return tickets._replace(set_aside=(*malformed, *tickets.set_aside))

    @staticmethod
    def _among(wanted: set[int], rows: RowReader) -> Iterator[CsvRow]:
        """Those lines, and no further than to the last of them."""
        last = max(wanted, default=0)
        while rows.line <= last and (row := next(rows, None)) is not None:
            if row.line in wanted:
                yield row

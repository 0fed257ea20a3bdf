"""The rows of files, read as settings say, wherever the progress stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice
from operator import itemgetter
from typing import BinaryIO
from zoneinfo import ZoneInfo

import numpy as np

from data_sources._csv.folder import CsvFile, Listing, files_at
from data_sources._csv.header import Header, read_header
from data_sources._csv.options import Options
from data_sources._csv.rows import CsvRow, RowReader
from data_sources._place.keys import keyed
from data_sources._text.files import UnfitFile
from data_sources._tickets.reading import Tickets, TicketSample, joined, read_tickets
from wallboard.model import Micros
from wallboard.outside_text import plain
from wallboard.source import Again, Batch, SetAside

_KEY = re.compile(r"((?:.+ )?line \d+)", re.DOTALL)
_FILE_KEY = re.compile(r"(file .+)", re.DOTALL)


class CsvReading:
    """Knows the files and what their rows mean; remembers nothing."""

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options) -> None:
        self._name, self._site, self._zone, self._options = name, site, zone, options

    def listing(self) -> Listing:
        """Raises SourceError."""
        return files_at(self._name, self._options.path, self._options.pattern)

    def header(self, content: BinaryIO) -> Header:
        """Raises UnfitFile."""
        content.seek(0)
        return read_header(content, self._options.delimiter, self._options.encoding, self._options.source_columns)

    def rows(self, content: BinaryIO, width: int, offset: int, line: int) -> RowReader:
        return RowReader(content, self._options.delimiter, self._options.encoding, width, offset, line)

    def tickets(
        self, rows: list[CsvRow], names: list[str], file: CsvFile, now: Micros
    ) -> tuple[Tickets, list[SetAside]]:
        # Which field is which is not known, so nothing of a malformed row is kept but its place.
        malformed = [
            SetAside(self._place(file, row.line), row.malformed, "", "not as many fields as the header")
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
            return self._place(file, good[row].line)

        return read_tickets(raw, place, self._options, self._site, self._zone, now), malformed

    def sample(self, now: Micros, most: int) -> TicketSample:
        """The first rows of its newest files; a file that cannot be read is left to `check`."""
        parts, read = list[Tickets](), 0
        for file in reversed(self.listing().files):
            if read >= most:
                break
            try:
                with file.opened() as content:
                    names, offset, line = self.header(content)
                    rows = list(islice(self.rows(content, len(names), offset, line), most - read))
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
        for file in self.listing().files:
            wanted, own = lines.get(self._in_keys(file), set()), f"file {plain(file.name)}"
            if not wanted and own not in files:
                continue
            try:
                with file.opened() as content:
                    names, offset, line = self.header(content)
                    ours = list(self._among(wanted, self.rows(content, len(names), offset, line)))
            except UnfitFile:
                continue  # its rows wait on
            parts.append(self._told_by(ours, names, file, now))
            tried |= {self._place(file, row.line) for row in ours} | {own}
        tickets = joined(parts)
        # without a cursor: rows outside the progress leave it where it is
        batch = Batch(None, tickets=tickets.frame, set_aside=tickets.set_aside, repeats=tickets.repeats)
        return Again(batch, frozenset(tried & (keys.keys() | files.keys())))

    def unfit(self, file: CsvFile) -> str:
        """Why it is no table of ours; "" where it is one."""
        try:
            with file.opened() as content:
                self.header(content)
        except UnfitFile as error:
            return error.words
        return ""

    def _told_by(self, rows: list[CsvRow], names: list[str], file: CsvFile, now: Micros) -> Tickets:
        """What cannot be split into fields is among what is set aside."""
        tickets, malformed = self.tickets(rows, names, file, now)
        return tickets._replace(set_aside=(*malformed, *tickets.set_aside))

    def _in_keys(self, file: CsvFile) -> str:
        """How keys name a file: not at all where there is only one."""
        return "" if file.path == self._options.path else plain(file.name)

    def _place(self, file: CsvFile, line: int) -> str:
        return f"{self._in_keys(file)} line {line}".strip()

    @staticmethod
    def _among(wanted: set[int], rows: RowReader) -> Iterator[CsvRow]:
        """Those lines, and no further than to the last of them."""
        last = max(wanted, default=0)
        while rows.line <= last and (row := next(rows, None)) is not None:
            if row.line in wanted:
                yield row

"""City open-data files: one file of requests, or a folder into which new ones are put.

Each new or changed file is read once, whole, in parts of bounded size; `first_days` does not shorten it.
A file in a folder that is still being written is left alone until it stays the same between two polls. One that cannot
be read is set aside by name and told of, and the others go on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import BinaryIO
from zoneinfo import ZoneInfo

from data_sources._csv.folder import CsvFile, digest
from data_sources._csv.options import Options
from data_sources._csv.progress import Progress
from data_sources._csv.reading import CsvReading
from data_sources._csv.repeats import RepeatedTickets
from data_sources._csv.rows import CsvRow, RowReader
from data_sources._csv.watched import WatchedFiles
from data_sources._tickets.reading import NO_TICKETS, TicketSample
from wallboard.model import Micros
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside

_MB = 1_000_000
_SCANNED_AT_ONCE = 32 * _MB


class CsvTickets:
    """Reads with its own position in a big file's repeats; everything else is in the cursor."""

    carries: Carries = "tickets"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options) -> None:
        self.name, self.site = name, site
        self._options = options
        self._files = WatchedFiles(name, options, options.source_columns)
        self._reading = CsvReading(self._files, site, zone, options)
        self._repeats: RepeatedTickets | None = None
        self._scanned = (0, 0)

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        progress = Progress(since)

        def read(content: BinaryIO, file: CsvFile, progress: Progress) -> Batch:
            return self._read(content, file, progress, now)

        told = self._files.next_told(progress, now, read)
        batch = Batch(progress.cursor(), tickets=NO_TICKETS.frame) if told is None else told
        news = tuple(progress.news)
        return replace(
            batch, set_aside=(*news, *batch.set_aside), read=batch.read + len(news), notice=progress.notice()
        )

    def sample(self, now: Micros, most: int) -> TicketSample:
        return self._reading.sample(now, most)

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        return self._reading.again(rows, now)

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets)

    def check(self, now: Micros) -> list[Finding]:
        return self._files.check()

    def close(self) -> None:
        self._repeats = None

    def _read(self, content: BinaryIO, file: CsvFile, progress: Progress, now: Micros) -> Batch:
        names, first_offset, first_line = self._files.header(content)
        if not progress.continues(file):
            progress.at(file, first_offset, first_line)
        part = int(self._options.at_once_mb * _MB)
        repeats = self._repeats_of(content, file, names, progress.offset) if file.size > part else None
        if repeats and not repeats.complete:
            share = self._scanned[0] / file.size / 2
            return Batch(progress.cursor(), tickets=NO_TICKETS.frame, more=True, progress=share)
        rows = self._files.rows(content, len(names), progress.offset, progress.line)
        taken = _until(rows, progress.offset + part)
        last = rows.offset >= file.size
        if repeats:
            taken = [*repeats.keep_back(taken), *(repeats.held if last else ())]
        tickets, malformed = self._reading.tickets(taken, names, file, now)
        if last:
            progress.finish(file, digest(file))
            self._repeats = None
        else:
            progress.at(file, rows.offset, rows.line)
        return Batch(
            cursor=progress.cursor(),
            tickets=tickets.frame,
            set_aside=(*malformed, *tickets.set_aside),
            read=len(taken),
            repeats=tickets.repeats,
            more=True,  # another file may be waiting
            progress=None if last else (1 + rows.offset / file.size) / 2,
        )

    def _repeats_of(self, content: BinaryIO, file: CsvFile, names: list[str], read_to: int) -> RepeatedTickets:
        """Looks through another stretch of a big file for tickets that come more than once."""
        start = self._files.header(content)[1:]
        whose = f"{file.name}|{file.mark}"
        if self._repeats is None or self._repeats.mark != whose:
            self._repeats = RepeatedTickets(whose, names.index(self._options.columns["ticket"][0]))
            self._scanned = start
        if not self._repeats.complete:
            rows = self._files.rows(content, len(names), *self._scanned)
            self._repeats.scan(rows, self._scanned[0] + _SCANNED_AT_ONCE)
            self._scanned = (rows.offset, rows.line)
            if self._repeats.complete:
                self._repeats.hold_earlier(self._files.rows(content, len(names), *start), read_to)
        return self._repeats


def _until(rows: RowReader, offset: int) -> list[CsvRow]:
    """The rows that begin before `offset`."""
    taken: list[CsvRow] = []
    for row in rows:
        taken.append(row)
        if rows.offset >= offset:
            break
    return taken

"""City open-data files: one file of requests, or a folder into which new ones are put.

Each new or changed file is read once, whole, in parts of bounded size; `first_days` does not shorten it.
A file in a folder that is still being written is left alone until it stays the same between two polls.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from pydantic import Field, field_validator

from data_sources._csv_folder import CsvFile, Progress, digest, files_at
from data_sources._csv_repeats import RepeatedTickets
from data_sources._csv_rows import Row, RowReader
from data_sources._set_aside import keyed
from data_sources._ticket_mapping import TicketMapping
from data_sources._tickets import Tickets, empty_frame, read_tickets
from wallboard.model import Micros
from wallboard.source import Again, Batch, Carries, Cursor, Finding, Kind, SetAside, SourceError

_MB = 1_000_000
_SCANNED_AT_ONCE = 32 * _MB
_KEY = re.compile(r"((?:.+ )?line \d+)", re.DOTALL)
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Options(TicketMapping):
    """A city's open-data file, or a folder of them."""

    path: Path = Field(description="a file, or a folder that is watched for new and changed files")
    pattern: str = Field(default="*.csv", description="which files of the folder")
    delimiter: str = Field(default=",", min_length=1, max_length=1, description="character between the fields")
    encoding: str = Field(
        default="auto", description="auto (UTF-8, lines that are not: Windows-1252, Latin-1) or a name such as latin-1"
    )
    settle_s: float = Field(default=10, ge=0, description="seconds without a change after which a file is complete")
    at_once_mb: float = Field(default=16, gt=0, description="megabytes of a file that are read at once")

    @field_validator("encoding")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            "".encode("utf-8" if name == "auto" else name)
        except LookupError:
            raise ValueError(f'"{name}" is no encoding; write auto, utf-8, cp1252 or latin-1') from None
        return name


class CsvTickets:
    """Reads with its own position in a big file's repeats; everything else is in the cursor."""

    carries: Carries = "tickets"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options) -> None:
        self.name, self.site = name, site
        self._zone, self._options = zone, options
        self._repeats: RepeatedTickets | None = None
        self._scanned = (0, 0)

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        progress = Progress(since)
        file = self._next_file(progress, now)
        if file is None:
            return Batch(progress.cursor(), tickets=empty_frame())
        try:
            with file.path.open("rb") as content:
                return self._read(content, file, progress, now)
        except OSError as error:
            raise SourceError(self.name, f"cannot read {file.path}: {error.strerror}") from None

    def sample(self, now: Micros, most: int) -> Batch:
        """The first rows of its newest files; a file that cannot be read is left to `check`."""
        batches: list[Batch] = []
        for file in reversed(files_at(self.name, self._options.path, self._options.pattern)):
            if (left := most - sum(batch.read for batch in batches)) <= 0:
                break
            try:
                with file.path.open("rb") as content:
                    names, offset, line = self._header(content, file)
                    rows = list(islice(self._rows(content, len(names), offset, line), left))
            except (OSError, SourceError):
                continue
            batches.append(self._told_by(rows, names, file, now, read=len(rows)))
        return _joined(batches)

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        keys = keyed(rows, _KEY)
        lines: dict[str, set[int]] = defaultdict(set)
        for key in keys:
            name, _, number = key.rpartition("line ")
            lines[name.strip()].add(int(number))
        batches, tried = [], set[str]()
        for file in files_at(self.name, self._options.path, self._options.pattern):
            wanted = lines.get(self._in_keys(file), set())
            if not wanted:
                continue
            try:
                with file.path.open("rb") as content:
                    names, offset, line = self._header(content, file)
                    found = [row for row in self._rows(content, len(names), offset, line) if row.line in wanted]
            except (OSError, SourceError):
                continue  # its rows wait on
            batches.append(self._told_by(found, names, file, now))
            tried |= {self._place(file, row.line) for row in found}
        return Again(_joined(batches), frozenset(tried & keys.keys()))

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets)

    def check(self, now: Micros) -> list[Finding]:
        findings: list[Finding] = []
        try:
            files = files_at(self.name, self._options.path, self._options.pattern)
            findings.append(Finding(True, "reachable", f"{self._options.path}: {len(files)} file(s)"))
            for file in files[-1:]:
                findings.extend(self._check_file(file, now))
        except SourceError as error:
            findings.append(Finding(False, "columns as expected" if findings else "reachable", str(error)))
        except OSError as error:
            findings.append(Finding(False, "reachable", f"cannot read {self._options.path}: {error.strerror}"))
        return findings

    def close(self) -> None:
        self._repeats = None

    def _next_file(self, progress: Progress, now: Micros) -> CsvFile | None:
        """The file in the middle of reading, else the oldest that is ready. One that cannot be read comes last."""
        files = files_at(self.name, self._options.path, self._options.pattern)
        alone = files != [] and files[0].path == self._options.path
        progress.forget_missing(files)
        for file in files:
            if progress.continues(file):
                return file
        progress.file = progress.mark = ""
        trouble: SourceError | None = None
        for file in files:
            try:
                if progress.ready(file, now, self._options.settle_s, alone):
                    with file.path.open("rb") as content:
                        self._header(content, file)
                    return file
            except SourceError as error:
                trouble = error
            except OSError as error:
                trouble = SourceError(self.name, f"cannot read {file.path}: {error.strerror}")
        if trouble:
            raise trouble
        return None

    def _rows(self, content: BinaryIO, width: int = 0, offset: int = 0, line: int = 1) -> RowReader:
        return RowReader(content, self._options.delimiter, self._options.encoding, width, offset, line)

    def _header(self, content: BinaryIO, file: CsvFile) -> tuple[list[str], int, int]:
        """(column names, offset and line of the first row). Raises SourceError."""
        if content.read(2) in _MARKS_OF_UTF16:
            raise SourceError(self.name, f"{file.path} is UTF-16; save it as UTF-8")
        rows = self._rows(content)
        names = [name.strip() for name in next(rows, Row(1, [])).fields]
        wanted = self._options.source_columns
        missing = [name for name in wanted if name not in names]
        if missing:
            has = ", ".join(names) or "nothing: it is empty"
            raise SourceError(self.name, f"{file.path} has no column {', '.join(missing)}; its first line has {has}")
        twice = [name for name in wanted if names.count(name) > 1]
        if twice:
            raise SourceError(self.name, f"{file.path} has the column {twice[0]} twice: which one is meant?")
        return names, rows.offset, rows.line

    def _read(self, content: BinaryIO, file: CsvFile, progress: Progress, now: Micros) -> Batch:
        names, first_offset, first_line = self._header(content, file)
        if not progress.continues(file):
            progress.at(file, first_offset, first_line)
        part = int(self._options.at_once_mb * _MB)
        repeats = self._repeats_of(content, file, names, progress.offset) if file.size > part else None
        if repeats and not repeats.complete:
            share = self._scanned[0] / file.size / 2
            return Batch(progress.cursor(), tickets=empty_frame(), more=True, progress=share)
        rows = self._rows(content, len(names), progress.offset, progress.line)
        taken = _until(rows, progress.offset + part)
        last = rows.offset >= file.size
        if repeats:
            taken = [*repeats.keep_back(taken), *(repeats.held if last else ())]
        tickets, malformed = self._tickets(taken, names, file, now)
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
        start = self._header(content, file)[1:]
        if self._repeats is None or self._repeats.mark != file.mark:
            self._repeats = RepeatedTickets(file.mark, names.index(self._options.columns["ticket"][0]))
            self._scanned = start
        if not self._repeats.complete:
            rows = self._rows(content, len(names), *self._scanned)
            self._repeats.scan(rows, self._scanned[0] + _SCANNED_AT_ONCE)
            self._scanned = (rows.offset, rows.line)
            if self._repeats.complete:
                self._repeats.hold_earlier(self._rows(content, len(names), *start), read_to)
        return self._repeats

    def _told_by(self, rows: list[Row], names: list[str], file: CsvFile, now: Micros, read: int = 0) -> Batch:
        """Rows outside the progress, which leave the cursor where it is."""
        tickets, malformed = self._tickets(rows, names, file, now)
        aside = (*malformed, *tickets.set_aside)
        return Batch(None, tickets=tickets.frame, set_aside=aside, read=read, repeats=tickets.repeats)

    def _in_keys(self, file: CsvFile) -> str:
        """How keys name a file: not at all where there is only one."""
        return "" if file.path == self._options.path else file.name

    def _place(self, file: CsvFile, line: int) -> str:
        return f"{self._in_keys(file)} line {line}".strip()

    def _tickets(self, rows: list[Row], names: list[str], file: CsvFile, now: Micros) -> tuple[Tickets, list[SetAside]]:
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

        return read_tickets(raw, place, self._options, self.site, self._zone, now), malformed

    def _check_file(self, file: CsvFile, now: Micros) -> list[Finding]:
        with file.path.open("rb") as content:
            names, offset, line = self._header(content, file)
            rows = _until(self._rows(content, len(names), offset, line), offset + _MB)
        tickets, malformed = self._tickets(rows, names, file, now)
        aside = (*malformed, *tickets.set_aside)
        told = f"{file.name}: of the first {len(rows)} rows {len(aside)} make no sense"
        first = f", such as {aside[0].key}: {aside[0].reason}" if aside else ""
        return [
            Finding(True, "columns as expected", f"{file.name}: {', '.join(self._options.source_columns)}"),
            Finding(not rows or len(aside) < len(rows), "rows make sense", told + first),
        ]


def _joined(batches: list[Batch]) -> Batch:
    frames = [batch.tickets for batch in batches if batch.tickets is not None and len(batch.tickets)]
    return Batch(
        None,
        tickets=pd.concat(frames, ignore_index=True) if frames else empty_frame(),
        set_aside=tuple(row for batch in batches for row in batch.set_aside),
        read=sum(batch.read for batch in batches),
        repeats=sum(batch.repeats for batch in batches),
    )


def _until(rows: RowReader, offset: int) -> list[Row]:
    """The rows that begin before `offset`."""
    taken: list[Row] = []
    for row in rows:
        taken.append(row)
        if rows.offset >= offset:
            break
    return taken


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> CsvTickets:
    return CsvTickets(name, site, zone, options)


KIND = Kind(name="csv_tickets", carries="tickets", options=Options, open=open_source)

"""Days in files: each file is read when it is new or changed, once and whole.

What is read is kept by the ledger, and a day that is told as it is known changes nothing. So a file that is replaced is
simply read again, and settings that name one column more have every file read again for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import BinaryIO
from zoneinfo import ZoneInfo

from data_sources._csv.folder import CsvFile, digest
from data_sources._csv.progress import Progress
from data_sources._csv.rows import CsvRow
from data_sources._csv.watched import WatchedFiles
from data_sources._days.csv_options import Options
from data_sources._days.reading import DayReader, Days
from data_sources._days.written import NumberForm
from data_sources._place.keys import keyed
from data_sources._text.files import UnfitFile
from wallboard.languages import N_, Message
from wallboard.model import Micros
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside

MOST_MB = 20
_HINT = 'where a comma is before the decimals set decimal = ",", where it is between thousands set thousands = ","'
_KEY = re.compile(r"((?:.+ )?line \d+|file .+)", re.DOTALL)


class CsvDays:
    carries: Carries = "days"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options) -> None:
        self.name, self.site = name, site
        self._columns = options.source_columns
        self._files = WatchedFiles(name, options, self._columns)
        form = NumberForm(options.decimal, options.thousands)
        self._reader = DayReader(options, zone, ordered=True, form=form, hint=_HINT)
        self._read_columns = json.dumps(sorted(options.columns))

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        progress = Progress(since if self._covers(since) else None)

        def read(content: BinaryIO, file: CsvFile, progress: Progress) -> Batch:
            days = self._days(content, file, now)
            progress.finish(file, digest(file))
            told = Batch(None, days=days.days, set_aside=days.set_aside, read=days.read, repeats=days.repeats)
            return replace(told, more=True, progress=progress.share(self._files.listing().files))

        told = self._files.next_told(progress, now, read) or Batch(None)
        news = tuple(progress.news)
        return replace(
            told,
            cursor={**progress.cursor(), "columns": self._read_columns},
            set_aside=(*news, *told.set_aside),
            read=told.read + len(news),
            notice=progress.notice(),
        )

    def sample(self, now: Micros, most: int) -> Days:
        """The newest rows of its newest files; a file that cannot be read is left to `check`."""
        parts, read = list[Days](), 0
        for file in reversed(self._files.listing().files):
            if read >= most:
                break
            try:
                with file.opened() as content:
                    rows = list(self._rows(content, file))[read - most :]
            except UnfitFile:
                continue
            parts.append(self._told_by(rows, file, now))
            read += len(rows)
        return _joined(parts)

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        """Rows that were set aside, from their own files as those are now; which row of a day holds is judged with all others
        beside it."""
        keys, parts, tried = frozenset(keyed(rows, _KEY)), list[Days](), set[str]()
        for file in self._files.listing().files if keys else ():
            if not any(self._is_in(key, file) for key in keys):
                continue
            try:
                with file.opened() as content:
                    ours = list(self._rows(content, file))
            except UnfitFile:
                continue  # its rows wait on
            parts.append(self._told_by(ours, file, now).of(keys))
            tried |= {self._files.place(file, row.line) for row in ours} | {self._files.own_key(file)}
        told = _joined(parts)
        # without a cursor: rows outside the progress leave it where it is
        return Again(Batch(None, days=told.days, set_aside=told.set_aside), keys & tried)

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets)  # of days nobody asks

    def check(self, now: Micros) -> list[Finding]:
        return self._files.check()

    def close(self) -> None:
        """Nothing stays open."""

    def _covers(self, since: Cursor | None) -> bool:
        """Whether what was read before has every number that settings name."""
        try:
            known = json.loads(str((since or {}).get("columns")))
            return set(json.loads(self._read_columns)) <= set(known)
        except (ValueError, TypeError):
            return False

    def _is_in(self, key: str, file: CsvFile) -> bool:
        return key.rpartition("line ")[0].strip() == self._files.in_keys(file) or key == self._files.own_key(file)

    def _days(self, content: BinaryIO, file: CsvFile, now: Micros) -> Days:
        return self._told_by(list(self._rows(content, file)), file, now)

    def _rows(self, content: BinaryIO, file: CsvFile) -> Iterator[CsvRow]:
        """Each row with the fields of our columns alone. Raises UnfitFile."""
        if file.size > MOST_MB * 1_000_000:
            raise UnfitFile(Message(N_("has more than {n} MB: a row for each day would be right"), n=str(MOST_MB)))
        names, offset, line = self._files.header(content)
        places = [names.index(column) for column in self._columns]
        for row in self._files.rows(content, len(names), offset, line):
            yield row if row.malformed else row._replace(fields=[row.fields[place] for place in places])

    def _told_by(self, rows: list[CsvRow], file: CsvFile, now: Micros) -> Days:
        """What cannot be split into fields is among what is set aside: which field is which is not known, so nothing of it is
        kept but its place."""
        malformed = (
            SetAside(self._files.place(file, row.line), row.malformed, "", "not as many fields as the header")
            for row in rows
            if row.malformed
        )
        good = [row for row in rows if not row.malformed]
        told = self._reader.read(
            [dict(zip(self._columns, row.fields, strict=True)) for row in good],
            lambda number: self._files.place(file, good[number].line),
            now,
        )
        return replace(told, set_aside=(*malformed, *told.set_aside))


def _joined(parts: list[Days]) -> Days:
    return Days(
        tuple(each for part in parts for each in part.days),
        tuple(row for part in parts for row in part.set_aside),
        sum(part.repeats for part in parts),
    )

"""The rows of a delimited file, with their lines and byte offsets, whatever the state it is in.

Lines that are not UTF-8 are taken as Windows-1252, then Latin-1, each line for itself. A row that has not as many
fields as the header is handed out as malformed; if it ran over several lines (a quote that never closes), only its
first line is given up and reading goes on with the next.

Nothing is held without bound: a line may have `LINE_AT_MOST` bytes, and a row `ROW_LINES_AT_MOST` lines and, where it
has several, `ROW_AT_MOST` bytes. No city's request comes near. What is longer is handed out as malformed; of a longer
line nothing is kept while its end is looked for.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LINE_AT_MOST = 1_000_000
ROW_LINES_AT_MOST = 500
ROW_AT_MOST = 200_000
BROKEN_QUOTE = "a quote opens here and is not closed rightly"
_PIECE = 1_000_000  # bytes of a line without end that are looked at together


class CsvRow(NamedTuple):
    """`malformed` is the reason why `fields` cannot be trusted, "" for a good row."""

    line: int
    fields: list[str]
    malformed: str = ""


class _LongLine(Exception):
    """A line of more than LINE_AT_MOST bytes was read past."""


class _LongRow(Exception):
    """A quote that stays open for longer than any row."""


class RowReader:
    """Iterates the rows from `offset` on; afterwards `offset` and `line` are those of the next row."""

    def __init__(
        self, file: BinaryIO, delimiter: str, encoding: str, width: int = 0, offset: int = 0, line: int = 1
    ) -> None:
        self._file, self._delimiter, self._encoding, self._width = file, delimiter, encoding, width
        self._from(offset, line)

    def _from(self, offset: int, line: int) -> None:
        self.offset, self.line = offset, line
        self._row = offset, line  # where the row begins that is being read
        self._lines = self._read_lines()
        self._rows = csv.reader(self._lines, delimiter=self._delimiter, strict=True)

    def _read_lines(self) -> Iterator[str]:
        self._file.seek(self.offset)
        while raw := self._file.readline(LINE_AT_MOST + 1):
            if self.line != self._row[1] and self._too_much(raw):
                raise _LongRow
            if len(raw) > LINE_AT_MOST:
                self._past_the_line(raw)
                raise _LongLine
            bom = not self.offset and raw.startswith(codecs.BOM_UTF8)
            self.offset += len(raw)
            self.line += 1
            text = decoded(raw[len(codecs.BOM_UTF8) :] if bom else raw, self._encoding)
            yield text.replace("\0", "") if "\0" in text else text

    def _past_the_line(self, piece: bytes) -> None:
        while piece:
            self.offset += len(piece)
            piece = b"" if piece.endswith(b"\n") else self._file.readline(_PIECE)
        self.line += 1

    def _too_much(self, raw: bytes) -> bool:
        """Whether the row that is being read, which has a line already, would be too long with this one."""
        offset, line = self._row
        return self.line - line >= ROW_LINES_AT_MOST or self.offset + len(raw) - offset > ROW_AT_MOST

    def __iter__(self) -> Iterator[CsvRow]:
        return self

    def __next__(self) -> CsvRow:
        while True:
            self._row = offset, line = self.offset, self.line
            try:
                fields = next(self._rows)
            except _LongLine:
                return self._too_long_a_line()
            except (csv.Error, _LongRow):
                return self._given_up(offset, line)
            if fields and self._width and len(fields) != self._width:
                return self._wrong_width(fields, offset, line)
            if fields:
                return CsvRow(line, fields)

    def _too_long_a_line(self) -> CsvRow:
        line = self.line - 1
        self._from(self.offset, self.line)
        return CsvRow(line, [], f"the line has more than {LINE_AT_MOST:,} bytes")

    def _wrong_width(self, fields: list[str], offset: int, line: int) -> CsvRow:
        if self.line > line + 1:
            return self._given_up(offset, line)
        few = "few" if len(fields) < self._width else "many"
        return CsvRow(line, fields, f"too {few} fields: {len(fields)}, where the header has {self._width}")

    def _given_up(self, offset: int, line: int) -> CsvRow:
        alone = self.line == line + 1
        self._from(offset, line)
        text = next(self._lines)
        self._from(self.offset, self.line)
        field = max(map(len, text.split(self._delimiter)))
        if alone and field > csv.field_size_limit():
            return CsvRow(line, [], f"a field has more than {csv.field_size_limit():,} characters")
        return CsvRow(line, [text.strip()], BROKEN_QUOTE)


def decoded(raw: bytes, encoding: str) -> str:
    """`encoding` "auto": UTF-8, else Windows-1252, else Latin-1."""
    if encoding != "auto":
        return raw.decode(encoding, errors="replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")

"""The rows of a delimited file, with their lines and byte offsets, whatever the state it is in.

Lines that are not UTF-8 are taken as Windows-1252, then Latin-1, each line for itself. A row that has not as many
fields as the header is handed out as malformed; if it ran over several lines (a quote that never closes), only its
first line is given up and reading goes on with the next.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

BROKEN_QUOTE = "a quote opens here and is not closed rightly"


class Row(NamedTuple):
    """`malformed` is the reason why `fields` cannot be trusted, "" for a good row."""

    line: int
    fields: list[str]
    malformed: str = ""


class RowReader:
    """Iterates the rows from `offset` on; afterwards `offset` and `line` are those of the next row."""

    def __init__(
        self, file: BinaryIO, delimiter: str, encoding: str, width: int = 0, offset: int = 0, line: int = 1
    ) -> None:
        self._file, self._delimiter, self._encoding, self._width = file, delimiter, encoding, width
        self._from(offset, line)

    def _from(self, offset: int, line: int) -> None:
        self.offset, self.line = offset, line
        self._lines = self._read_lines()
        self._rows = csv.reader(self._lines, delimiter=self._delimiter, strict=True)

    def _read_lines(self) -> Iterator[str]:
        self._file.seek(self.offset)
        for raw in self._file:
            bom = not self.offset and raw.startswith(codecs.BOM_UTF8)
            self.offset += len(raw)
            self.line += 1
            text = decoded(raw[len(codecs.BOM_UTF8) :] if bom else raw, self._encoding)
            yield text.replace("\0", "") if "\0" in text else text

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        while True:
            offset, line = self.offset, self.line
            try:
                fields = next(self._rows)
            except csv.Error:
                return self._given_up(offset, line)
            if fields and self._width and len(fields) != self._width:
                return self._wrong_width(fields, offset, line)
            if fields:
                return Row(line, fields)

    def _wrong_width(self, fields: list[str], offset: int, line: int) -> Row:
        if self.line > line + 1:
            return self._given_up(offset, line)
        few = "few" if len(fields) < self._width else "many"
        return Row(line, fields, f"too {few} fields: {len(fields)}, where the header has {self._width}")

    def _given_up(self, offset: int, line: int) -> Row:
        self._from(offset, line)
        text = next(self._lines)
        self._from(self.offset, self.line)
        return Row(line, [text.strip()], BROKEN_QUOTE)


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

"""The first line of a file: whether it is a table of ours, and if not, why, without repeating what is no table."""

from __future__ import annotations

import io
from typing import BinaryIO, NamedTuple

from data_sources._csv.rows import LINE_AT_MOST, CsvRow, RowReader
from data_sources._text.files import UnfitFile
from data_sources._text.masking import masked
from wallboard.languages import N_
from wallboard.outside_text import names

_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_SIGNATURES = (
    (b"\xff\xfe", "is UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "is UTF-16; save it as UTF-8"),
    (b"\x1f\x8b", "is packed (gzip): put the unpacked file there"),
    (b"PK\x03\x04", "is a spreadsheet or a zip archive: save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet: save it as CSV"),
    (b"%PDF", "is a PDF: save it as CSV"),
)


class Header(NamedTuple):
    """The names of the columns, and where the first row begins."""

    columns: list[str]
    offset: int
    line: int


def read_header(content: BinaryIO, delimiter: str, encoding: str, wanted: tuple[str, ...]) -> Header:
    """Raises UnfitFile. Its text names columns that were found only where the file is a table: one that has at least
    one of the `wanted`. Anything else (a key, an address with a password, rows without a header) is not repeated."""
    line = content.readline(LINE_AT_MOST + 1)
    _refuse_signature(line)
    if len(line) > LINE_AT_MOST:
        raise UnfitFile(f"is no table: its first line has more than {LINE_AT_MOST:,} bytes")
    rows = RowReader(content, delimiter, encoding)
    first = next(rows, None)
    if first is None:
        raise UnfitFile(N_("has no line with names of columns") if line else N_("is empty"))
    fields = first.fields[0].split(delimiter) if first.malformed and first.fields else first.fields
    columns = [name.strip() for name in fields]
    if not _has_any(columns, wanted):
        raise UnfitFile(_no_table(line, delimiter, encoding, wanted))
    if first.malformed:
        raise UnfitFile(f"has names of columns that cannot be read: {first.malformed}")
    missing = [name for name in wanted if name not in columns]
    if missing:
        has = names(masked(name) for name in columns)
        raise UnfitFile(f"has no column {names(missing)}; its first line has {has}")
    twice = [name for name in wanted if columns.count(name) > 1]
    if twice:
        raise UnfitFile(f"has the column {twice[0]} twice: which one is meant?")
    return Header(columns, rows.offset, rows.line)


def _refuse_signature(line: bytes) -> None:
    for signature, words in _SIGNATURES:
        if line.startswith(signature):
            raise UnfitFile(words)


def _has_any(columns: list[str], wanted: tuple[str, ...]) -> bool:
    return len(columns) > 1 and not {name.casefold() for name in wanted}.isdisjoint(map(str.casefold, columns))


def _no_table(line: bytes, delimiter: str, encoding: str, wanted: tuple[str, ...]) -> str:
    """What to say of a file whose first line is not repeated."""
    if b"\0" in line:
        return "is no text"
    what = f"is no table of requests: its first line has none of the columns {names(wanted)}"
    for other, word in _DELIMITERS.items():
        row = next(RowReader(io.BytesIO(line), other, encoding), CsvRow(1, []))
        if other != delimiter and _has_any([name.strip() for name in row.fields], wanted):
            return f"{what}; with {word} between the fields it would have: set delimiter"
    return what

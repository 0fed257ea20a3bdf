"""The first line of a file: whether it is a table of ours, and if not, why, without repeating what is no table."""

from __future__ import annotations

import io
from typing import BinaryIO, NamedTuple

from data_sources._csv.rows import LINE_AT_MOST, CsvRow, RowReader
from data_sources._text.files import UnfitFile
from data_sources._text.masking import masked
from wallboard.languages import N_, Message
from wallboard.outside_text import names

_NO_TABLE = N_("is no table as settings describe it: its first line has none of the columns {columns}")
_OTHER_DELIMITERS = {
    ",": N_(
        "is no table as settings describe it: its first line has none of the columns {columns}; with a comma between the fields it "
        "would have: set delimiter"
    ),
    ";": N_(
        "is no table as settings describe it: its first line has none of the columns {columns}; with a semicolon between the fields it "
        "would have: set delimiter"
    ),
    "\t": N_(
        "is no table as settings describe it: its first line has none of the columns {columns}; with a tab between the fields it "
        "would have: set delimiter"
    ),
    "|": N_(
        "is no table as settings describe it: its first line has none of the columns {columns}; with a bar between the fields it "
        "would have: set delimiter"
    ),
}
_SIGNATURES = (
    (b"\xff\xfe", N_("is UTF-16; save it as UTF-8")),
    (b"\xfe\xff", N_("is UTF-16; save it as UTF-8")),
    (b"\x1f\x8b", N_("is packed (gzip): put the unpacked file there")),
    (b"PK\x03\x04", N_("is a spreadsheet or a zip archive: save it as CSV")),
    (b"\xd0\xcf\x11\xe0", N_("is a spreadsheet: save it as CSV")),
    (b"%PDF", N_("is a PDF: save it as CSV")),
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
        raise UnfitFile(Message(N_("is no table: its first line has more than {n} bytes"), n=f"{LINE_AT_MOST:,}"))
    rows = RowReader(content, delimiter, encoding)
    first = next(rows, None)
    if first is None:
        raise UnfitFile(N_("has no line with names of columns") if line else N_("is empty"))
    fields = first.fields[0].split(delimiter) if first.malformed and first.fields else first.fields
    columns = [name.strip() for name in fields]
    if not _has_any(columns, wanted):
        raise UnfitFile(_no_table(line, delimiter, encoding, wanted))
    if first.malformed:
        raise UnfitFile(Message(N_("has names of columns that cannot be read: {why}"), why=first.malformed))
    missing = [name for name in wanted if name not in columns]
    if missing:
        has = names(masked(name) for name in columns)
        text = N_("has no column {names}; its first line has {columns}")
        raise UnfitFile(Message(text, names=names(missing), columns=has))
    twice = [name for name in wanted if columns.count(name) > 1]
    if twice:
        raise UnfitFile(Message(N_("has the column {name} twice: which one is meant?"), name=twice[0]))
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
        return N_("is no text")
    for other, text in _OTHER_DELIMITERS.items():
        row = next(RowReader(io.BytesIO(line), other, encoding), CsvRow(1, []))
        if other != delimiter and _has_any([name.strip() for name in row.fields], wanted):
            return Message(text, columns=names(wanted))
    return Message(_NO_TABLE, columns=names(wanted))

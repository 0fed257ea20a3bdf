"""Rows as a file that a spreadsheet opens: RFC 4180, UTF-8 with a mark so that Excel reads it, and no formula in it.

A text from outside that a spreadsheet could take for a formula gets an apostrophe in front. So does such a text after
a semicolon, a tab or a line break: where the semicolon is the list separator, a spreadsheet may begin a cell there.
Whoever takes these apostrophes away again, and only these, has the text. Numbers that we made stay numbers.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence

Cell = str | int | float | bool | None

# The four that start a formula, in their wide, small and raised forms too, and the minus sign of typesetting.
_STARTS = "=+\\-@" + "\uff1d\uff0b\uff0d\uff20" + "\ufe66\ufe62\ufe63\ufe6b" + "\u207c\u207a\u207b\u2212"
_BREAKS = "\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
# What a spreadsheet, or a person who copies the cell, may drop in front: blanks, controls, unseen marks, quotes.
_DROPPED = "\\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff" + (
    "'\"`\u2018\u2019\u201c\u201d\uff02\uff07"
)
_WHOLE = "^", f"(?=[{_DROPPED}]*[{_STARTS}]|'*[{_BREAKS}])"  # apostrophes of the text's own too: one is taken away
_PART = f"(?<=[;{_BREAKS}])", f"(?=(?:(?![{_BREAKS}])[{_DROPPED}])*[{_STARTS}])"
_DANGER = re.compile("|".join(f"{place}{what}" for place, what in (_WHOLE, _PART)))


def cell(value: Cell) -> str | int | float:
    """A value as it may be written. Empty for nothing, and for what is no number."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _DANGER.sub("'", value) if isinstance(value, str) else value


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The whole file. Texts are quoted, line breaks in them kept; a lone half of a character becomes a question mark."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([cell(head) for head in heads])
    writer.writerows([cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", errors="replace")

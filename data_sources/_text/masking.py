"""What set-aside rows may say: people's e-mail addresses and anything like a telephone number are blanked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wallboard.outside_text import escaped

_MAIL = re.compile(r"[^\s@,;<>\"']+@[^\s@,;<>\"']+")
_NUMBER = re.compile(r"\+?\(?\d[\d ().\-/]{5,}\d")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?\S*(?: [AaPp][Mm])?)?")
_FEWEST_DIGITS = 7
_LONGEST = 80
_LOOKED_AT = 8 * _LONGEST  # beyond the cut by more than any number or address is long


def masked(text: str) -> str:
    """The text on one visible line, shortened, with e-mail addresses and runs of 7 digits or more as ***; a plain date
    stays. What lies far behind the cut is not looked at: the patterns take time with the square of a text's length."""
    text = escaped(" ".join(text[:_LOOKED_AT].split()))
    if _DATE.fullmatch(text):
        return text
    text = _NUMBER.sub(_mask_long, _MAIL.sub("***", text))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def masked_row(row: Mapping[str, str]) -> str:
    """column=value, filled columns only, each value masked."""
    return "; ".join(f"{column}={masked(value)}" for column, value in row.items() if value)


def _mask_long(match: re.Match[str]) -> str:
    return "***" if sum(c.isdigit() for c in match[0]) >= _FEWEST_DIGITS else match[0]

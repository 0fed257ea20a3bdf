"""Wards, however they are written."""

from __future__ import annotations

import re

_WARD = re.compile(r"(?:ward\s*(?:no\.?|#)?\s*)?0*(\d+)(?:\.0+)?", re.IGNORECASE)


def ward(text: str) -> str:
    """`8`, `08`, `8.0` and `Ward 8` are one ward; `0` is unknown, like nothing at all."""
    match = _WARD.fullmatch(text)
    if not match:
        return text
    return "" if match[1] == "0" else match[1]

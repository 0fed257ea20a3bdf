"""Text that no database takes: NUL, and halves of characters. One such row must not stop its source for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from operator import attrgetter

import pandas as pd

from wallboard.calls.happenings import Happening, by_row
from wallboard.model import TICKET_COLUMNS
from wallboard.source import SetAside, row_key

_REASON = "its text holds NUL or half a character, which cannot be stored"
_TEXTS = [name for name, kind in TICKET_COLUMNS.items() if kind == "str"]
_texts = attrgetter("callid", "queue", "agent", "detail", "raw")


def is_storable(text: str) -> bool:
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def legible(text: str) -> str:
    """The same text with what cannot be stored spelled out."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def storable_happenings(happenings: Sequence[Happening]) -> tuple[Sequence[Happening], list[SetAside]]:
    """Rows of which all can be stored, and the others, each set aside as a whole."""
    if is_storable("".join(chain.from_iterable(map(_texts, happenings)))):
        return happenings, []
    fine: list[Happening] = []
    odd: list[SetAside] = []
    for row in by_row(happenings):
        if all(is_storable(_text(each)) for each in row):
            fine += row
        else:
            odd.append(SetAside(f"seq {row[0].seq}", _REASON, legible(_text(row[0]))))
    return fine, odd


def _text(happened: Happening) -> str:
    return "|".join(_texts(happened))


def storable_tickets(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[SetAside]]:
    if all(is_storable("".join(frame[name].to_numpy(object).tolist())) for name in _TEXTS):
        return frame, []
    texts = ["|".join(row) for row in zip(*(frame[name].tolist() for name in _TEXTS), strict=True)]
    fine = pd.Series([is_storable(text) for text in texts], index=frame.index, dtype=bool)
    odd = [
        SetAside(row_key(legible(text.partition("|")[0])), _REASON, legible(text))
        for text in texts
        if not is_storable(text)
    ]
    return frame[fine], odd


def storable_set_aside(rows: Sequence[SetAside]) -> list[SetAside]:
    return [
        replace(row, key=legible(row.key), reason=legible(row.reason), content=legible(row.content)) for row in rows
    ]

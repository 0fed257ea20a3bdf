"""Text that no database takes: NUL, and halves of characters. One such row must not stop its source for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from wallboard.model import TICKET_COLUMNS, CallEvent
from wallboard.source import SetAside

_REASON = "its text holds NUL or half a character, which cannot be stored"
_TEXTS = [name for name, kind in TICKET_COLUMNS.items() if kind == "str"]


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


def storable_events(events: Sequence[CallEvent]) -> tuple[Sequence[CallEvent], list[SetAside]]:
    if is_storable("".join([_text(event) for event in events])):
        return events, []
    refused = [event for event in events if not is_storable(_text(event))]
    odd = [SetAside(f"seq {event.seq}", _REASON, legible(_text(event))) for event in refused]
    return [event for event in events if is_storable(_text(event))], odd


def _text(event: CallEvent) -> str:
    return "|".join((event.callid, event.queue, event.agent, event.event, *event.data))


def storable_tickets(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[SetAside]]:
    if all(is_storable("".join(frame[name].to_numpy(object).tolist())) for name in _TEXTS):
        return frame, []
    texts = ["|".join(row) for row in zip(*(frame[name].tolist() for name in _TEXTS), strict=True)]
    fine = pd.Series([is_storable(text) for text in texts], index=frame.index, dtype=bool)
    odd = [
        SetAside(f"ticket {legible(text.partition('|')[0])}", _REASON, legible(text))
        for text in texts
        if not is_storable(text)
    ]
    return frame[fine], odd


def storable_set_aside(rows: Sequence[SetAside]) -> list[SetAside]:
    return [
        replace(row, key=legible(row.key), reason=legible(row.reason), content=legible(row.content)) for row in rows
    ]

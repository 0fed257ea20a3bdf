"""Ticket versions: what makes one, which of a ticket's versions is true now, and from when until when it matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from wallboard.ledger.bulk import frame_of
from wallboard.ledger.tables import FAR, LATEST, NOT_LATEST, ONLY, PLAIN, TICKET_LASTS
from wallboard.model import BY_SOURCE, BY_UPDATE, NO_INSTANT, NOT_KNOWN, TICKET_COLUMNS, VERSION_COLUMNS, Micros
from wallboard.state.plain_requests import is_plain
from wallboard.state.timeline import Version

CONTENT = tuple(TICKET_COLUMNS)  # in the order of a content tuple
PROJECTED = ("latest", "began", "until", "lasting", "followed_at")
STORED = (*VERSION_COLUMNS, "number", "marked", *PROJECTED)
OVER = ("finished", "removed")

Content = tuple[Any, ...]

_TICKET, _UPDATED, _STATE, _BASIS = (CONTENT.index(name) for name in ("ticket", "updated_at", "state", "basis"))
_INSTANTS = ("opened_at", "updated_at", "finished_at", "first_finished_at", "reopened_at")
_DUE = CONTENT.index("due_at")
_OPENED, _FINISHED = CONTENT.index("opened_at"), CONTENT.index("finished_at")
_AT = tuple(CONTENT.index(name) for name in _INSTANTS)
_TOLD_OF = tuple(place for place in _AT if place != _UPDATED)  # what happened, and not when it was told
_TOLD = tuple(name for name in Version._fields if name in CONTENT)
_TOLD_AT = tuple(CONTENT.index(name) for name in _TOLD)


class VersionRow(NamedTuple):
    """One version of one ticket. `number` counts from 1 by arrival; `marked`: its removal was noticed by us.
    `batch` is 0 until it is written."""

    content: Content
    received_at: Micros
    number: int
    batch: int = 0
    marked: bool = False

    @property
    def ticket(self) -> str:
        return str(self.content[_TICKET])

    @property
    def is_over(self) -> bool:
        return self.content[_STATE] in OVER

    @property
    def by_source(self) -> bool:
        """Whether it tells of an instant by the source's own history, and not of when it was seen."""
        return bool(self.content[_BASIS] == BY_SOURCE)

    def first_told(self) -> Micros:
        """The earliest instant of which this version tells something that the one before may not have told."""
        instants = (self.content[i] for i in (_AT if self.number == 1 else _AT[1:]))
        return int(min(instant for instant in instants if instant != NO_INSTANT))

    def last_touched(self) -> Micros:
        """The latest instant at which this version may have made a difference."""
        last: Micros = max(self.content[i] for i in _AT)
        if self.by_source:
            return last
        seen_by_us = self.number > 1 or self.content[_FINISHED] == NO_INSTANT
        return max(last, self.received_at) if seen_by_us else last


def changed_since(before: Sequence[VersionRow], version: VersionRow) -> Micros:
    """The earliest instant at which anything is other by this version than by those that came `before` it: when it was so at
    the source, and whatever of its instants is told otherwise. One that tells of earlier than was known may be how it was
    from the first."""
    updated: Micros = version.content[_UPDATED]
    if version.by_source and before and version.content[_OPENED] == latest(before).content[_OPENED]:
        return updated
    if not before or updated <= max(known.content[_UPDATED] for known in before):
        return int(min(at for place in _AT if (at := version.content[place]) != NO_INSTANT))
    last, moved = latest(before), [updated]
    for place in (*_TOLD_OF, _DUE):
        one, other = last.content[place], version.content[place]
        if one != other:
            moved += [at for at in (one, other) if at != NO_INSTANT]
    return min(moved)


def latest(history: Sequence[VersionRow]) -> VersionRow:
    """The version that is true now: the last to become true at the source; of equal ones, the last to arrive."""
    return max(history, key=lambda version: (version.content[_UPDATED], version.number))


def add_told(history: list[VersionRow], contents: Sequence[Content], received_at: Micros) -> int:
    """Adds what one batch told of one ticket, in its order, to the ticket's history. Gives back the repeats.

    Where it told several things, only the last is about now; the others are news only if they were never told. What a source's
    own history tells of an instant is news where it is not what was told of that instant last.
    """
    before = len(history)
    for place, content in enumerate(contents, 1):
        if _is_known(history, content, last=place == len(contents)):
            continue
        version = next_version(history, content, received_at)
        if version is not None:
            history.append(version)
    return len(contents) - (len(history) - before)


def _is_known(history: Sequence[VersionRow], content: Content, *, last: bool) -> bool:
    """Whether this was told before, and what was told since does not count instead."""
    if content[_BASIS] == BY_SOURCE and history and not latest(history).marked:
        told = (version for version in reversed(history) if version.content[_UPDATED] == content[_UPDATED])
        return next((version.content == content for version in told), False)
    return not last and any(version.content == content for version in history)


def next_version(history: Sequence[VersionRow], content: Content, received_at: Micros) -> VersionRow | None:
    """The version that `content` makes after `history`; None when it repeats what is known.

    A row older than the latest version, and equal to one that is kept, is an old row read again. A ticket that
    was marked as removed and is there again came back when we saw it.
    """
    if history:
        top = latest(history)
        if _repeats(content, top.content):
            return None
        if content[_BASIS] == BY_SOURCE and not top.marked:
            return VersionRow(content, received_at, len(history) + 1)
        if content[_UPDATED] <= top.content[_UPDATED]:
            if top.marked:
                back = max(received_at, top.content[_UPDATED])
                content = (*content[:_UPDATED], back, *content[_UPDATED + 1 :])
            elif content[_UPDATED] < top.content[_UPDATED] and any(_repeats(content, v.content) for v in history):
                return None
    return VersionRow(content, received_at, len(history) + 1)


def _repeats(content: Content, known: Content) -> bool:
    """Whether it says what is known. Ledgers of before do not know of what instants of an ending are made."""
    if content == known:
        return True
    return bool(content[_BASIS] == BY_UPDATE) and (*content[:_BASIS], "", *content[_BASIS + 1 :]) == known


def removal(history: Sequence[VersionRow], at: Micros, received_at: Micros) -> VersionRow | None:
    """The version that says the ticket is gone; None when that is known."""
    top = latest(history)
    if top.content[_STATE] == "removed":
        return None
    content = list(top.content)
    content[_STATE], content[_UPDATED], content[_BASIS] = "removed", max(at, top.content[_UPDATED]), ""
    return VersionRow(tuple(content), received_at, len(history) + 1, marked=True)


def stored_rows(source: str, history: Sequence[VersionRow]) -> Iterable[tuple[Any, ...]]:
    """All versions of one ticket in the order of STORED, with what is projected on the latest one."""
    top = latest(history)
    began = min(version.content[_OPENED] for version in history)
    until = max(_heard_over(history), *(version.last_touched() for version in history)) if top.is_over else FAR
    rank = ONLY if len(history) == 1 else PLAIN if _is_plain(source, history) else LATEST
    for version, following in zip_longest(history, history[1:]):
        now = version is top
        lasting = now and until > began + TICKET_LASTS
        yield (
            source, *version.content, version.received_at, version.batch, version.number, int(version.marked),
            rank if now else NOT_LATEST, began, until, int(lasting), following.received_at if following else FAR,
        )  # fmt: skip


def _heard_over(history: Sequence[VersionRow]) -> Micros:
    """When one that was known to be open was heard to be over, however long ago that was; NO_INSTANT of one that was told of at
    once."""
    heard, top = NO_INSTANT, history[0]
    for version in history[1:]:
        if version.is_over and not top.is_over and version.received_at > top.received_at:
            heard = version.received_at
        top = latest((top, version))
    return heard


def _is_plain(source: str, history: Sequence[VersionRow]) -> bool:
    """Whether of all versions that had come by any instant the last one tells all, and what its source tells at all, too."""
    told = [
        Version(
            source=source,
            received_at=row.received_at,
            **dict(zip(_TOLD, (row.content[i] for i in _TOLD_AT), strict=True)),
        )
        for row in history
    ]
    counts = [version.reopens != NOT_KNOWN for version in told]
    return counts == sorted(counts) and is_plain(told)


def first_rows(source: str, frame: pd.DataFrame, received_at: Micros, batch: int) -> Iterable[tuple[Any, ...]]:
    """Every row of `frame` as the first version of its ticket, in the order of STORED: the fast way."""
    last = np.maximum.reduce([frame[name].to_numpy(np.int64) for name in _INSTANTS])
    unseen = frame["finished_at"].to_numpy(np.int64) == NO_INSTANT
    touched = np.where(unseen, np.maximum(last, received_at), last)
    until = np.where(frame["state"].isin(OVER).to_numpy(bool), touched, FAR)
    began = frame["opened_at"].to_numpy(np.int64)
    lasting = (until > began + TICKET_LASTS).astype(np.int64)
    n = len(frame)
    columns = [
        [source] * n,
        *content_columns(frame),
        *([value] * n for value in (received_at, batch, 1, 0, ONLY)),
        began.tolist(),
        until.tolist(),
        lasting.tolist(),
        [FAR] * n,
    ]
    return zip(*columns, strict=True)


def content_columns(frame: pd.DataFrame) -> list[list[Any]]:
    return [
        frame[name].to_numpy(np.int64 if kind == "int64" else object).tolist() for name, kind in TICKET_COLUMNS.items()
    ]


def versions_frame(rows: Sequence[Sequence[Any]], kinds: Mapping[str, str] = VERSION_COLUMNS) -> pd.DataFrame:
    """Rows in the order of some of VERSION_COLUMNS, all where none are named, as a frame of their types."""
    return frame_of(rows, kinds)

"""Ids that a growing key has skipped: rows that another writer has numbered and not committed yet."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from wallboard.model import MINUTE, SECOND, Micros

LOOK_BACK: Micros = 10 * MINUTE
_AT_MOST = 2_000


class IdGaps:
    """Missing ids below the highest one read, each with the instant at which it was noticed.

    PostgreSQL's sequences and MariaDB's auto-increment number rows when they are inserted, not when they are
    committed: id 12 can appear after id 13 was read. Asking again for just the ids that were missing costs a few
    index look-ups, where a window of time or ids would be read again at every poll. An id still missing after
    `LOOK_BACK` was rolled back (or is another node's number, or was deleted) and is given up; of a great many the
    highest are kept, because what commits late is what was numbered last.
    """

    def __init__(self, noticed: dict[int, Micros]) -> None:
        self._noticed = noticed

    @classmethod
    def from_text(cls, text: str) -> IdGaps:
        """From what `to_text` wrote: "12@1795311560 15-17@1795311561"."""
        noticed: dict[int, Micros] = {}
        for part in text.split():
            ids, _, second = part.partition("@")
            first, _, last = ids.partition("-")
            noticed |= dict.fromkeys(range(int(first), int(last or first) + 1), int(second) * SECOND)
        return cls(noticed)

    def to_text(self) -> str:
        runs = groupby(enumerate(sorted(self._noticed)), lambda item: (item[1] - item[0], self._noticed[item[1]]))
        parts = []
        for (_, noticed), run in runs:
            ids = [i for _, i in run]
            first_to_last = f"{ids[0]}-{ids[-1]}" if len(ids) > 1 else f"{ids[0]}"
            parts.append(f"{first_to_last}@{noticed // SECOND}")
        return " ".join(parts)

    def ids(self) -> list[int]:
        return sorted(self._noticed)

    def after(self, high: int, read: Iterable[int], now: Micros) -> IdGaps:
        """The gaps left once the ids `read` (ascending) are there, `high` having been the highest before."""
        left = {i: noticed for i, noticed in self._noticed.items() if now - noticed < LOOK_BACK}
        for i in read:
            left.pop(i, None)
            if i > high:
                left |= dict.fromkeys(range(max(high + 1, i - _AT_MOST), i), now)
                high = i
        kept = sorted(left)[-_AT_MOST:]
        return IdGaps({i: left[i] for i in kept})

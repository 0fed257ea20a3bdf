"""Ids that a growing key has skipped: rows that another writer has numbered and not committed yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from data_sources._place.gap_blocks import AT_MOST, WIDEST, Block, Run, blocks_of, blocks_text, counted, with_run
from wallboard.languages import N_, Message
from wallboard.model import DAY, MINUTE, SECOND, Micros

LOOK_BACK: Micros = 10 * MINUTE
LONG_LOOK_BACK: Micros = 7 * DAY
ASK_OLD_EVERY: Micros = 3 * SECOND
_AT_MOST = 2_000
_OLD_AT_MOST = 300


@dataclass(frozen=True)
class IdGaps:
    """Missing ids below the highest one read, each with the instant at which it was noticed.

    PostgreSQL's sequences and MariaDB's auto-increment number rows when they are inserted, not when they are
    committed: id 12 can appear after id 13 was read. Asking again for just the ids that were missing costs a few
    index look-ups, where a window of time or ids would be read again at every poll.

    For `LOOK_BACK` they are asked for at every poll, one by one; what is missing longer was most likely rolled back, or
    is another node's number, or was deleted. It is asked for every few seconds for `LONG_LOOK_BACK`, as runs of ids, in
    case a transaction stayed open that long or a replica caught up that late. Both are bounded; the highest are kept.
    Lower runs (a cluster that numbers every third id has thousands) become blocks that are counted, one each time.
    What even those cannot hold is `given_up`.
    """

    noticed: dict[int, Micros]
    old: tuple[Run, ...] = ()
    old_asked: Micros = 0
    blocks: tuple[Block, ...] = ()
    given_up: Run | None = None  # noticed: when it was

    @classmethod
    def from_text(cls, text: str, old: str = "", old_asked: Micros = 0, blocks: str = "", given_up: str = "") -> IdGaps:
        """From what `to_text` and `old_text` wrote: "12@1795311560 15-17@1795311561"."""
        noticed: dict[int, Micros] = {}
        for run in _runs(text):
            noticed |= dict.fromkeys(range(run.first, run.last + 1), run.noticed)
        return cls(noticed, tuple(_runs(old)), old_asked, tuple(blocks_of(blocks)), next(_runs(given_up), None))

    def to_text(self) -> str:
        return _written(_joined(self.noticed))

    def old_text(self) -> str:
        return _written(self.old)

    def blocks_text(self) -> str:
        return blocks_text(self.blocks)

    def given_up_text(self) -> str:
        return _written([self.given_up] if self.given_up else [])

    def notice(self, now: Micros) -> str:
        """What people should know, for a day."""
        if self.given_up is None or not 0 <= now - self.given_up.noticed < DAY:
            return ""
        text = N_(
            "more ids are missing than can be waited for: rows that still come with ids {first} to {last} are not counted"
        )
        return Message(text, first=str(self.given_up.first), last=str(self.given_up.last))

    def ids(self) -> list[int]:
        """Those to ask for at every poll."""
        return sorted(self.noticed)

    def old_due(self, now: Micros) -> tuple[Run, ...]:
        """Those that have been missing for long, when it is time to ask for them; by a clock that may jump."""
        return self.old if self._due(now) else ()

    def block_due(self, now: Micros) -> Block | None:
        """The one to count, when it is time to: each in its turn."""
        if not self.blocks or not self._due(now):
            return None
        return self.blocks[now // ASK_OLD_EVERY % len(self.blocks)]

    def counted(self, block: Block, count: int) -> IdGaps:
        return replace(self, blocks=counted(self.blocks, block, count))

    def asked(self, now: Micros) -> IdGaps:
        """Once `old_due` was asked for, and `block_due` counted."""
        return replace(self, old_asked=now)

    def after(self, high: int, read: Iterable[int], now: Micros) -> IdGaps:
        """The gaps left once the ids `read` (ascending) are there, `high` having been the highest before."""
        left = dict(self.noticed)
        old = list(self.old)
        late = set[int]()
        for i in read:
            if i <= high and left.pop(i, None) is None:
                late.add(i)
            if i > high:
                fresh = max(high + 1, i - _AT_MOST)
                if fresh > high + 1:
                    old.append(Run(high + 1, fresh - 1, now))
                left |= dict.fromkeys(range(fresh, i), now)
                high = i
        young = {i: noticed for i, noticed in left.items() if now - noticed < LOOK_BACK}
        kept = dict(sorted(young.items())[-_AT_MOST:])
        old.extend(_joined({i: noticed for i, noticed in left.items() if i not in kept}))
        waiting = sorted(run for run in _without(old, late) if now - run.noticed < LONG_LOOK_BACK)
        return replace(self, noticed=kept)._bounded(waiting, now)

    def _bounded(self, waiting: list[Run], now: Micros) -> IdGaps:
        blocks = tuple(block for block in self.blocks if now - block.noticed < LONG_LOOK_BACK)
        lost = self.given_up
        for run in waiting[:-_OLD_AT_MOST]:
            if run.last - run.first < WIDEST:
                blocks = with_run(blocks, run)
            else:
                lost = _spanning(lost, run, now)
        for block in blocks[:-AT_MOST]:
            lost = _spanning(lost, block, now)
        return replace(self, old=tuple(waiting[-_OLD_AT_MOST:]), blocks=blocks[-AT_MOST:], given_up=lost)

    def _due(self, now: Micros) -> bool:
        return not 0 <= now - self.old_asked < ASK_OLD_EVERY


def _spanning(known: Run | None, more: Run | Block, now: Micros) -> Run:
    if known is None:
        return Run(more.first, more.last, now)
    return Run(min(known.first, more.first), max(known.last, more.last), now)


def _joined(noticed: dict[int, Micros]) -> list[Run]:
    """Ids side by side that were noticed at one instant, as runs."""
    runs = groupby(enumerate(sorted(noticed)), lambda item: (item[1] - item[0], noticed[item[1]]))
    found = []
    for (_, at), run in runs:
        ids = [i for _, i in run]
        found.append(Run(ids[0], ids[-1], at))
    return found


def _without(runs: Iterable[Run], ids: set[int]) -> Iterator[Run]:
    """The runs, split where one of the ids came after all."""
    for run in runs:
        first = run.first
        for i in sorted(each for each in ids if run.first <= each <= run.last):
            if i > first:
                yield Run(first, i - 1, run.noticed)
            first = i + 1
        if first <= run.last:
            yield Run(first, run.last, run.noticed)


def _runs(text: str) -> Iterator[Run]:
    for part in text.split():
        ids, _, second = part.partition("@")
        first, _, last = ids.partition("-")
        yield Run(int(first), int(last or first), int(second) * SECOND)


def _written(runs: Iterable[Run]) -> str:
    ids = ((run, f"{run.first}-{run.last}" if run.last > run.first else f"{run.first}") for run in runs)
    return " ".join(f"{numbers}@{run.noticed // SECOND}" for run, numbers in ids)

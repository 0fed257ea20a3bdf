"""Stretches of ids with so many gaps that they are watched by counting: one row more than there were is a late one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wallboard.model import SECOND, Micros

WIDEST = 20_000  # ids of one block: what counting it, and reading it once more, may cost
AT_MOST = 60


class Run(NamedTuple):
    """Ids `first` to `last`, noticed missing at an instant."""

    first: int
    last: int
    noticed: Micros


class Block(NamedTuple):
    """Ids `first` to `last`, of which as many rows as `there` had been read when the last gap was `noticed`."""

    first: int
    last: int
    there: int
    noticed: Micros


def with_run(blocks: tuple[Block, ...], run: Run) -> tuple[Block, ...]:
    """The blocks, with a gap that is not asked for by itself any more. Gaps come in the order of their ids, so that all
    ids between two of them were read."""
    missing = run.last - run.first + 1
    if blocks and run.first > blocks[-1].first and run.last - blocks[-1].first < WIDEST:
        block = blocks[-1]
        last = max(block.last, run.last)
        return (*blocks[:-1], Block(block.first, last, block.there + last - block.last - missing, run.noticed))
    return (*blocks, Block(run.first, run.last, 0, run.noticed))


def counted(blocks: Iterable[Block], of: Block, count: int) -> tuple[Block, ...]:
    """With what was just counted of one: rows that came late were read, rows that were deleted are not missed."""
    return tuple(block._replace(there=count) if block == of else block for block in blocks)


def blocks_of(text: str) -> Iterator[Block]:
    """From what `blocks_text` wrote: "1-19999:9000@1795311560"."""
    for part in text.split():
        ids, _, rest = part.partition(":")
        (first, _, last), (there, _, second) = ids.partition("-"), rest.partition("@")
        yield Block(int(first), int(last), int(there), int(second) * SECOND)


def blocks_text(blocks: Iterable[Block]) -> str:
    return " ".join(f"{each.first}-{each.last}:{each.there}@{each.noticed // SECOND}" for each in blocks)

"""How far a form of the pack is. Whoever waits for it is told before each of its blocks, and may end it there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from layouts.pack.document import Block

Step = Callable[[int, int], None]  # how many blocks are done, of how many; what it raises ends the making


def no_step(done: int, of: int) -> None:
    """Nobody waits."""


def stepping(blocks: Sequence[Block], step: Step) -> Iterator[Block]:
    for done, block in enumerate(blocks):
        step(done, len(blocks))
        yield block
    step(len(blocks), len(blocks))

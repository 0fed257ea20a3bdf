"""Open requests that one department handed to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from wallboard.model import Micros
from wallboard.state.timeline import Span, Version
from wallboard.state.whose import Whose


class Move(NamedTuple):
    """`before` was what its giver had of it, `after` what its taker got. `returned`: the taker had it once before. One that comes
    from nobody was assigned, and not handed over; one that goes to nobody was given up."""

    at: Micros
    before: Version
    after: Version
    returned: bool


def moves(histories: Iterable[Sequence[Span]], whose: Whose) -> Iterator[Move]:
    """Those of which either side is of whoever is asked for."""
    for spans in histories:
        had: set[str] = set()
        for before, after in pairwise(spans):
            had |= {before.version.department} if before.in_open_set else set()
            giver, taker = before.version.department, after.version.department
            moved = before.in_open_set and giver != taker  # also to one that finished it at once
            if moved and (whose.has(before.version) or whose.has(after.version)):
                yield Move(after.start, before.version, after.version, bool(taker) and taker in had)

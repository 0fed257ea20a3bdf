"""Component ids of the boards, made in one place. The page's script and the views find nodes by them."""

from __future__ import annotations

import re
from functools import lru_cache

BOARD = "board"
HEADER = "head"
FOOTER = "foot"
MESSAGE = "message"
ROUND = "round"
SOUND = "sound"

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


def tile_key(name: str, nth: int) -> str:
    """Key of the nth (from 0) tile of this name on a board: a board may show one tile twice."""
    key = _NOT_IN_IDS.sub("-", name.lower()).strip("-")
    return key if nth == 0 else f"{key}-{nth + 1}"


@lru_cache(maxsize=2**15)  # every board asks for the same ones at every tick
def slot(key: str, *parts: str | int) -> str:
    """Id of one slot of a tile, such as `queues-3-name`."""
    return "-".join((key, *map(str, parts)))


def turn(nth: int) -> str:
    """Id of the nth (from 0) board of a rotation, and what stands before the board's own ids."""
    return slot("turn", nth)

"""What hangs on walls: boards, and rotations through several of them, by the one name that each has an address by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wallboard.settings import Board, Settings


class Hung(NamedTuple):
    """A board, or a rotation through `boards`, each with its seconds. `title` is "" for that of its site; `language` is
    what it speaks where nobody chose another."""

    title: str
    site: str
    language: str
    boards: Mapping[str, float] = {}


def hung(settings: Settings, boards: Mapping[str, Board]) -> dict[str, Hung]:
    """Boards first, in the settings' order. Of settings within a remit a rotation has the boards that are left, and is
    gone with the last."""
    found = {
        name: Hung(board.title, settings.site_of(board), settings.language_of(board)) for name, board in boards.items()
    }
    for name, rotation in settings.rotations.items():
        left = {board: seconds for board, seconds in rotation.boards if board in boards}
        if left:
            first = found[next(iter(left))]
            found[name] = Hung(rotation.title, first.site, first.language, left)
    return found

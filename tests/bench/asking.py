"""What boards ask for, asked until nothing is missing: from then on a tick takes the readings of a wall that runs."""

from __future__ import annotations

from collections.abc import Callable

from layouts.wall.boards import boards, view
from wallboard.model import Snapshot
from wallboard.settings import Settings


def ask_as_boards_do(settings: Settings, take: Callable[[], Snapshot]) -> Snapshot:
    """The first snapshot that has all of it."""
    while True:
        snapshot = take()
        for board in boards(settings):
            view(board, settings, snapshot)
        if snapshot.complete:
            return snapshot

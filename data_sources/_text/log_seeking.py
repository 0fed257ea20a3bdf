"""Finding lines in a log by their place. A line may be of any length: nothing is read without bound."""

from __future__ import annotations

from typing import BinaryIO

from wallboard.model import SECOND, Micros

_PIECE = 65_536
_LOOKED_THROUGH = 16_000_000  # bytes of one line in which its end is looked for
_EARLIEST_S = 946_684_800  # 2000-01-01: an earlier time is no time, and no reason to begin behind it


def after_line(log: BinaryIO, offset: int) -> int:
    """Where the first line ends that begins at `offset` or after."""
    _to_line(log, offset)
    _past_line(log)
    return log.tell()


def next_instant(log: BinaryIO, offset: int) -> Micros | None:
    """The time of the first readable whole line that begins at `offset` or soon after."""
    if not _to_line(log, offset):
        return None
    for _ in range(20):
        line = log.readline(4096)
        when = line.partition(b"|")[0]
        if line.endswith(b"\n") and when.isdigit() and len(when) < 12 and int(when) >= _EARLIEST_S:
            return int(when) * SECOND
    return None


def _to_line(log: BinaryIO, offset: int) -> bool:
    """Go to the first line that begins at `offset` or after. False if it is too far."""
    log.seek(max(0, offset - 1))
    return not offset or _past_line(log)


def _past_line(log: BinaryIO) -> bool:
    for _ in range(_LOOKED_THROUGH // _PIECE):
        piece = log.readline(_PIECE)
        if not piece or piece.endswith(b"\n"):
            return True
    return False

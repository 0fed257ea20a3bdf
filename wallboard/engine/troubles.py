"""What is wrong with the wall itself: a state with its beginning, logged once when it begins and once when it is over."""

from __future__ import annotations

from threading import Lock

import structlog

from wallboard.model import SECOND, Micros, Trouble

log = structlog.get_logger(__name__)


class Troubles:
    """The troubles that last, one a part of the wall. Any thread may call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lasting: dict[str, Trouble] = {}

    def begin(self, part: str, message: str, now: Micros, detail: str = "") -> None:
        """The part is in trouble. While it lasts its beginning stays, and the newest words hold. `detail` is for the log
        alone; neither holds a secret."""
        with self._lock:
            before = self._lasting.get(part)
            self._lasting[part] = Trouble(part, now if before is None else before.since, message)
        if before is None:
            log.error("trouble", part=part, reason=detail or message)

    def end(self, part: str, now: Micros) -> None:
        """The part is well again; nothing happens where it was."""
        with self._lock:
            over = self._lasting.pop(part, None)
        if over is not None:
            log.info("trouble over", part=part, lasted_s=round((now - over.since) / SECOND))

    def lasting(self) -> tuple[Trouble, ...]:
        return tuple(self._lasting.values())

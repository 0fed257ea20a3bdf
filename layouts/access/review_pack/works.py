"""Packs made while somebody waits: a few at a time, each in a thread, with how far it is; it can be ended."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field

import structlog

from layouts.pack.steps import Step
from wallboard.database.faults import DatabaseFailed
from wallboard.languages import _

log = structlog.get_logger(__name__)

AT_ONCE, KEPT = 2, 12  # under way; of those that are over, each of about a megabyte

Key = tuple[str, str]  # whose, and what was asked for


class Ended(Exception):
    """Somebody has no more patience."""


@dataclass(slots=True)
class Work:
    """One pack: how far it is, and what came of it."""

    share: float = 0.0  # done
    file: bytes | None = None
    failed: str = ""  # why nothing came of it
    ended: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)  # in whichever way

    @property
    def done(self) -> bool:
        return self.file is not None or bool(self.failed)


class Works:
    """Of everybody. Any thread may call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: OrderedDict[Key, Work] = OrderedDict()

    def of(self, key: Key, make: Callable[[Step], bytes]) -> Work | None:
        """The work that somebody asked for, begun where it is new; None while too many are under way. Asked for another, their
        former one is ended. One of which nothing came is told once: asked for again, it is tried again."""
        with self._lock:
            known = self._all.get(key)
            if known is not None and not known.ended.is_set():
                if known.failed:
                    del self._all[key]
                return known
            self._end(key[0])
            if sum(not each.done and not each.ended.is_set() for each in self._all.values()) >= AT_ONCE:
                return None
            made = self._all[key] = Work()
            for over in [key for key, each in self._all.items() if each.done or each.ended.is_set()][:-KEPT]:
                del self._all[over]
        work = threading.Thread(target=copy_context().run, args=(_do, made, make), daemon=True, name="pack")
        work.start()
        return made

    def file(self, key: Key) -> bytes | None:
        """What was made; None while it is not, or no longer kept."""
        with self._lock:
            known = self._all.get(key)
            return None if known is None else known.file

    def end(self, whose: str) -> None:
        with self._lock:
            self._end(whose)

    def _end(self, whose: str) -> None:
        for (theirs, _asked), each in self._all.items():
            if theirs == whose and not each.done:
                each.ended.set()


def _do(made: Work, make: Callable[[Step], bytes]) -> None:
    def step(done: int, of: int) -> None:
        made.share = done / max(1, of)
        if made.ended.is_set():
            raise Ended

    try:
        made.file = make(step)
    except Ended:
        return
    except DatabaseFailed as error:  # its words are fit to be shown
        made.failed = str(error)
    except Exception:  # a fault of ours: whoever waits is told that there was one, and the log has it whole
        log.exception("a pack could not be made")
        made.failed = _("internal error, see the log")
    finally:
        made.over.set()

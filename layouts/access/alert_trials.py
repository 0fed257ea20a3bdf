"""Rules tried on past days while somebody waits: a few at a time, each in a thread, with how far it is; it can be ended."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field

import structlog

from wallboard.database.faults import DatabaseFailed
from wallboard.engine.trying import Progress, Tried
from wallboard.languages import _
from wallboard.model import Micros

log = structlog.get_logger(__name__)

AT_ONCE, KEPT = 2, 20  # under way; of those that are over


class Ended(Exception):
    """Somebody has no more patience."""


@dataclass(slots=True)
class Running:
    """One trial: how far it is, and what came of it."""

    whose: str
    share: float = 0.0  # done
    tried: Tried | None = None
    failed: str = ""  # why nothing came of it
    ended: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    @property
    def done(self) -> bool:
        return self.tried is not None or bool(self.failed)


class Trials:
    """Of everybody. Any thread may call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: OrderedDict[tuple[str, str], Running] = OrderedDict()

    def of(
        self, whose: str, asked: str, since: Micros, until: Micros, run: Callable[[Progress], Tried]
    ) -> Running | None:
        """The trial that somebody asked for, begun where it is new; None while too many are under way. Asked for another,
        their former one is ended. One of which nothing came is told once: asked for again, it is tried again."""
        with self._lock:
            known = self._all.get((whose, asked))
            if known is not None and not known.ended.is_set():
                if known.failed:
                    del self._all[whose, asked]
                return known
            self._end(whose)
            if sum(not each.done and not each.ended.is_set() for each in self._all.values()) >= AT_ONCE:
                return None
            made = self._all[whose, asked] = Running(whose)
            for over in [key for key, each in self._all.items() if each.done or each.ended.is_set()][:-KEPT]:
                del self._all[over]
        work = copy_context()
        made.thread = threading.Thread(
            target=work.run, args=(_work, made, since, until, run), daemon=True, name="trial"
        )
        made.thread.start()
        return made

    def end(self, whose: str) -> None:
        with self._lock:
            self._end(whose)

    def _end(self, whose: str) -> None:
        for each in self._all.values():
            if each.whose == whose and not each.done:
                each.ended.set()


def _work(made: Running, since: Micros, until: Micros, run: Callable[[Progress], Tried]) -> None:
    def progress(at: Micros) -> None:
        made.share = (at - since) / (until - since)
        if made.ended.is_set():
            raise Ended

    try:
        made.tried = run(progress)
    except Ended:
        return
    except DatabaseFailed as error:  # its words are fit to be shown
        made.failed = str(error)
    except Exception:  # a fault of ours: whoever waits is told that there was one, and the log has it whole
        log.exception("a rule could not be tried")
        made.failed = _("internal error, see the log")

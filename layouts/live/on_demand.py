"""Views that are made only while somebody looks: boards within limited remits or in other languages, and pages.

They are made in a thread of their own, one round at a time: the first view within a remit is a recount, and no wall
waits for that.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

import structlog

from layouts.live.stream import Hub, Showing
from layouts.wall.props import View
from wallboard.model import Micros, Snapshot
from wallboard.model.remit import Remit

log = structlog.get_logger(__name__)

STOP_WITHIN_S = 2.0


class Drawn(NamedTuple):
    """What a showing shows at an instant."""

    showing: Showing
    view: View
    at: Micros


class Views(Protocol):
    """One kind of view that streams. Boards are one, pages another; no two kinds have a name in common."""

    def made_here(self, looked_at: Iterable[Showing]) -> Collection[Showing]:
        """Which of the showings that somebody looks at are of this kind, and published by nobody else."""

    def within(self, remit: Remit, showings: Iterable[Showing]) -> Iterator[Drawn]:
        """These showings of one remit, which is read once for all of them. What there is no view of is left out: it is
        waited for in vain."""


class OnDemandPublisher:
    """Publishes every showing of one kind that has screens and is not everybody's. `start` and `stop` once each."""

    def __init__(self, hub: Hub, views: Views) -> None:
        self._hub = hub
        self._views = views
        self._due = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=type(views).__name__, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def changed(self, snapshot: Snapshot) -> None:
        """There is something new. Ticks that come while a round is under way become one round after it."""
        self._due.set()

    def stop(self) -> None:
        self._stopping = True
        self._due.set()
        self._thread.join(STOP_WITHIN_S)

    def publish(self) -> None:
        """One round: each remit is read once, each of its views that somebody looks at is made once."""
        looked_at = self._views.made_here(self._hub.showings())
        for remit in dict.fromkeys(showing.remit for showing in looked_at):
            try:
                for drawn in self._views.within(remit, [each for each in looked_at if each.remit == remit]):
                    self._hub.publish(drawn.showing, drawn.view, drawn.at, kept=False)
            except Exception:  # its screens go dark, as they must; those of other remits do not
                log.exception("views within a remit failed", remit=remit.as_json())

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            if self._stopping:
                return
            try:
                self.publish()
            except Exception:  # the next tick tries again
                log.exception("views failed")

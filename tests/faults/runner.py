"""The application in a process of its own, to be killed with SIGKILL: at a named step of a poll, or at any instant.

Composed by app.py as in production, with its schedule and its heart; the polls are asked for without a pause besides,
so that there is always something under way to be killed in.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import app
from layouts.live.publisher import BoardPublisher, Publish
from layouts.live.stream import Showing
from layouts.site import web
from layouts.wall.props import View
from tests.forking import FORKING
from wallboard.model import Micros, Snapshot
from wallboard.settings import Settings

PATIENCE_S = 60.0


class Death(NamedTuple):
    """Where to die: at the `hit`th time (from 1) that a poll of `source` comes to `step`."""

    source: str
    step: str
    hit: int


@dataclass(frozen=True)
class Shown:
    """What a running application shows, all of one moment."""

    full: Snapshot
    boards: Snapshot
    views: Mapping[str, View]
    polls: Mapping[str, int]  # completed in this life


@dataclass
class _Steps:
    """Counts the steps of each source, and dies where it was told to."""

    death: Death | None
    polled: threading.local = field(default_factory=threading.local)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __call__(self, step: str) -> None:
        at = (getattr(self.polled, "source", ""), step)
        self.seen[at] += 1
        if self.death is not None and at == self.death[:2] and self.seen[at] >= self.death.hit:
            os.kill(os.getpid(), signal.SIGKILL)


class _Publisher(BoardPublisher):
    """The boards, remembering what was last published, and of which snapshot."""

    last: tuple[Snapshot, dict[str, View]]

    def __init__(self, settings: Settings, publish: Publish) -> None:
        views: dict[str, View] = {}

        def publish_and_keep(showing: Showing, view: View, now: Micros) -> None:
            views[showing.name] = view
            publish(showing, view, now)

        super().__init__(settings, publish_and_keep)
        self._views = views

    def changed(self, snapshot: Snapshot) -> None:
        super().changed(snapshot)
        self.last = snapshot, dict(self._views)


def live(settings: Path, environ: dict[str, str], talk: Connection, death: Death | None) -> None:
    """One life: polls until it is killed, and shows what it has whenever it is asked."""
    mock.patch.object(web, "BoardPublisher", _Publisher).start()  # for all of this process
    steps = _Steps(death)
    application = app.build(app.load(settings, environ), step=steps)
    publisher = application.web.publisher
    assert isinstance(publisher, _Publisher)
    engine, completed, stopping = application.engine, Counter[str](), threading.Event()

    def poll_on(name: str) -> None:
        steps.polled.source = name
        while not stopping.wait(0.005):
            engine.polls.poll(name)
            completed[name] += 1

    pollers = [threading.Thread(target=poll_on, args=[name], daemon=True) for name in engine.present.sources()]
    talk.send("alive")
    if death is None:
        engine.start()
    for poller in pollers:
        poller.start()
    while talk.poll(None) and talk.recv() == "show":
        shown = dict(completed)
        engine.present.publish()
        talk.send(Shown(engine.present.full_snapshot(), *publisher.last, shown))
    stopping.set()
    for poller in pollers:
        poller.join(PATIENCE_S)
    application.engine.stop()
    os._exit(0)


class Life:
    """A running application, seen from outside. As a context it is killed at the end, however that comes."""

    def __init__(self, settings: Path, environ: Mapping[str, str] | None = None, death: Death | None = None) -> None:
        self._talk, theirs = FORKING.Pipe()
        self._process: BaseProcess = FORKING.Process(
            target=live, args=(settings, dict(environ or {}), theirs, death), daemon=True
        )
        self._process.start()
        theirs.close()

    def __enter__(self) -> Life:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def wait_until_alive(self) -> None:
        assert self._talk.poll(PATIENCE_S), "the application did not start"
        assert self._talk.recv() == "alive"

    def show(self) -> Shown:
        self._talk.send("show")
        assert self._talk.poll(PATIENCE_S), "the application does not answer"
        shown: Shown = self._talk.recv()
        return shown

    def kill(self) -> None:
        if self._process.is_alive():
            self._process.kill()
        self._process.join(PATIENCE_S)
        self._talk.close()

    def wait_for_death(self, within_s: float) -> bool:
        """Whether it was killed by itself, at its step."""
        self._process.join(within_s)
        return self._process.exitcode == -signal.SIGKILL

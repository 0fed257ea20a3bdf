"""What the engine is tested with: sources that say what a test tells them, and an engine over a real ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from tests.empty_databases import lay_ledger
from tests.queue_log import logged
from wallboard.calls.happenings import Happening
from wallboard.engine.engine import Engine
from wallboard.engine.polls import Opener
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Micros, Reading, ReadingKey, Scope, Snapshot
from wallboard.settings import Settings, SourceBase
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, Source, SourceError

NOON: Micros = 1_795_348_800 * SECOND  # 2026-11-22 12:00 UTC
# Of callers: looked up now and then, and not yet when a wall has just started.
LOOKED_UP = {"calls.callbacks_owed", "calls.callback_age_s", "calls.called_again"}
Answer = Batch | Exception | Callable[[], Batch]


class FakeSource:
    """Answers what it is told to, in turn; then, that nothing changed."""

    def __init__(self, name: str, carries: Carries, *answers: Answer, site: str = "main") -> None:
        self.name, self.site, self.carries = name, site, carries
        self.answers = list(answers)
        self.asked: list[Cursor | None] = []
        self.deleted: set[str] = set()
        self.closed = False

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        self.asked.append(since)
        if not self.answers:
            return Batch(since or {})
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Batch) else answer()

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        return Again(Batch(None), frozenset())

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets) - self.deleted

    def sample(self, now: Micros, most: int) -> Batch:
        return Batch(None)

    def check(self, now: Micros) -> list[Finding]:
        return []

    def close(self) -> None:
        self.closed = True


def lost(name: str = "pbx") -> SourceError:
    return SourceError(name, "the server does not answer")


def settings(
    zone: str = "UTC", poll_every: float = 2, sources: Collection[str] = ("pbx", "crm"), **more: Any
) -> Settings:
    options = {name: SourceBase(kind="fake", poll_every=poll_every) for name in sources}
    queues = {"roads": {"targets": [{"within_s": 30}]}}
    told = {"sites": {"main": {"name": "Main", "zone": zone}}, "queues": queues, "sources": options}
    return Settings.model_validate(told | more)


class Shown(list[Snapshot]):
    """Every snapshot that was shown."""

    def changed(self, snapshot: Snapshot) -> None:
        self.append(snapshot)


class Wall:
    """An engine over a real ledger, polled by hand, with a clock that a test sets."""

    def __init__(
        self,
        folder: Path,
        *sources: FakeSource | Source,
        now: Micros = NOON,
        of: Settings | None = None,
        at: str = "",
        opener: Opener | None = None,
    ) -> None:
        self.now, self.opener = now, opener
        self.settings = of or settings(sources=[source.name for source in sources])
        self.shown = Shown()
        lay_ledger(folder / "ledger.db")
        self.ledger = Ledger(at or f"sqlite:///{folder}/ledger.db")
        self.ledger.migrate()
        self.sources: dict[str, Any] = {source.name: source for source in sources}  # as the test made them
        self.engine = self._engine()

    def _engine(self) -> Engine:
        engine = Engine(self.settings, self.sources, self.ledger, clock=lambda: self.now, opener=self.opener)
        engine.present.tell(self.shown)
        return engine

    def again(self) -> None:
        """As after a restart of the process: nothing is left but the ledger."""
        self.shown.clear()
        self.engine = self._engine()

    def poll(self, name: str, after_s: float = 0) -> float | None:
        self.now += round(after_s * SECOND)
        return self.engine.polls.poll(name)

    def value(self, metric: str, window: str = "now", **scope: str) -> float | None:
        reading = self.engine.present.full_snapshot().get(metric, Scope("main", **scope), window)
        assert reading is not None, f"there is no {metric}, {window}"
        return reading.value

    def close(self) -> None:
        self.ledger.close()


def reading(snapshot: Snapshot, metric: str, scope: Scope, window: str = "now", variant: str = "") -> Reading:
    """That one of a snapshot, where it must be."""
    found = snapshot.get(metric, scope, window, variant)
    assert found is not None, f"there is no {metric} of {scope}, {window} {variant}"
    return found


def folded(snapshot: Snapshot) -> dict[ReadingKey, Reading]:
    """Its readings without what is looked up now and then."""
    return {key: each for key, each in snapshot.readings.items() if key.metric not in LOOKED_UP}


def entered(seq: int, at: Micros, *, queue: str = "roads", source: str = "pbx") -> Happening:
    return logged(source, "main", seq, at, f"c{seq}", queue, "NONE", "ENTERQUEUE", ("", "", "1", "", ""))


def gave_up(seq: int, at: Micros, call: int, waited: int) -> Happening:
    return logged("pbx", "main", seq, at, f"c{call}", "roads", "NONE", "ABANDON", ("1", "1", str(waited), "", ""))


def batch(*events: Happening, **more: Any) -> Batch:
    return Batch({"high": max((event.seq for event in events), default=0)}, happenings=events, read=len(events), **more)


def many_at_once(count: int, run: Callable[[], object]) -> None:
    """Run something in several threads, and wait for all."""
    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

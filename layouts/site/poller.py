"""The half of a wallboard that asks: sources are polled, the ledger is kept, and the figures are told to whoever listens.
It knows no screen and no address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass

from wallboard.clock import Clock
from wallboard.engine.engine import Engine
from wallboard.engine.poll import Step
from wallboard.engine.present import FollowsSettings
from wallboard.engine.settings_taking import after_restart
from wallboard.ledger import Ledger
from wallboard.settings import Settings
from wallboard.source import Source

OpenSource = Callable[[Settings, str], Source]  # which kinds of source there are, only app.py knows


@dataclass
class Poller:
    """Runs from `start` to `stop`, once each. Holds the ledger for as long as it lives."""

    settings: Settings
    open_source: OpenSource
    engine: Engine

    def start(self) -> None:
        self.engine.start()

    def stop(self) -> bool:
        """False when a poll hangs so that its thread would keep the process alive."""
        return self.engine.stop()

    def close(self) -> None:
        """Lets go of sources and ledger, of one that was never started."""
        for source in self.engine.present.sources().values():
            source.close()
        self.engine.equipment.ledger.close()

    def take_over(self, settings: Settings, follower: FollowsSettings | None = None) -> list[str]:
        """New settings without a restart: sources that did not change stay open. All of it, with what the `follower`
        takes over in the same moment, or nothing: raises LedgerError while the ledger is away. Gives back what only
        counts after a restart."""
        before, open_now = self.settings, self.engine.present.sources()
        kept = before.sources if settings.callers == before.callers else {}  # sources hash their callers themselves
        same = {name for name in settings.sources if settings.sources[name] == kept.get(name)}
        with ExitStack() as opened:
            new = _opened(settings, [name for name in settings.sources if name not in same], self.open_source, opened)
            sources = {name: new[name] if name in new else open_now[name] for name in settings.sources}
            self.engine.take_over(settings, sources, follower)
            opened.pop_all()
        self.settings = settings
        return after_restart(before, settings)


def open_poller(settings: Settings, open_source: OpenSource, clock: Clock, step: Step) -> Poller:
    """One that is ready to start, and has brought the ledger's tables up to date. It takes readings of nothing until
    somebody asks. Where the ledger or a source cannot be had, nothing stays open or held: raises LedgerError."""
    with ExitStack() as opened:
        ledger = opened.enter_context(closing(Ledger.held(settings.ledger, "demo" if settings.demo else "serve")))
        ledger.migrate()
        sources = _opened(settings, settings.sources, open_source, opened)
        engine = Engine(settings, sources, ledger, clock=clock, only_asked=True, step=step, opener=open_source)
        opened.pop_all()
    return Poller(settings, open_source, engine)


def _opened(settings: Settings, names: Iterable[str], open_source: OpenSource, until: ExitStack) -> dict[str, Source]:
    """These sources, each closed again with `until`."""
    return {name: until.enter_context(closing(open_source(settings, name))) for name in names}

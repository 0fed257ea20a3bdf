"""The demo city, polled for real: a wall that lives through a day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import data_sources
from tests.frozen.demo import StormyCity
from wallboard.calls.callers import CallerHash
from wallboard.clock import instant
from wallboard.engine.engine import Engine
from wallboard.engine.reader import Readers
from wallboard.ledger import Ledger
from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Board, Settings
from wallboard.settings.file import read as settings_file
from wallboard.simulate import demo_city
from wallboard.source import Source

OPEN, CLOSED = "2026-11-03T12:00-05:00", "2026-11-03T23:30-05:00"  # a Tuesday, a week after the history begins
SITE = "main"
EVERYBODY = {
    "everything": EVERYTHING,
    "a department": Remit.of([SITE], ["Streets"]),
    "two wards": Remit.of([SITE], wards=["3", "4"]),
}


class LivingWall:
    """Calls, requests, and what maintenance looks up."""

    def __init__(self, folder: Path) -> None:
        self.now: Micros = instant(OPEN)
        self.city = StormyCity(folder, lambda: self.now, weeks=1)
        self.city.begin(datetime.fromisoformat(OPEN).timestamp())
        environ = {f"WALLBOARD_SOURCES__{n.upper()}__URL": f"sqlite:///{folder / n}.db" for n in ("phones", "requests")}
        self.settings = _changed(settings_file.load(demo_city.SETTINGS, data_sources.kinds(), environ))
        self.sources = {name: self._opened(name) for name in self.settings.sources}
        self.ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
        self.ledger.migrate()
        self.engine = Engine(self.settings, self.sources, self.ledger, clock=lambda: self.now)
        self.readers = Readers(self.engine.present, lambda: self.now)

    def _opened(self, name: str) -> Source:
        options = self.settings.sources[name]
        kind = data_sources.kinds()[options.kind]
        hashed = (CallerHash(lambda: b"k" * 40, 35),) if kind.tells_callers else ()
        return kind.open(name, SITE, self.settings.zone(SITE), options, *hashed)

    def go_on(self, until: str) -> None:
        """Life until then, and one poll of everything at that instant."""
        self.city.go_on(datetime.fromisoformat(until))
        self.now = instant(until)
        self._poll()
        self.engine.maintenance.run()
        self._poll()  # what was looked up is shown from now on

    def _poll(self) -> None:
        for name in self.sources:
            while self.engine.polls.poll(name) == 0:
                pass

    def close(self) -> None:
        self.city.close()
        for source in self.sources.values():
            source.close()
        self.ledger.close()


def _changed(settings: Settings) -> Settings:
    """With a board that names agents, and a department whose ages are told in business days."""
    boards = settings.boards | {"floor": Board(rows=(("agents:4",),), agent_names=True)}
    parks = settings.departments["Parks"].model_copy(update={"age_in": "business"})
    return settings.model_copy(update={"boards": boards, "departments": settings.departments | {"Parks": parks}})

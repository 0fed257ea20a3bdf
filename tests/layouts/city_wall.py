"""The whole wall of a city of two sites, behind its gate and without a server: composed by app.py
as in production, but for the clock that is handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from layouts.live.stream import Hub
from layouts.page import Page
from layouts.pages import pages
from layouts.site.web import Web
from tests.empty_databases import lay_access, lay_ledger
from wallboard.access.access import Access
from wallboard.access.passwords import Passwords
from wallboard.engine.engine import Engine
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Micros
from wallboard.settings import Settings

START: Micros = 1_795_000_000 * SECOND  # a Wednesday in November 2026
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
NORTH, SOUTH = "north", "south"
BOARDS = {NORTH: "north-hall", SOUTH: "south-hall"}
# Words that only a site's own people may ever read.
MARKS = {
    NORTH: ("Zebra Point", "Zebra hall", "zebra-queue", "Zebra Works", "Zebra lobby"),
    SOUTH: ("Yucca Bay", "Yucca hall", "yucca-queue", "Yucca Works", "Yucca lobby"),
}


def city(folder: Path, server: Mapping[str, Any], more: Mapping[str, Any], **access: Any) -> Settings:
    own = {"database": f"sqlite:///{folder}/access.db", "keys": "k" * 40, "sign_in": True}
    return Settings.model_validate(
        {
            "ledger": f"sqlite:///{folder}/wall.db",
            "sites": {site: {"name": MARKS[site][0], "zone": "America/Chicago"} for site in MARKS},
            "boards": {
                BOARDS[site]: {"title": MARKS[site][1], "site": site, "rows": [["waiting_now", "queues:3"]]}
                for site in MARKS
            },
            "queues": {MARKS[site][2]: {"site": site} for site in MARKS},
            "departments": {MARKS[site][3]: {"site": site} for site in MARKS},
            "access": own | access,
            "server": server,
            **more,
        }
    )


@dataclass
class CityWall:
    """Everything that answers a request."""

    folder: Path
    access_settings: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    now: Micros = START
    more: dict[str, Any] = field(default_factory=dict)  # settings
    declared: Sequence[Page] = field(default_factory=pages)

    def __post_init__(self) -> None:
        self.settings = city(self.folder, self.server, self.more, **self.access_settings)
        lay_ledger(self.folder / "wall.db")
        if self.settings.access.sign_in:
            lay_access(self.folder / "access.db")
        ledger = Ledger(self.settings.ledger)
        self.engine = Engine(self.settings, {}, ledger, clock=self.clock, only_asked=True)
        self.access = Access(self.settings, self.clock, CHEAP)
        self.web = Web(self.settings, self.engine, self.access, self.clock, self.declared, Hub("test"))
        self.hub, self.readers, self.shell = self.web.hub, self.web.readers, self.web.shell
        self.engine.present.tell(self.web.publisher)

    def clock(self) -> Micros:
        return self.now

    def close(self) -> None:
        self.access.close()
        self.engine.equipment.ledger.close()

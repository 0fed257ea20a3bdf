"""The whole wall of a city of two sites, behind its gate and without a server: composed by app.py
as in production, but for the clock that is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from layouts.live.publisher import BoardPublisher
from layouts.live.stream import Hub
from layouts.site import composition
from layouts.wall.boards import wanted
from layouts.web.host_policy import HostPolicy
from tests.empty_databases import lay_access, lay_ledger
from wallboard.access.access import Access
from wallboard.access.passwords import Passwords
from wallboard.engine.engine import Engine
from wallboard.engine.reader import Readers
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


def city(folder: Path, server: Mapping[str, Any], **access: Any) -> Settings:
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
        }
    )


@dataclass
class CityWall:
    """Everything that answers a request."""

    folder: Path
    access_settings: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    now: Micros = START

    def __post_init__(self) -> None:
        self.settings = city(self.folder, self.server, **self.access_settings)
        lay_ledger(self.folder / "wall.db")
        if self.settings.access.sign_in:
            lay_access(self.folder / "access.db")
        ledger = Ledger(self.settings.ledger)
        self.hub = Hub("test")
        self.publisher = BoardPublisher(self.settings, self.hub.publish)
        self.engine = Engine(self.settings, {}, ledger, clock=self.clock, want=wanted(self.settings))
        self.engine.present.tell(self.publisher)
        self.readers = Readers(self.engine.present, self.clock)
        self.access = Access(self.settings, self.clock, CHEAP)
        host_policy = HostPolicy(self.settings.server)
        self.shell = composition.make_shell(
            self.settings, self.engine, self.hub, self.readers, self.access, self.clock, host_policy
        )

    def clock(self) -> Micros:
        return self.now

    def close(self) -> None:
        self.access.close()
        self.engine.equipment.ledger.close()

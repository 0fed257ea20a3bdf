"""People and screens whose streams are watched, and where each is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import orjson

from layouts.live.session_watch import SessionWatch
from layouts.live.stream import Hub, OpenStream, Showing
from tests.empty_databases import lay_access
from wallboard.access.access import Access
from wallboard.access.visitor import Visitor
from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.settings import Settings, Site
from wallboard.settings.parts.access import AccessSettings

WALL = Showing("wall", EVERYTHING)


class House:
    """People and screens in a database, streams in a hub, and a clock to set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now: Micros = 1_790_000_000_000_000
        self.ids: dict[str, str] = {}  # of people
        lay_access(folder / "access.db")
        self.access = self.another()
        self.hub = Hub("v1")
        self.door = SessionWatch(self.hub, self.access, self.clock)

    def clock(self) -> Micros:
        return self.now

    def another(self) -> Access:
        """The same database as another process sees it."""
        own = AccessSettings(
            sign_in=True, database=f"sqlite:///{self.folder / 'access.db'}", keys_file=str(self.folder / "keys")
        )
        settings = Settings(access=own, sites={"main": Site(name="City", zone="UTC")})
        return Access(settings, self.clock)

    def screen(self, name: str, by: Visitor | None = None) -> str:
        """A paired screen's secret."""
        waiting = self.access.screens.begin()
        self.access.screens.approve(waiting.code, "wall", "main", name, by)
        return self.access.screens.claim(waiting.secret) or ""

    def person(self, name: str, role: Role = Role.VIEWER, remit: Remit = EVERYTHING) -> str:
        """A signed-in person's secret."""
        person, _ = self.access.people.add(name, name, role, remit, by=None)
        self.ids[name] = person.id
        return self.access.sessions.open(person, address="192.0.2.1").secret

    def stream(self, **credential: str) -> OpenStream:
        self.hub.publish(WALL, {}, self.now)
        return self.hub.join([WALL], self.access.recognise(**credential), "192.0.2.7")


def told(stream: OpenStream) -> str:
    """Where a stream was sent; "" for one that goes on."""
    if not stream.closed:
        return ""
    last = asyncio.run(stream.due())
    name, _, data = last.strip().partition(b"\ndata: ")
    assert name == b"event: turn"
    return str(orjson.loads(data)["to"])


def after(house: House, happens: Callable[[], object], *credentials: dict[str, str], looks: int = 1) -> list[str]:
    """Where streams with these credentials are sent when something happens after they were looked at once."""

    async def scenario() -> list[OpenStream]:
        streams = [house.stream(**credential) for credential in credentials]
        await house.door.look()
        assert not any(stream.closed for stream in streams)
        await asyncio.to_thread(happens)
        for _ in range(looks):
            await house.door.look()
        return streams

    return [told(stream) for stream in asyncio.run(scenario())]

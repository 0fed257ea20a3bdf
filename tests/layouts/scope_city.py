"""A city of two sites with calls and requests that moved about, behind its gate, composed by app.py as in production."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import orjson

from layouts.live.stream import Hub
from layouts.page import Page
from layouts.site.web import Web
from tests.empty_databases import lay_access
from tests.layouts.asking import HOST, Response, ask, scope_of
from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall
from tests.wallboard.ticket_histories import frame
from wallboard.access.access import Access
from wallboard.calls.happenings import Happening
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, SECOND
from wallboard.model.remit import Remit
from wallboard.model.roles import Role
from wallboard.settings import Settings, SourceBase
from wallboard.source import Batch

SITES = ("north", "south")
DEPARTMENTS = {"north": ("dept-parks", "dept-roads", "dept-waste"), "south": ("dept-water", "dept-trees")}
WARDS = {"north": ("ward-one", "ward-two"), "south": ("ward-two", "ward-nine")}
QUEUES = {"north": ("queue-roads", "queue-parks"), "south": ("queue-water",)}
AGENTS = {"north": "agent-noor", "south": "agent-soto"}
EVERY_DEPARTMENT = [name for names in DEPARTMENTS.values() for name in names]
EVERY_WARD = sorted({name for names in WARDS.values() for name in names})
BOARDS: dict[str, dict[str, Any]] = {
    "board-north": {"site": "north", "agent_names": True},
    "board-south": {"site": "south"},
    "board-parks": {"site": "north", "departments": ["dept-parks", "dept-roads"]},
    "board-trees": {
        "site": "south",
        "departments": ["dept-trees"],
        "rows": [["ageing:4"], ["past_due", "net_change", "promises_kept", "oldest_open"]],
        "heights": [6, 2],
    },
}
ROWS = [["ageing:4"], ["queues:2", "promises_kept", "oldest_open"], ["needs_attention", "agents", "sources:2"]]
TICKET = re.compile(rb"req-(?:north|south)-\d+")
CONTENT = "today-content.children"
CREATOR = "resident-ito"
_DETAILS = orjson.dumps(
    {"address": "12 Elm St", "call": "c3", "creator": CREATOR, "latitude": 44.98, "longitude": -93.27}
).decode()
Row = dict[str, Any]


def settings(folder: Path) -> Settings:
    sources = {f"{kind}-{site}": SourceBase(kind="fake", site=site) for kind in ("crm", "pbx") for site in SITES}
    return Settings.model_validate(
        {
            "sites": {site: {"name": f"Centre {site}", "zone": "UTC"} for site in SITES},
            "departments": {name: {"site": site} for site in SITES for name in DEPARTMENTS[site]},
            "queues": {name: {"site": site, "targets": [{"share": 0.8}]} for site in SITES for name in QUEUES[site]},
            "promises": [{"service_type": "leak", "days": 2}],
            "boards": {name: {"rows": ROWS, "heights": [6, 2, 2]} | more for name, more in BOARDS.items()},
            "sources": sources,
            "access": {"sign_in": True, "database": f"sqlite:///{folder}/access.db", "keys": "k" * 40},
        }
    )


def rows_of(site: str, count: int, chance: Random) -> list[Row]:
    """Versions of requests, each later than the one before: opened somewhere, moved about, paused, finished."""
    told = []
    for ticket in range(count):
        opened = NOON - chance.randrange(2, 900) * HOUR
        at = opened
        for _ in range(chance.randrange(1, 4)):
            told.append(
                {
                    "ticket": f"req-{site}-{ticket}",
                    "site": site,
                    "opened_at": opened,
                    "updated_at": at,
                    "department": chance.choice([*DEPARTMENTS[site], ""]),
                    "ward": chance.choice([*WARDS[site], ""]),
                    "service_type": chance.choice(["leak", "tree"]),
                    "state": chance.choice(["open", "open", "open", "paused", "finished"]),
                    "channel": ("phone", "web", "")[ticket % 3],
                    "due_at": opened + 3 * DAY if ticket % 5 == 0 else NO_INSTANT,
                    "parent": f"req-{site}-{ticket - 1}" if ticket % 4 == 1 else "",
                    "relation": "duplicate" if ticket % 4 == 1 else "",
                    "details": _DETAILS if ticket % 4 == 1 else "",
                }
            )
            at = min(at + chance.randrange(1, 90) * HOUR, NOON - chance.randrange(1, 60) * MINUTE)
    return told


def calls_of(site: str, chance: Random) -> tuple[Happening, ...]:
    events: list[Happening] = []

    def say(at: int, call: int, queue: str, event: str, agent: str = "NONE", *data: str) -> None:
        told = (*data, *[""] * (5 - len(data)))
        events.append(logged(f"pbx-{site}", site, len(events) + 1, at, f"c{call}", queue, agent, event, told))

    for call in range(30):
        at, wait, queue = NOON - (31 - call) * 10 * MINUTE, chance.randrange(5, 90), chance.choice(QUEUES[site])
        say(at, call, queue, "ENTERQUEUE", "NONE", "", "", "1")
        say(at + wait * SECOND, call, queue, "CONNECT", AGENTS[site], str(wait))
        say(at + (wait + 120) * SECOND, call, queue, "COMPLETEAGENT", AGENTS[site], str(wait), "120", "1")
    return tuple(events)


class ScopeCity:
    def __init__(self, folder: Path, declared: Sequence[Page] | None = None) -> None:
        chance = Random(311)
        self.settings = settings(folder)
        self.rows = {"north": rows_of("north", 60, chance), "south": rows_of("south", 25, chance)}
        self.wall = Wall(folder, *self._sources(chance), of=self.settings)
        for name in self.wall.sources:
            self.wall.poll(name)
        lay_access(folder / "access.db")
        self.access = Access(self.settings, self.now)
        pages = {} if declared is None else {"declared": declared}
        self.web = Web(self.settings, self.wall.engine, self.access, self.now, hub=Hub("test"), **pages)
        self.hub, self.readers, self.shell = self.web.hub, self.web.readers, self.web.shell
        self.publisher = self.web.publisher
        self.narrowed, self.page_views = self.web.on_demand
        self._people = 0

    def now(self) -> int:
        return self.wall.now

    def close(self) -> None:
        self.access.close()
        self.wall.close()

    def _sources(self, chance: Random) -> Iterator[FakeSource]:
        for site in SITES:
            told = frame(self.rows[site]).drop(columns=["source", "received_at", "batch"])
            yield FakeSource(f"crm-{site}", "tickets", Batch({"n": 1}, tickets=told, read=len(told)), site=site)
            events = calls_of(site, chance)
            yield FakeSource(f"pbx-{site}", "calls", Batch({"n": 1}, happenings=events, read=len(events)), site=site)

    def sign_in(self, role: Role, remit: Remit, language: str = "") -> Visitor:
        """Somebody new, who chose this language or leaves it to their browser."""
        self._people += 1
        name = f"person-{self._people}"
        person = self.access.people.add(name, name, role, remit, by=None)[0]
        self.access.people.speak(person.id, language)
        return Visitor(self, self.access.sessions.open(person, address="127.0.0.1").secret)


class Visitor:
    """Somebody with a session, at a browser."""

    def __init__(self, city: ScopeCity, secret: str) -> None:
        self.city = city
        self.headers = [("host", HOST), ("origin", f"http://{HOST}"), ("cookie", f"wallboard-session={secret}")]

    def ask(self, target: str, told: Any = None) -> Response:
        if told is None:
            return ask(self.city.shell, target, headers=self.headers)
        body = orjson.dumps(told)
        sent = [*self.headers, ("content-type", "application/json"), ("content-length", str(len(body)))]
        return ask(self.city.shell, target, "POST", sent, body)

    def today(self, site: str) -> Response:
        """What the page's callback answers for the site's address."""
        known = orjson.loads(self.ask("/today/_dash-dependencies").body)
        output = next(each["output"] for each in known if CONTENT in each["output"])
        outputs = [
            dict(zip(("id", "property"), each.split("."), strict=True)) for each in output.strip(".").split("...")
        ]
        address = {"id": "today-address", "property": "search", "value": f"?site={site}"}
        tick = {"id": "today-moment", "property": "data", "value": None}
        asked = {"output": output, "outputs": outputs, "inputs": [address, tick], "state": []}
        return self.ask("/today/_dash-update-component", asked | {"changedPropIds": ["today-address.search"]})

    def stream(self, board: str) -> bytes:
        """The first frame of a board's stream; of a stream that is refused, what was answered."""
        return self.streamed(f"board={board}")

    def streamed(self, query: str) -> bytes:
        """The same of whatever views."""
        return asyncio.run(asyncio.wait_for(self._stream(query), 20))

    async def _stream(self, query: str) -> bytes:
        heard: list[bytes] = []
        frame, gone = asyncio.Event(), asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            heard.append(message.get("body", b""))
            if b"data: " in heard[-1]:
                frame.set()

        scope = scope_of(f"/stream?{query}", headers=self.headers)
        answering = asyncio.create_task(self.city.shell(scope, receive, send))
        for _ in range(2_000):
            if answering.done() or heard[1:]:
                break
            await asyncio.sleep(0.005)
        if not answering.done():
            await asyncio.to_thread(self.city.publisher.changed, self.city.wall.engine.present.snapshot())
            await asyncio.to_thread(self.city.narrowed.publish)
            await asyncio.to_thread(self.city.page_views.publish)
            await frame.wait()
            gone.set()
        await answering
        return b"".join(heard)

"""A wall whose people come in by the city's sign-in, served on 127.0.0.1, and a browser of few words that goes there."""

from __future__ import annotations

import html
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
from dash import html as dash_html

from layouts.access import provider, sign_in
from layouts.live.stream import Hub
from layouts.site.board_pages import Boards
from layouts.site.shell import build_app
from layouts.web import rules
from layouts.web.http import AsgiScope, Receive, Send, json_answer
from layouts.web.probes import Probes
from layouts.web.routes import Answers, Route, visitor_of
from layouts.web.server import bound, server
from tests.integration.city_sign_in import CLIENT, PASSWORD, SECRET
from wallboard.access.access import Access
from wallboard.clock import system_clock
from wallboard.model import Micros
from wallboard.model.roles import Right, Role
from wallboard.settings import AccessSettings, Department, Settings, Site
from wallboard.settings.parts.access import Grant, Provider, Server

GRANTS = (
    Grant(group="wall-administrators", role=Role.ADMINISTRATOR),
    Grant(group="wall-supervisors", role=Role.SUPERVISOR, sites=("north",)),
    Grant(group="wall-viewers", role=Role.VIEWER),
    Grant(group="roads-managers", role=Role.DEPARTMENT_MANAGER, departments=("Roads",)),
    Grant(group="parks-managers", role=Role.DEPARTMENT_MANAGER, departments=("Parks",)),
)


class Clock:
    """The machine's, moved on as a test says."""

    def __init__(self) -> None:
        self.ahead: Micros = 0

    def __call__(self) -> Micros:
        return system_clock() + self.ahead


@dataclass
class Wall:
    address: str
    access: Access
    clock: Clock


async def whoami(scope: AsgiScope, receive: Receive, send: Send) -> None:
    visitor = visitor_of(scope)
    told = {
        "name": visitor.name,
        "role": visitor.role,
        "remit": visitor.remit.as_json(),
        "credential": visitor.credential,
    }
    await json_answer(json.dumps(told).encode()).send(scope, send)


def a_provider(issuer: str) -> Provider:
    scopes = ("openid", "profile", "groups")
    return Provider(
        label="City of Example", issuer=issuer, client_id=CLIENT, client_secret=SECRET, scopes=scopes, grants=GRANTS
    )


@contextmanager
def wall(folder: Path, issuers: dict[str, str], port: int = 0) -> Iterator[Wall]:
    """One that knows these providers by name."""
    settings = Settings(
        sites={name: Site(name=name.title(), zone="America/Chicago") for name in ("north", "south")},
        departments={"Roads": Department(site="north"), "Parks": Department(site="north")},
        server=Server(port=port),
        access=AccessSettings(
            sign_in=True,
            database=f"sqlite:///{folder / 'access.db'}",
            keys_file=str(folder / "access.keys"),
            providers={name: a_provider(issuer) for name, issuer in issuers.items()},
        ),
    )
    clock = Clock()
    access = Access(settings, clock)
    app = build_app(
        settings,
        Boards(["first"], lambda board: dash_html.Main(board)),
        Hub("1"),
        "1",
        Probes(lambda: (True, "ready"), lambda: b""),
        recognise=access.recognise,
        routes=[
            *provider.routes(access, clock),
            *sign_in.routes(access, settings),
            Route("/whoami", whoami, rules.whoever_may(Right.READ)),
            Route("/page", whoami, rules.whoever_may(Right.READ), Answers.PAGE),
        ],
    )
    running = server(app, settings.server)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound(settings.server)]})
    thread.start()
    try:
        yield Wall(f"http://127.0.0.1:{port}", access, clock)
    finally:
        running.should_exit = True
        thread.join(20)
        access.close()


class Browser(httpx.Client):
    """Keeps cookies, follows nothing by itself."""

    def __init__(self) -> None:
        super().__init__(follow_redirects=False, timeout=20, trust_env=False)

    def way_back(self, wall: Wall, name: str, provider: str = "city", onward: str = "/", answer: str = "accept") -> str:
        """Goes through the provider's own pages; gives back the address to which it sends the browser in the end."""
        at = self.get(f"{wall.address}/sign-in/{provider}", params={"next": onward})
        assert at.status_code == 303, at.text
        for _ in range(12):
            if at.is_redirect:
                there = str(at.url.join(at.headers["location"]))
                if there.startswith(wall.address):
                    return there
                at = self.get(there)
                continue
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', at.text)
            assert token is not None, at.text
            filled = {"csrf_token": token[1]}
            if 'id="loginform"' in at.text:
                filled["login"] = name
            elif 'id="passwordform"' in at.text:
                filled["password"] = PASSWORD
            else:
                assert 'id="authorizeform"' in at.text, at.text
                filled["answer"] = answer
            at = self.post(at.url, data=filled)
        raise AssertionError("the provider asks and asks")

    def sign_in(self, wall: Wall, name: str, provider: str = "city", onward: str = "/") -> httpx.Response:
        return self.get(self.way_back(wall, name, provider, onward))

    def whoami(self, wall: Wall) -> dict[str, object] | None:
        """None when nobody is signed in here."""
        reply = self.get(f"{wall.address}/whoami")
        assert reply.status_code in (200, 401)
        return reply.json() if reply.status_code == 200 else None


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def words(reply: httpx.Response) -> str:
    """What a page says, as its reader sees it."""
    return html.unescape(re.sub(r"<[^>]+>", " ", reply.text))

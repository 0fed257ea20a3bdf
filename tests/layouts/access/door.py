"""A wall that people sign in to, behind its gate and without a server, and browsers that come to it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from argon2 import PasswordHasher

from layouts.access import account, audit, people, sign_in
from layouts.web.gate import Gate
from layouts.web.host_policy import HostPolicy
from layouts.web.http import AsgiScope, Receive, Send, text
from layouts.web.routes import Answers, Route, Routes, visitor_of
from layouts.web.rules import whoever_may
from tests.empty_databases import lay_access
from tests.layouts.asking import OWN, SAME_ORIGIN, Response, ask
from tests.layouts.snapshots import HOURS, settings
from tests.wallboard.ticket_histories import frame
from wallboard.access.access import Access
from wallboard.access.passwords import Passwords
from wallboard.access.person import Person
from wallboard.engine.known_names import KnownNames
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right, Role
from wallboard.settings import Settings
from wallboard.source import Batch

START: Micros = 1_795_000_000 * SECOND  # a Wednesday in November 2026
PASSWORD = "blue kettle on the roof"
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
SITES = {
    "main": {"name": "311 Contact centre", "zone": "America/Chicago", "hours": [HOURS]},
    "north": {"name": "North <b>office</b>", "zone": "America/New_York"},
}


class Door:
    """The application, its clock, and the access behind it."""

    def __init__(self, folder: Path, **access: Any) -> None:
        own = {"sign_in": True, "database": f"sqlite:///{folder}/access.db", "keys_file": f"{folder}/access.keys"}
        self.settings: Settings = settings(sites=SITES, access=own | access)
        self.now = START
        if self.settings.access.sign_in:
            lay_access(folder / "access.db")
        self.access = Access(self.settings, self.clock, CHEAP)
        self.ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        self.known = KnownNames(lambda: self.ledger, self.clock)
        self.gate = self._gate()

    def read_requests(self, *wards: str) -> None:
        """One request of each ward is in the ledger."""
        self.ledger.migrate()
        at = {"opened_at": self.now, "updated_at": self.now, "site": "main", "department": "Streets"}
        told = [at | {"ticket": ward, "ward": ward} for ward in wards]
        batch = Batch({"n": 1}, tickets=frame(told).drop(columns=["source", "received_at", "batch"]), read=len(told))
        self.ledger.record("crm", "main", batch, self.now)

    def clock(self) -> Micros:
        self.now += 1
        return self.now

    def later(self, by: Micros) -> None:
        self.now += by

    def person(
        self, name: str, role: Role = Role.VIEWER, remit: Remit = EVERYTHING, shown: str = "", password: str = PASSWORD
    ) -> Person:
        """Somebody who has chosen a password."""
        person, code = self.access.people.add(name, shown or name.title(), role, remit, by=None)
        if password:
            self.access.entering.by_code(name, code.text, password, address="127.0.0.1")
            self.access.sessions.end_all(person, by=None)
        found = self.access.people.get(person.id)
        assert found is not None
        return found

    def administrator(self) -> Person:
        return self.person("root", Role.ADMINISTRATOR)

    def browser(self, name: str = "", password: str = PASSWORD) -> Browser:
        """A new browser; signed in as `name`."""
        browser = Browser(self.gate)
        if name:
            entered = browser.post("/sign-in", name=name, password=password)
            assert entered.status == 303, entered.text
        return browser

    def events(self) -> list[str]:
        """Of the audit log, the newest first."""
        return [entry.event for entry in self.access.audit.read(limit=1_000)]

    def _gate(self) -> Gate:
        table = [
            *sign_in.routes(self.access, self.settings),
            *account.routes(self.access, self.settings, self.known),
            *people.routes(self.access, self.settings, self.known),
            *audit.routes(self.access, self.settings, self.clock),
            *(Route(path, _said, whoever_may(Right.READ), Answers.PAGE) for path in ("/", "/today")),
        ]
        return Gate(Routes(table), self.access.recognise, HostPolicy(self.settings.server))


async def _said(scope: AsgiScope, receive: Receive, send: Send) -> None:
    await text(200, f"figures for {visitor_of(scope).name}").send(scope, send)


class Page(Response):
    """An answer with its text, and what is in it."""

    def __init__(self, answer: Response) -> None:
        self.status, self.all_headers, self.headers, self.body = (
            answer.status,
            answer.all_headers,
            answer.headers,
            answer.body,
        )

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def once(self) -> str:
        """What is shown this once: a code or a token."""
        return html.unescape(re.findall(r'class="once"[^>]*>([^<]+)<', self.text)[0])

    @property
    def errors(self) -> dict[str, str]:
        """What is told beside fields, by field."""
        found = re.findall(r'class="error" id="(\w+)-error">([^<]+)<', self.text)
        return {field: html.unescape(words) for field, words in found}

    @property
    def problem(self) -> str:
        return html.unescape("".join(re.findall(r'role="alert" class="problem"><p>([^<]+)<', self.text)))

    def link(self, words: str) -> str:
        """Where the link with these words goes."""
        return html.unescape(re.findall(rf'<a href="([^"]+)">{re.escape(words)}</a>', self.text)[0])

    def actions(self) -> list[str]:
        """Where its forms go."""
        return re.findall(r'<form method="post" action="([^"]+)"', self.text)


class Browser:
    """Keeps cookies as browsers do, and says where its forms come from."""

    def __init__(
        self, gate: Gate, address: str = "127.0.0.1", agent: str = "Mozilla/5.0 (X11; Linux) Firefox/140.0"
    ) -> None:
        self.cookies: dict[str, str] = {}
        self._gate, self._address, self._agent = gate, address, agent

    def get(self, target: str, **headers: str) -> Page:
        return self._ask(
            target, "GET", [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), *headers.items()]
        )

    def post(self, target: str, fields: Iterable[tuple[str, str]] = (), **more: str) -> Page:
        body = urlencode([*fields, *more.items()]).encode()
        kind = ("content-type", "application/x-www-form-urlencoded")
        return self._ask(target, "POST", [SAME_ORIGIN, kind, ("content-length", str(len(body)))], body)

    def _ask(self, target: str, method: str, headers: list[tuple[str, str]], body: bytes = b"") -> Page:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = [*OWN, ("user-agent", self._agent), *([("cookie", kept)] if kept else [])]
        answer = Page(ask(self._gate, target, method, [*own, *headers], body, client=self._address))
        for name, value in answer.all_headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self._keep(key, rest.partition(";")[0], "Max-Age=0" in value)
        return answer

    def _keep(self, name: str, value: str, ended: bool) -> None:
        if ended:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


@contextmanager
def opened(folder: Path, **access: Any) -> Iterator[Door]:
    door = Door(folder, **access)
    try:
        yield door
    finally:
        door.access.close()
        door.ledger.close()

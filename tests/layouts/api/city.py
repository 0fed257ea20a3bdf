"""A small city with two sites behind the gate: engine, ledger, people and tokens are the real ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from layouts.api.routes import operations
from layouts.web.gate import Gate
from layouts.web.host_policy import HostPolicy
from layouts.web.routes import Routes
from tests.empty_databases import lay_access
from tests.layouts.asking import HOST, Response, ask
from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall
from tests.wallboard.ticket_histories import frame
from wallboard.access.access import Access
from wallboard.access.person import Person
from wallboard.access.tokens import TOKEN_RIGHTS
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.calls.happenings import Happening
from wallboard.engine.reader import Readers
from wallboard.ledger import ReviewLog
from wallboard.model import DAY, MINUTE, SECOND, Micros, Scope
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.review_words import Action, Author, EntryKind, Expected, FigureKey, NewEntry, Owner
from wallboard.model.roles import RIGHTS, Right, Role
from wallboard.settings import Settings, SourceBase
from wallboard.source import Batch

NORTH = "Näs, „North“"  # a site's name may hold anything
FORMULA = "=HYPERLINK(1)"
PLACES = [("Parks", "4"), ("Parks", "7"), ("Water", "4"), ("", "")]


def city_settings(folder: Path, sign_in: bool = True) -> Settings:
    return Settings.model_validate(
        {
            "sites": {"main": {"name": "Main", "zone": "America/Chicago"}, NORTH: {"name": "North", "zone": "UTC"}},
            "queues": {"roads": {"site": "main"}, "fire": {"site": NORTH}},
            "departments": {"Parks": {"site": "main"}, "Water": {"site": "main"}, "Harbour": {"site": NORTH}},
            "boards": {
                "floor": {"rows": [["waiting_now"]], "columns": 1, "site": "main"},
                "quay": {"rows": [["waiting_now"]], "columns": 1, "site": NORTH},
            },
            "sources": {
                name: SourceBase(kind="fake", site=site)
                for name, site in (("pbx", "main"), ("crm", "main"), ("pbx2", NORTH), ("crm2", NORTH))
            },
            "access": {
                "sign_in": sign_in,
                "database": f"sqlite:///{folder}/access.db",
                "keys_file": f"{folder}/access.keys",
            },
        }
    )


def call(seq: int, at: Micros, source: str, site: str, queue: str, event: str, agent: str, *data: str) -> Happening:
    told = (*data, *[""] * (5 - len(data)))
    return logged(source, site, seq, at, f"{source}-{seq // 2}", queue, agent, event, told)


def calls(source: str, site: str, queue: str, agent: str) -> Batch:
    """Four answered calls and one that waits, in the last two hours."""
    rows: list[Happening] = []
    for nth in range(4):
        at = NOON - (nth + 1) * 20 * MINUTE
        rows.append(call(2 * nth, at, source, site, queue, "ENTERQUEUE", "NONE"))
        rows.append(call(2 * nth + 1, at + 9 * SECOND, source, site, queue, "CONNECT", agent, "9"))
    rows.append(call(100, NOON - MINUTE, source, site, queue, "ENTERQUEUE", "NONE"))
    return Batch({"high": 100}, happenings=tuple(rows), read=len(rows))


def request(source: str, site: str, nth: int, department: str, ward: str, **more: Any) -> dict[str, Any]:
    told = {"ticket": f"{source}-{nth:03}", "source": source, "site": site, "opened_at": NOON - (nth + 1) * DAY}
    told |= {"updated_at": told["opened_at"], "received_at": NOON, "department": department, "ward": ward}
    return told | {"service_type": FORMULA, "assignee": "Ola", "status": "new", "channel": "phone"} | more


def tickets(*rows: dict[str, Any]) -> Batch:
    return Batch({"read_to": NOON}, tickets=frame(rows), read=len(rows))


def agree(log: ReviewLog, site: str, department: str, expected: Expected | None = None) -> None:
    """An action of the weekly review about the requests of a department, by Ola."""
    about = FigureKey("tickets.open", Scope(site, department=department))
    action = Action(f"Help {department}", Owner("Ola"), date(2026, 12, 1), expected=expected)
    log.write(NewEntry(EntryKind.ACTION, about, action, date(2026, 11, 15)), Author("Ola"), NOON)


class City:
    """`ask` sends a request as a program with a person's token would; nobody's without one."""

    def __init__(self, folder: Path, sign_in: bool = True) -> None:
        self.settings = city_settings(folder, sign_in)
        main = [request("crm", "main", nth, *PLACES[nth % 4]) for nth in range(12)]
        north = [request("crm2", NORTH, nth, "Harbour", "9") for nth in range(3)]
        self.wall = Wall(
            folder,
            FakeSource("pbx", "calls", calls("pbx", "main", "roads", "Zoë")),
            FakeSource("crm", "tickets", tickets(*main)),
            FakeSource("pbx2", "calls", calls("pbx2", NORTH, "fire", "Åsa"), site=NORTH),
            FakeSource("crm2", "tickets", tickets(*north), site=NORTH),
            of=self.settings,
        )
        for source in self.settings.sources:
            self.wall.poll(source)
        log = self.wall.engine.equipment.ledger.review_words
        agree(log, "main", "Parks", Expected(FigureKey("calls.offered", Scope("main")), -4.5, date(2027, 1, 31)))
        agree(log, NORTH, "Harbour")
        if self.settings.access.sign_in:
            lay_access(folder / "access.db")
        self.access = Access(self.settings, lambda: self.wall.now)
        self.readers = Readers(self.wall.engine.present, lambda: self.wall.now)
        self.operations = operations(self.readers, self.access, lambda: self.wall.now)
        self.app = Gate(
            Routes([each.route() for each in self.operations]), self.access.recognise, HostPolicy(self.settings.server)
        )
        self._named = 0

    def person(self, role: Role, remit: Remit = EVERYTHING) -> Person:
        self._named += 1
        return self.access.people.add(f"{role.value}-{self._named}", f"Person {self._named}", role, remit, by=None)[0]

    def token(self, role: Role, remit: Remit = EVERYTHING, rights: Iterable[Right] | None = None) -> str:
        """Of a new person; with all rights of the role that a token may have."""
        person = self.person(role, remit)
        by = Visitor(VisitorKind.PERSON, person.id, person.name, role, RIGHTS[role], remit, credential="session:test")
        asked = RIGHTS[role] & TOKEN_RIGHTS if rights is None else rights
        return self.access.tokens.make(person, "test", asked, by=by).secret

    def ask(self, target: str, token: str | None = None, method: str = "GET", **more: Any) -> Response:
        own = [("host", HOST), ("accept-encoding", "gzip")]
        if token is not None:
            own.append(("authorization", f"Bearer {token}"))
        return ask(self.app, target, method, [*own, *more.pop("headers", ())], **more)

    def post(self, target: str, token: str | None, told: Any) -> Response:
        body = told if isinstance(told, bytes) else orjson.dumps(told)
        headers = [("content-type", "application/json"), ("content-length", str(len(body)))]
        return self.ask(target, token, "POST", headers=headers, body=body)

    def json(self, target: str, token: str | None = None) -> Any:
        answer = self.ask(target, token)
        assert answer.status == 200, answer.body
        return orjson.loads(answer.body)

    def close(self) -> None:
        self.access.close()
        self.wall.close()

"""A caller's number leaves the phone system's log for nowhere; an agent's name only for where the rules name agents.

The whole application over a real log, asked at every address of its route table by people of several roles: an
address that is added later is searched as well.
"""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from app import build, load
from layouts.site.composition import Application
from layouts.web.routes import Answers
from tests.layouts.asking import OWN, Response, ask, scope_of
from tests.noon import where_it_is_noon
from wallboard.calls.callers import CallerHash
from wallboard.clock import system_clock
from wallboard.model import SECOND
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role

CALLER = ("5550142", "555-0142", "555 0142", "Walter Carrow")  # each as it might survive
AGENT = "Zelda Quist"
NUMBER, NAME = "+1 (312) 555-0142", "Walter Carrow"
SPELLINGS = ("3125550142", "13125550142", "+13125550142", "5550142", "312-555-0142", NUMBER)
KEY = "planted-key-of-callers-" * 2
HASH = CallerHash(KEY.encode, 35).of(NUMBER)  # in the ledger, and nowhere else

SETTINGS = """
ledger = "sqlite:///{folder}/wall.db"
[access]
sign_in = true
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"
[callers]
key = "{key}"
[sites.main]
name = "Private words"
zone = "{zone}"
[sources.pbx]
kind = "asterisk_queue_log_file"
path = "{folder}/queue_log"
[queues.roads]
[boards.plain]
rows = [["agents:2", "queues:2"], ["sources:2", "needs_attention:2"]]
[boards.named]
agent_names = true
rows = [["agents:2", "queues:2"], ["sources:2", "needs_attention:2"]]
"""


def log(now: int) -> str:
    """A call that was answered, one that waits, one that left, and rows that make no sense, all with the caller in them."""
    rows = [
        (now - 600, "1.1", "roads", "NONE", "ENTERQUEUE", "", NUMBER, "1", NAME),
        (now - 600, "1.1", "roads", "NONE", "DID", "13125550142"),
        (now - 590, "1.1", "roads", AGENT, "CONNECT", "10", "1.2", "2"),
        (now - 500, "2.1", "roads", "NONE", "ENTERQUEUE", "", "13125550142", "1"),
        (now - 480, "2.1", "roads", "NONE", "EXITWITHKEY", "1", "1", "1", "20"),
        (now - 300, "3.1", "roads", "NONE", "ENTERQUEUE", "", "312-555-0142", "1"),
        (now - 200, "4.1", "roads", "NONE", "ENTERQUEUE", "", "3125550142", "1"),
        (now - 190, "4.1", "roads", AGENT, "CONNECT", "10", "4.2", "2"),
        (now - 100, "4.1", "roads", AGENT, "BLINDTRANSFER", "13125550142", "from-internal", "10", "90", "1"),
        (now - 90, "5.1", "roads", "NONE", "MYSTERY", NUMBER),
        (now - 80, "6.1", "roads", "NONE", "CONNECT", NUMBER),
        (now - 75, NUMBER, "roads", "NONE", "CONNECT", "soon"),
        (now - 74, "6.2", "312-555-0142", "NONE", "CONNECT", "soon"),
        ("when", "7.1", "roads", "NONE", "ENTERQUEUE", "", NUMBER),
    ]
    return "".join("|".join(map(str, row)) + "\n" for row in rows) + f"{NUMBER} {NUMBER}\n"


class Person(NamedTuple):
    who: str
    headers: list[tuple[str, str]]
    names: bool  # whether agents may be named to them anywhere


class Wall:
    """The application with one person of each kind signed in, and a screen for each board."""

    def __init__(self, application: Application, folder: Path) -> None:
        self.application, self.folder = application, folder
        parks = Remit.of(departments=["Parks"])
        self.people = [
            Person("nobody", list(OWN), False),
            self.signed_in(Role.VIEWER, EVERYTHING),
            self.signed_in(Role.DEPARTMENT_MANAGER, parks),
            self.signed_in(Role.ADMINISTRATOR, EVERYTHING),
            self.screen("plain"),
            self.screen("named"),
        ]

    def signed_in(self, role: Role, remit: Remit) -> Person:
        person, _ = self.application.access.people.add(role.value, role.value, role, remit, by=None)
        secret = self.application.access.sessions.open(person, address="127.0.0.1").secret
        return Person(role.value, [*OWN, ("cookie", f"wallboard-session={secret}")], role is Role.ADMINISTRATOR)

    def screen(self, board: str) -> Person:
        screens = self.application.access.screens
        pairing = screens.begin()
        screens.approve(pairing.code, board, "main", f"screen {board}", None)
        return Person(f"screen {board}", [*OWN, ("cookie", f"wallboard-screen={screens.claim(pairing.secret)}")], False)

    def targets(self) -> list[str]:
        """Every address that can be read and is no file of ours."""
        reads = [each for each in self.application.web.shell.routes.all if "GET" in each.methods]
        told = [each.path for each in reads if each.answers is not Answers.FILE and ":path}" not in each.path]
        boards = [path.replace("{board}", board) for path in told for board in ("plain", "named")]
        found = dict.fromkeys(path for path in boards if "{" not in path)
        return [f"{path}?board={b}" for path in found if path == "/stream" for b in ("plain", "named")] + list(found)

    def answer(self, target: str, person: Person) -> Response:
        if not target.startswith("/stream"):
            return ask(self.application.web.shell, target, headers=person.headers)
        return asyncio.run(self._streamed(target, person))

    async def _streamed(self, target: str, person: Person) -> Response:
        """The first frame of a stream. What is drawn for few is drawn while they look."""
        said: list[dict[str, Any]] = []
        heard = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await heard.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            said.append(dict(message))
            if b"data:" in message.get("body", b"") or message.get("status", 200) != 200:
                heard.set()

        looking = asyncio.create_task(
            self.application.web.shell(scope_of(target, headers=person.headers), receive, send)
        )
        for _ in range(200):
            for views in self.application.web.on_demand:
                await asyncio.to_thread(views.publish)
            await asyncio.sleep(0.01)
            if looking.done():
                return Response(said)
        raise AssertionError(f"no frame at {target} for {person.who}")


def built(folder: Path) -> Application:
    (folder / "wallboard.toml").write_text(
        SETTINGS.format(folder=folder, key=KEY, zone=where_it_is_noon()), encoding="utf-8"
    )
    return build(load(folder / "wallboard.toml", {}))


def digests() -> Iterator[bytes]:
    """Of a number in each of its spellings, as anybody could make them who has no key: all of each, and its beginning."""
    for text in SPELLINGS:
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            digest = hashlib.new(name, text.encode()).digest()
            yield from (digest[:16], digest[:16].hex().encode(), b64encode(digest[:15]))


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    folder = tmp_path_factory.mktemp("private")
    (folder / "queue_log").write_text(log(system_clock() // SECOND), encoding="utf-8")
    application = built(folder)
    with closing(application.engine.equipment.ledger), closing(application.access):
        application.engine.polls.poll("pbx")
        application.engine.present.publish()
        yield Wall(application, folder)


def _text(body: bytes) -> str:
    """What people read in it, of a document too."""
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return body.decode()


def holds(answer: Response | str, words: tuple[str, ...]) -> list[str]:
    body = answer if isinstance(answer, str) else _text(answer.body) + repr(answer.all_headers)
    return [word for word in words if word in body]


def test_what_is_searched_for_can_be_found(wall: Wall) -> None:
    """The log was read, some of its rows were set aside, and the agents' names are where they may be."""
    assert len(wall.application.engine.equipment.ledger.set_aside_rows("pbx", 100)) >= 2
    assert wall.application.engine.present.snapshot().people[0].agent == AGENT
    assert len(wall.targets()) > 20


def test_no_address_gives_a_callers_number_or_name_to_anybody(wall: Wall) -> None:
    asked = 0
    for target in wall.targets():
        for person in wall.people:
            answer = wall.answer(target, person)
            assert not holds(answer, (*CALLER, HASH, KEY)), f"{target} to {person.who}"
            asked += answer.status == 200
    assert asked > 40


def test_agents_are_named_on_boards_that_say_so_and_to_those_who_may_read_names_and_nowhere_else(wall: Wall) -> None:
    named: set[tuple[str, str]] = set()
    for target in wall.targets():
        for person in wall.people:
            if holds(wall.answer(target, person), (AGENT,)):
                named.add((target, person.who))
    everybody = {"viewer", "department_manager", "administrator", "screen named"}
    assert named == {("/stream?board=named", who) for who in everybody} | {("/export/calls.csv", "administrator")}


def test_neither_set_aside_rows_nor_any_file_that_is_kept_hold_a_caller(wall: Wall) -> None:
    assert not holds(repr(wall.application.engine.equipment.ledger.set_aside_rows("pbx", 100)), (*CALLER, HASH))
    kept = [path for path in wall.folder.iterdir() if path.name not in ("queue_log", "wallboard.toml")]
    assert {"wall.db", "access.db"} <= {path.name for path in kept}
    for path in kept:
        content = path.read_bytes()
        assert not [word for word in (*CALLER, KEY) if word.encode() in content], path.name
        assert not [digest for digest in digests() if digest in content], path.name


def test_whose_call_it_was_is_known_by_a_keyed_hash_in_the_ledger_alone(wall: Wall) -> None:
    ledger = wall.application.engine.equipment.ledger
    others = ledger.same_caller("main", "pbx", "3.1", 0, system_clock())
    assert others is not None
    assert [visit.key.callid for visit in others] == ["1.1", "2.1", "4.1"], "one number in four spellings"
    holding = {path.name for path in wall.folder.iterdir() if HASH.encode() in path.read_bytes()}
    assert holding
    assert holding <= {"wall.db", "wall.db-wal"}


def test_the_log_of_the_wall_names_neither(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "queue_log").write_text(log(system_clock() // SECOND), encoding="utf-8")
    application = built(tmp_path)
    with closing(application.engine.equipment.ledger), closing(application.access):
        application.engine.polls.poll("pbx")
        application.engine.present.publish()
    said = "".join(capfd.readouterr())
    assert "pbx" in said
    assert not holds(said, (*CALLER, AGENT, HASH, KEY))

"""One wall, asked at every address of its route table, by every method, by everybody who may come; and what is right."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import dash
import orjson

from layouts.live.board_views import BoardViews
from layouts.live.on_demand import OnDemandPublisher
from layouts.page import Page
from layouts.page.frame import frame
from layouts.page.parts import day
from layouts.pages import pages
from layouts.web.gate import Gate
from layouts.web.host_policy import HostPolicy
from layouts.web.http import App, AsgiScope, Receive, Send, text
from layouts.web.routes import Answers, Route, Routes
from tests.layouts.asking import OWN, SAME_ORIGIN, Response, asking, scope_of
from tests.layouts.city_wall import BOARDS, MARKS, NORTH, CityWall
from tests.layouts.comers import Comer
from tests.layouts.declared_pages import DeclaredPages
from tests.layouts.fired import fire
from tests.layouts.let_in import LET_IN
from tests.layouts.page.example import department as example
from tests.layouts.right_answers import CALLBACK, METHODS, OF_FIGURES, QUERY, REACHED, expected
from tests.wide import WIDE
from wallboard.engine.present import Present
from wallboard.engine.reader import Reader
from wallboard.model import Scope
from wallboard.model.review_words import Action, Author, EntryKind, FigureKey, NewEntry, Owner, ReviewEntry
from wallboard.model.roles import Right

_ONE_IN = 3  # comers who ask by a method that an address has not


def of_its_own(text: str, reader: Reader) -> str | None:
    """A part that no other page has."""
    return text if text == "own" else None


# Those of the house, the one that docs/pages.md shows, and one with a part that nobody else knows.
PAGES = (
    *pages(),
    example().PAGE,
    Page(
        "/own/{thing}/{day}",
        "Own",
        lambda context: frame(context, str(context.parts)),
        right=Right.EXPORT,
        parts={"thing": of_its_own, "day": day},
    ),
)


def filled(path: str, named: Mapping[str, str]) -> str:
    for name, value in named.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"{path}: say with what its parts are to be filled in"
    return path


async def reached(scope: AsgiScope, receive: Receive, send: Send) -> None:
    await text(REACHED, "reached").send(scope, send)


def spied(route: Route) -> Route:
    """Changes are not made, only reached: else one cell of the matrix would change what the next one finds."""
    return replace(route, handler=reached) if route.answers is Answers.CHANGE and route.path != CALLBACK else route


def _written(wall: CityWall) -> ReviewEntry:
    """An action about a ward of the north's department."""
    about = FigureKey("tickets.open", Scope(NORTH, department=MARKS[NORTH][3], ward="4"))
    content = Action(f"Paint {MARKS[NORTH][1]}", Owner("Rui"), date(2026, 12, 1))
    log = wall.engine.equipment.ledger.review_words
    return log.write(NewEntry(EntryKind.ACTION, about, content, date(2026, 11, 15)), Author("Ada"), wall.now)


class Matrix:
    """One wall, asked over and over."""

    def __init__(self, wall: CityWall, everybody: list[Comer]) -> None:
        self.wall = wall
        self.everybody = everybody
        table = wall.shell.routes.all
        self.callback = b""
        self.gate = Gate(Routes(map(spied, table)), wall.access.recognise, HostPolicy(wall.settings.server))
        self.pages = DeclaredPages(wall.web.declared)
        self.paths: dict[str, list[Route]] = {}
        for route in table:
            self.paths.setdefault(route.path, []).append(route)
        # a small script of Dash's own, by the name that it has in this version
        self.script = f"dash/deps/{min(Path(dash.__file__).parent.glob('deps/prop-types@*.min.js')).name}"
        person = wall.access.people.named("boss") if wall.access.sign_in else None
        self.named = {
            "board": BOARDS[NORTH],
            "id": person.id if person else "0",
            "session": "0",
            "token": "0",
            "provider": "city",
            "message": "0",
            "alert": str(fire(wall, NORTH).id),
            "entry": str(_written(wall).id),
        }

    def target(self, path: str) -> str:
        file = "board.css" if path.startswith("/assets/") else self.script
        return filled(path, {**self.named, "file:path": file, **self.pages.named(path)}) + (QUERY | OF_FIGURES).get(
            path, ""
        )

    async def ask(self, path: str, method: str, comer: Comer) -> Response:
        body = self.callback if path == CALLBACK and method == "POST" else b""
        headers = [*OWN, SAME_ORIGIN, *comer.headers]
        if method not in ("GET", "HEAD"):
            headers += [("content-length", str(len(body))), ("content-type", "application/json")]
        return await asking(self.gate, scope_of(self.target(path), method, headers), body)

    async def cells(self) -> list[str]:
        """Asks everything; gives back what was not as expected."""
        reader = next(comer for comer in self.everybody if comer.who in ("administrator", "machine"))
        self.callback = callback((await self.ask("/today/_dash-dependencies", "GET", reader)).body)
        wrong = []
        with ticking(OnDemandPublisher(self.wall.hub, BoardViews(self.wall.readers)), self.wall.engine.present):
            for path, method, comers in self.asked():
                answers = await asyncio.gather(*(self.ask(path, method, comer) for comer in comers))
                wrong += [
                    f"{method} {path} by {comer.label}: {words}"
                    for comer, answer in zip(comers, answers, strict=True)
                    for words in self.faults(path, method, comer, answer)
                ]
        return wrong

    def asked(self) -> list[tuple[str, str, list[Comer]]]:
        """Each address by each method that it has, by everybody; and by one of those that it has not, by every third comer,
        others at each address. With WALLBOARD_WIDE by all of them and everybody."""
        found = []
        for nth, (path, routes) in enumerate(self.paths.items()):
            has = [method for method in METHODS if any(method in route.methods for route in routes)]
            has_not = [method for method in METHODS if method not in has]
            one, some = nth % len(has_not), self.everybody[nth // len(has_not) % _ONE_IN :: _ONE_IN]
            found += [(path, method, self.everybody) for method in [*has, *(has_not if WIDE else ())]]
            found += [] if WIDE else [(path, has_not[one], some)]
        return found

    def __len__(self) -> int:
        return sum(len(comers) for _, _, comers in self.asked())

    def faults(self, path: str, method: str, comer: Comer, answer: Response) -> Iterator[str]:
        routes = self.paths[path]
        right = expected(routes, method, comer, self.pages)
        if answer.status not in right:
            yield f"{answer.status}, not {sorted(right)}: {answer.body[:200]!r}"
        if answer.status == 303 and comer.who == "nobody":
            there = answer.headers["location"]
            if there.partition("?")[0] != ("/tv" if comer.lost_screen else "/sign-in"):
                yield f"led to {there}"
        told = answer.body.decode("utf-8", "replace") + repr(answer.all_headers)
        refused = answer.status >= 300 and answer.status != 404
        theirs = () if refused else comer.sites
        yield from (f"read {mark!r}" for site in MARKS if site not in theirs for mark in MARKS[site] if mark in told)
        shows = path in ("/board/{board}", "/frame", CALLBACK) and answer.status == 200
        if shows and NORTH in theirs and not any(mark in told for mark in MARKS[NORTH]):
            yield "does not show what they came for"
        words = comer.who in LET_IN["whoever_may_operate"]
        if path == "/readyz" and answer.status == 503 and (answer.body == b"not ready\n") == words:
            yield f"told {answer.body!r}"
        headers = answer.headers
        if "content-security-policy" not in headers or headers.get("x-content-type-options") != "nosniff":
            yield "came without the security headers"
        if headers.get("cache-control") != "no-store" and routes[0].answers is not Answers.FILE:
            yield f"may be kept: {headers.get('cache-control')}"
        kept = headers.get("set-cookie", "").partition(";")[0]
        if kept and (refused or ("cookie", kept) not in comer.headers):  # a screen's own may be renewed
            yield "set a cookie"


@contextmanager
def ticking(narrowed: OnDemandPublisher, present: Present) -> Iterator[None]:
    """Boards within limited remits are made at each tick while somebody looks, or asks."""
    over, snapshot = threading.Event(), present.snapshot()

    def tick() -> None:
        while not over.wait(0.05):
            narrowed.changed(snapshot)

    ticks = threading.Thread(target=tick)
    narrowed.start()
    ticks.start()
    try:
        yield
    finally:
        over.set()
        ticks.join()
        narrowed.stop()


def callback(dependencies: bytes) -> bytes:
    """What Today asks when it is opened for the north, as its own page would put it together."""
    wanted = next(each["output"] for each in orjson.loads(dependencies) if "today-content" in each["output"])
    outputs = [dict(zip(("id", "property"), each.rsplit(".", 1), strict=True)) for each in wanted[2:-2].split("...")]
    return orjson.dumps(
        {
            "output": wanted,
            "outputs": outputs,
            "inputs": [
                {"id": "today-address", "property": "search", "value": f"?site={NORTH}"},
                {"id": "today-tick", "property": "n_intervals", "value": None},
            ],
            "changedPropIds": ["today-address.search"],
            "parsedChangedPropsIds": ["today-address.search"],
            "state": [],
        }
    )


class Opened:
    """A request that stays open until it is told to leave."""

    def __init__(self, scope: dict[str, Any]) -> None:
        self.scope = scope
        self.sent: list[dict[str, Any]] = []
        self.left = asyncio.Event()

    async def run(self, app: App) -> None:
        async def receive() -> dict[str, Any]:
            await self.left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            self.sent.append(dict(message))

        await app(self.scope, receive, send)

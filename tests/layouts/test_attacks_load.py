"""Whoever keeps the wall busy on purpose: who comes in is still looked up, and who may look no more still goes."""

from __future__ import annotations

import asyncio
import resource
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dash import html

from layouts.access.page_request import CROWDED, MOST_WAITING, PageRequest, answered
from layouts.live.session_watch import SessionWatch
from layouts.live.stream import Hub, Showing
from layouts.pages import today
from layouts.site.streams import MOST_STREAMS_OF_ONE
from layouts.web.dash_pages import Content, HtmlDocument, dash_page
from layouts.web.dash_scripts import DashScripts
from layouts.web.gate import Gate
from layouts.web.host_policy import HostPolicy
from layouts.web.http import Answer, AsgiScope, Message, Receive, Send, text
from layouts.web.routes import Answers, Route, Routes
from layouts.web.rules import anyone, anyone_known
from layouts.web.server import MOST_CONNECTIONS, room_for_screens
from tests.access_house import HERE, House
from tests.layouts.asking import OWN, SAME_ORIGIN, asking, scope_of
from tests.layouts.attacked import FORM, LASTING, administrator, with_ada
from tests.layouts.city_wall import CityWall
from wallboard.access.visitor import MACHINE, NOBODY, Visitor, VisitorKind
from wallboard.model.remit import EVERYTHING

pytestmark = pytest.mark.whole

COOKIE = ("cookie", "wallboard-session=" + "x" * 43)
ADA = Visitor(VisitorKind.PERSON, "1", "Ada", credential="session:1")
WITHIN_S = 20.0  # of a machine with other things to do; without threads of its own it would never end


async def said(scope: AsgiScope, receive: Receive, send: Send) -> None:
    await text(200, "said").send(scope, send)


def while_all_threads_are_busy(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """As when somebody reads one long day after another: the loop's own threads have no room."""

    async def run() -> None:
        over = threading.Event()
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(1))
        busy = asyncio.ensure_future(asyncio.to_thread(over.wait, 10 * WITHIN_S))
        try:
            await asyncio.wait_for(scenario(), WITHIN_S)
        finally:
            over.set()
            await busy

    asyncio.run(run())


def test_who_is_asking_is_looked_up_however_busy_others_keep_the_wall() -> None:
    async def scenario() -> None:
        gate = Gate(
            Routes([Route("/data", said, anyone_known)]), lambda *told: ADA if any(told) else NOBODY, HostPolicy()
        )
        assert (await asking(gate, scope_of("/data", headers=[*OWN, COOKIE]))).status == 200

    while_all_threads_are_busy(scenario)


def test_a_revoked_stream_goes_dark_however_busy_others_keep_the_wall(tmp_path: Path) -> None:
    house = House(tmp_path)
    try:
        session = house.access.sessions.open(house.person(), address=HERE)
        hub = Hub("v1")
        door = SessionWatch(hub, house.access, house.clock)

        async def scenario() -> None:
            stream = hub.join([Showing("wall", EVERYTHING)], house.access.recognise(session=session.secret))
            await door.look()
            assert not stream.closed
            house.access.sessions.end(session.record.id, by=None)
            await door.look()
            assert stream.closed

        while_all_threads_are_busy(scenario)
    finally:
        house.close()


@dataclass
class SlowDays:
    """A page whose past takes its time, and which counts how many wait for it at once."""

    visitor: Visitor = MACHINE
    going_on: int = 0
    most: int = 0
    go_on: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def reader(self) -> Any:
        with self.lock:
            self.going_on += 1
            self.most = max(self.most, self.going_on)
        self.go_on.wait(WITHIN_S)
        with self.lock:
            self.going_on -= 1
        raise LookupError("read to the end")

    def now(self) -> int:
        return 0


def test_few_days_are_read_at_once_whoever_asks_for_many() -> None:
    days, asked = SlowDays(), dict[str, Any]()
    callback = SimpleNamespace(
        callback=lambda *of, **how: lambda function: asked.setdefault(function.__name__, function),
        clientside_callback=lambda *of, **how: None,  # what the browser does is not asked here
    )
    today.callbacks(callback, lambda: days)  # type: ignore[arg-type, return-value]

    async def scenario() -> None:
        asking_now = [asyncio.ensure_future(asked["show"]("?day=2026-11-20", 0)) for _ in range(20)]
        for _ in range(1_000):
            if days.going_on == today.AT_ONCE:
                break
            await asyncio.sleep(0.002)
        for _ in range(100):  # a third one would come now
            await asyncio.sleep(0)
        days.go_on.set()
        ended = await asyncio.gather(*asking_now, return_exceptions=True)
        assert all(isinstance(each, LookupError) for each in ended)

    asyncio.run(scenario())
    assert days.most == today.AT_ONCE


def test_streams_are_counted_by_credential_and_given_back() -> None:
    async def scenario() -> None:
        hub, bob = Hub("v1"), replace(ADA, credential="session:2")
        opened = [hub.join([Showing("wall", EVERYTHING)], ADA) for _ in range(3)]
        opened[0].visitor = replace(ADA, name="Ada Lopez")  # as the session watch does
        assert (hub.streams_of(ADA), hub.streams_of(bob)) == (3, 0)
        for stream in opened:
            hub.leave(stream)
            hub.leave(stream)
        assert hub.streams_of(ADA) == 0
        assert len(hub._by_credential) == 0

    asyncio.run(scenario())


def test_nobody_takes_all_the_servers_connections_by_streams(tmp_path: Path) -> None:
    wall = with_ada(CityWall(tmp_path, LASTING))
    try:
        headers = administrator(wall)
        visitor = wall.access.recognise(session=headers[0][1].partition("=")[2])
        board = next(iter(wall.settings.boards))

        async def scenario() -> None:
            for _ in range(MOST_STREAMS_OF_ONE):
                wall.hub.join([Showing(board, EVERYTHING)], visitor)
            refused = await asking(wall.shell, scope_of(f"/stream?board={board}", headers=[*OWN, *headers]))
            assert refused.status == 429
            assert (await asking(wall.shell, scope_of("/here", headers=[*OWN, *headers]))).status == 200

        asyncio.run(scenario())
    finally:
        wall.close()


def test_the_server_asks_for_room_for_thousands_of_screens() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, before[1]), before[1]))
        room_for_screens()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (min(MOST_CONNECTIONS, before[1]), before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_script_is_kept_once_whatever_fingerprints_are_made_up_for_it() -> None:
    """Plotly's is five megabytes: a thousand fingerprints would fill the memory of the machine."""
    page = dash_page("/today", Content("Today", html.Div), HtmlDocument(dict, (), ()))

    async def scenario() -> None:
        suites, scope = DashScripts(), scope_of("/")
        found = [await suites.get(f"dash/dcc/dash_core_components.v{n}m{n}.js", scope, [page]) for n in range(20)]
        assert found[0] is not None
        assert all(each is found[0] for each in found)
        assert await suites.get("dash/dcc/no_such_file.v1m1.js", scope, [page]) is None
        assert list(suites._kept) == ["dash/dcc/dash_core_components.js"]

    asyncio.run(scenario())


def test_a_crowd_that_signs_in_is_told_at_once_and_not_worked_off_for_hours() -> None:
    free, answered_for = threading.Event(), list[str]()

    def slow(request: PageRequest) -> Answer:
        free.wait(WITHIN_S)
        answered_for.append(request.address)
        return text(200, "in")

    async def scenario() -> list[int]:
        with ThreadPoolExecutor(1) as one:
            gate = Gate(
                Routes([Route("/sign-in", answered(slow, one), anyone, Answers.CHANGE, ("POST",), 100)]),
                lambda *told: NOBODY,
                HostPolicy(),
            )
            form = [*OWN, SAME_ORIGIN, FORM, ("content-length", "0")]
            waiting = [
                asyncio.ensure_future(asking(gate, scope_of("/sign-in", "POST", form))) for _ in range(MOST_WAITING)
            ]
            for _ in range(10 * MOST_WAITING):
                await asyncio.sleep(0)
            late = await asyncio.wait_for(asking(gate, scope_of("/sign-in", "POST", form)), WITHIN_S)
            assert late.headers["retry-after"] == "30"
            assert CROWDED.encode() in late.body
            free.set()
            first = [(await each).status for each in waiting]
            return [*first, late.status, (await asking(gate, scope_of("/sign-in", "POST", form))).status]

    assert asyncio.run(scenario()) == [*[200] * MOST_WAITING, 503, 200]
    assert len(answered_for) == MOST_WAITING + 1


def test_forms_that_never_come_take_nobodys_place() -> None:
    async def never() -> Message:
        return await asyncio.Future()

    async def nowhere(message: Message) -> None: ...

    async def scenario() -> int:
        with ThreadPoolExecutor(1) as one:
            route = Route(
                "/sign-in", answered(lambda request: text(200, "in"), one), anyone, Answers.CHANGE, ("POST",), 100
            )
            gate = Gate(Routes([route]), lambda *told: NOBODY, HostPolicy())
            unsent = [*OWN, SAME_ORIGIN, FORM, ("content-length", "50")]
            slow = [
                asyncio.ensure_future(gate(scope_of("/sign-in", "POST", unsent), never, nowhere))
                for _ in range(2 * MOST_WAITING)
            ]
            for _ in range(10):
                await asyncio.sleep(0)
            form = [*OWN, SAME_ORIGIN, FORM, ("content-length", "0")]
            status = (await asking(gate, scope_of("/sign-in", "POST", form))).status
            for each in slow:
                each.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
            return status

    assert asyncio.run(scenario()) == 200

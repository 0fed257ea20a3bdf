"""Programs share a few threads, so that however many they are, people and the gate find one free."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from layouts.api.operation import AT_ONCE, Call, Operation, given
from layouts.web import rules
from layouts.web.http import Answer
from tests.layouts.api.city import City
from tests.layouts.asking import OWN, SAME_ORIGIN, asking, scope_of
from wallboard.access.visitor import MACHINE
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole


def test_no_more_than_a_few_run_at_once_and_all_are_answered() -> None:
    going, most, lock, go_on = 0, 0, threading.Lock(), threading.Event()

    def slow(call: Call, asked: Any) -> Answer:
        nonlocal going, most
        with lock:
            going += 1
            most = max(most, going)
        assert go_on.wait(20)
        with lock:
            going -= 1
        return given({})

    async def all_at_once() -> list[int]:
        room = asyncio.Semaphore(AT_ONCE)
        handlers = [Operation(f"/api/{n}", "", rules.anyone, slow, gives=dict).route(room).handler for n in range(10)]
        state = {"visitor": MACHINE, "parameters": {}, "address": ""}
        asked = [asyncio.create_task(asking(each, scope_of("/api/x") | {"state": state})) for each in handlers]
        for _ in range(2000):
            if going == AT_ONCE:
                break
            await asyncio.sleep(0.001)
        # a thread that is still free answers at once
        assert await asyncio.wait_for(asyncio.to_thread(lambda: going), 10) == AT_ONCE
        go_on.set()
        return [(await each).status for each in asked]

    assert asyncio.run(all_at_once()) == [200] * 10
    assert most == AT_ONCE


def test_files_are_not_made_for_a_glance_at_their_headers(city: City) -> None:
    token = city.token(Role.SUPERVISOR)
    assert city.ask("/export/snapshot.csv", token, "HEAD").status == 405
    assert city.ask("/api/me", token, "HEAD").status == 200


def test_by_a_session_a_change_needs_our_own_origin(city: City) -> None:
    secret = city.access.sessions.open(city.person(Role.SUPERVISOR), address="127.0.0.1").secret
    own = [("content-type", "application/json"), ("content-length", "2"), ("cookie", f"wallboard-session={secret}")]

    def status(*more: tuple[str, str]) -> int:
        headers = [*OWN, *own, *more]
        return asyncio.run(asking(city.app, scope_of("/api/screens/x/reload", "POST", headers), b"{}")).status

    assert status(SAME_ORIGIN) == 404
    assert status() == 403
    assert status(("origin", "https://example.org")) == 403
    assert status(("origin", "null")) == 403
    assert status(SAME_ORIGIN, ("sec-fetch-site", "cross-site")) == 403

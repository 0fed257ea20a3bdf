"""Which requests are taken at all: by their method, their host, where they come from and how long they are."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from layouts.site.shell import Shell
from tests.layouts.asking import OWN, ask
from tests.layouts.site.small_shell import callback_body, make, post


@pytest.fixture(scope="module")
def app() -> Shell:
    return make()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/board/wall", "/data", "/stream?board=wall", "/assets/live.js"])
def test_addresses_that_are_read_take_no_other_method(app: Shell, method: str, path: str) -> None:
    headers = [*OWN, ("origin", "http://127.0.0.1:8311"), ("content-length", "0")]
    answer = ask(app, path, method, headers)
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/", "/board/wall/_dash-layout", "/data", "/assets/live.js"])
def test_head_answers_as_get_does(app: Shell, path: str) -> None:
    assert ask(app, path, "HEAD").status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8311", "192.168.1.5:8311", "127.0.0.1.evil.example", "", "[::1", "localhost@evil"],
)
def test_a_host_that_is_not_this_machine_is_refused(app: Shell, host: str) -> None:
    assert ask(app, "/data", headers=[("host", host)]).status == 421


def test_a_request_without_a_host_is_refused(app: Shell) -> None:
    assert ask(app, "/", headers=[]).status == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8311", "[::1]:8311", "LOCALHOST:1"])
def test_this_machines_own_names_are_taken(app: Shell, host: str) -> None:
    assert ask(app, "/livez", headers=[("host", host)]).status == 200


def test_a_pages_own_callback_answers(app: Shell) -> None:
    answer = post(app, ("origin", "http://127.0.0.1:8311"), ("sec-fetch-site", "same-origin"))
    assert answer.status == 200
    assert orjson.loads(answer.body)["response"]["answer"]["children"] == "you said hello"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("origin", "http://evil.example")],
        [("origin", "null")],
        [("origin", "http://localhost:9999")],
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("origin", "http://127.0.0.1:8311"), ("sec-fetch-site", "cross-site")],
    ],
)
def test_a_post_that_does_not_come_from_our_own_page_is_refused(app: Shell, headers: list[tuple[str, str]]) -> None:
    assert post(app, *headers).status == 403


def test_a_post_of_untold_or_enormous_length_is_refused(app: Shell) -> None:
    own = ("origin", "http://127.0.0.1:8311")
    assert post(app, own, length=2_000_000).status == 413
    without = [*OWN, own]
    assert ask(app, "/today/_dash-update-component", "POST", without, callback_body()).status == 411


def test_a_callback_of_one_page_cannot_be_reached_through_another(app: Shell) -> None:
    body = callback_body()
    headers = [*OWN, ("origin", "http://127.0.0.1:8311"), ("content-length", str(len(body)))]
    headers.append(("content-type", "application/json"))
    assert ask(app, "/board/wall/_dash-update-component", "POST", headers, body).status >= 400


def test_another_site_may_link_to_a_page_but_not_read_data_or_streams(app: Shell) -> None:
    link = [*OWN, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")]
    fetch = [*OWN, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")]
    assert ask(app, "/board/wall", headers=link).status == 200
    assert ask(app, "/data", headers=fetch).status == 403
    assert ask(app, "/stream?board=wall", headers=fetch).status == 403


def test_websockets_are_refused(app: Shell) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app({"type": "websocket", "path": "/board/wall/_dash-ws-callback", "headers": []}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]

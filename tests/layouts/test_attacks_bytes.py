"""Attacks by bytes that no browser sends, over the real server, and by markup in names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.layouts.asking import OWN, ask
from tests.layouts.attacked import FORM, LASTING, administrator, with_ada
from tests.layouts.city_wall import BOARDS, MARKS, NORTH, CityWall
from tests.layouts.comers import Headers, Making, session
from tests.layouts.serving import sent, serving
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Role
from wallboard.settings.parts.access import Server

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityWall]:
    made = with_ada(CityWall(tmp_path_factory.mktemp("attacks"), LASTING))
    yield made
    made.close()


@pytest.fixture(scope="module")
def root(wall: CityWall) -> Headers:
    return administrator(wall)


# ---------------------------------------------------------------- as bytes, over the real server

Raw = dict[str, tuple[bytes, tuple[int, ...]]]
RAW: Raw = {
    "an address of elsewhere": (b"GET http://evil.example/api/me HTTP/1.1\r\n{own}\r\n", (401,)),
    "a host of elsewhere": (b"GET /livez HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", (421,)),
    "two hosts": (b"GET /livez HTTP/1.1\r\n{own}Host: evil.example\r\n\r\n", (421,)),
    "no host": (b"GET /livez HTTP/1.0\r\n\r\n", (421,)),
    "a proxy's word by a stranger": (b"GET /livez HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\nConnection: close\r\n\r\n", (421,)),
    "length and chunks": (b"POST /sign-in HTTP/1.1\r\n{own}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\n{own}\r\n", (400,)),
    "chunks": (b"POST /sign-in HTTP/1.1\r\n{own}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", (411,)),
    "two lengths": (b"POST /sign-in HTTP/1.1\r\n{own}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", (400,)),
    "a negative length": (b"POST /sign-in HTTP/1.1\r\n{own}Content-Length: -1\r\n\r\n", (400,)),
    "a folded header": (b"GET /livez HTTP/1.1\r\n{own}X: a\r\n b\r\n\r\n", (400,)),
    "a header of two lines": (b"GET /livez HTTP/1.1\r\n{own}X: a\rSet-Cookie: b=c\r\n\r\n", (400,)),
    "a NUL in a header": (b"GET /livez HTTP/1.1\r\n{own}X: a\x00b\r\n\r\n", (400,)),
    "lines without returns": (b"GET /livez HTTP/1.1\nHost: localhost\n\n", (400,)),
    "bytes in a path": (b"GET /\xff\xfe HTTP/1.1\r\n{own}\r\n", (400,)),
    "a blank in a path": (b"GET /a b HTTP/1.1\r\n{own}\r\n", (400,)),
    "an endless path": (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n{own}\r\n", (400,)),
    "a tunnel": (b"CONNECT evil.example:443 HTTP/1.1\r\n{own}\r\n", (400, 401)),
    "an echo": (b"TRACE / HTTP/1.1\r\n{own}X: mirror\r\n\r\n", (401, 411)),
    "another protocol": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400,)),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", (400,)),
    "a method of its own": (b"HACK / HTTP/1.1\r\n{own}\r\n", (400,)),
}  # fmt: skip


@pytest.fixture(scope="module")
def port(wall: CityWall) -> Iterator[int]:
    with serving(wall.shell, Server(port=0)) as opened:
        yield opened


@pytest.mark.parametrize(("request_bytes", "statuses"), RAW.values(), ids=RAW.keys())
def test_bytes_that_no_browser_sends_are_refused_and_the_server_lives(
    port: int, request_bytes: bytes, statuses: tuple[int, ...]
) -> None:
    own = f"Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nConnection: close\r\n".encode()
    told = sent(port, request_bytes.replace(b"{own}", own))
    assert told.startswith(b"HTTP/1.1 ")
    assert int(told[9:12]) in statuses
    assert told.count(b"HTTP/1.1 ") == 1, "a second request was smuggled in"
    assert b"mirror" not in told
    assert sent(port, b"GET /livez HTTP/1.1\r\n" + own + b"\r\n").startswith(b"HTTP/1.1 200 ")


def test_head_answers_without_a_body(port: int) -> None:
    told = sent(port, f"HEAD /sign-in HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
    assert told.startswith(b"HTTP/1.1 200 ")
    assert told.endswith(b"\r\n\r\n")


def test_a_strangers_word_about_where_it_comes_from_is_not_written_down(wall: CityWall, port: int) -> None:
    body = urlencode({"name": "ada", "password": "not the right one"})
    head = (
        f"POST /sign-in HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nConnection: close\r\n"
    )
    head += f"X-Forwarded-For: 203.0.113.66\r\nX-Real-IP: 203.0.113.66\r\nContent-Type: {FORM[1]}\r\n"
    told = sent(port, f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    assert told.startswith(b"HTTP/1.1 401 ")
    failed = wall.access.audit.read(event="sign_in_failed", about="ada", limit=1)
    assert [entry.address for entry in failed] == ["127.0.0.1"]


# ---------------------------------------------------------------- markup in names

SCRIPT = "<script>alert(1)</script>"
HOSTILE = [
    f"</title>{SCRIPT}",
    '"><img src=x onerror=alert(1)>',
    f"</script>{SCRIPT}",
    "{{7*7}}{%print(1)%}",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_in_the_citys_own_names_stays_text_on_dash_pages(tmp_path: Path, name: str, monkeypatch: Any) -> None:
    monkeypatch.setitem(MARKS, NORTH, (name, name, name, name, name))
    wall = CityWall(tmp_path)
    root = session(Making(wall).signed_in("root", Role.ADMINISTRATOR, EVERYTHING))
    for path in ("/", f"/board/{BOARDS[NORTH]}", "/today"):
        page = ask(wall.shell, path, headers=[*OWN, *root])
        assert page.status == 200
        body = page.body.decode()
        assert SCRIPT not in body
        assert "<img src=x" not in body
        assert "49" not in body.partition("<title>")[2].partition("</title>")[0]
    for part in (f"/board/{BOARDS[NORTH]}/_dash-layout", "/today/_dash-layout", "/api/snapshot", "/api/me"):
        answer = ask(wall.shell, part, headers=[*OWN, *root])
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    wall.close()

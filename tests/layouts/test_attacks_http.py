"""Attacks by way of addresses, paths and bodies, on the wall as it is composed in production."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layouts.web.asset_files import ASSETS
from layouts.web.files import OPEN_ASSETS
from layouts.web.rules import anyone
from tests.examples import examples
from tests.layouts.asking import HOST, OWN, SAME_ORIGIN, ask, asking, scope_of
from tests.layouts.attacked import FORM, LASTING, administrator, session_set, signed_in, with_ada
from tests.layouts.city_wall import BOARDS, MARKS, NORTH, CityWall
from tests.layouts.comers import Headers

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityWall]:
    made = with_ada(CityWall(tmp_path_factory.mktemp("attacks"), LASTING))
    yield made
    made.close()


@pytest.fixture(scope="module")
def root(wall: CityWall) -> Headers:
    return administrator(wall)


# ---------------------------------------------------------------- led astray

ASTRAY = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example/..",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nset-cookie: a=b",
    "/\x00/evil.example",
    " //evil.example",
    "evil.example",
    "@evil.example",
    "/\u2028/evil.example",
    "//evil.example@" + HOST,
    "/" + "a" * 5_000,
]


def is_ours(location: str) -> bool:
    return (
        location.startswith("/")
        and not location.startswith(("//", "/\\"))
        and location.isascii()
        and location.isprintable()
    )


@pytest.mark.parametrize("onward", ASTRAY)
def test_nobody_is_led_away_after_signing_in(wall: CityWall, onward: str) -> None:
    answer = signed_in(wall, next=onward)
    if answer.status == 303:
        assert is_ours(answer.headers["location"])
        assert "evil.example" not in answer.headers["location"].replace("/%5cevil.example/..", "")
    else:
        assert answer.status == 400  # a field with characters that nobody can type
    known = ("cookie", f"wallboard-session={session_set(signed_in(wall))}")
    led = ask(wall.shell, f"/sign-in?next={quote(onward)}", headers=[*OWN, known])
    assert led.status in (303, 400)
    assert led.status == 400 or is_ours(led.headers["location"])


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/\\evil.example", "/a\r\nset-cookie: a=b", "/\x00", "/ü", "/\u2028"]
)
def test_nobody_is_led_away_by_the_path_that_they_asked_for(wall: CityWall, path: str) -> None:
    answer = asyncio.run(asking(wall.shell, scope_of("/") | {"path": path}))
    assert answer.status == 303
    assert is_ours(answer.headers["location"])
    assert "next=//" not in answer.headers["location"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "query", [b"next=\r\nset-cookie:%20a=b", b"\xff\xfe", b"a=b\r\n", b"a" * 10_000, b"%0d%0aset-cookie:x"]
)
def test_no_query_breaks_out_of_a_header(wall: CityWall, query: bytes) -> None:
    answer = asyncio.run(asking(wall.shell, scope_of("/today") | {"query_string": query}))
    assert answer.status == 303
    assert is_ours(answer.headers["location"])


# ---------------------------------------------------------------- climbing out

CLIMBS = [
    "../pyproject.toml",
    "../../etc/passwd",
    "..%2fpyproject.toml",
    "%2e%2e%2fpyproject.toml",
    "%2e%2e/pyproject.toml",
    "..%252fpyproject.toml",
    "%252e%252e%252fpyproject.toml",
    "..%5cpyproject.toml",
    "..\\pyproject.toml",
    "fonts/../../pyproject.toml",
    "fonts/..%2f..%2fpyproject.toml",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "//etc/passwd",
    "tokens.css%00.toml",
    "tokens.css/",
    "./tokens.css",
    "TOKENS.CSS",
    "file:///etc/passwd",
    "dash/../../../pyproject.toml",
    "dash/deps/..%2f..%2f..%2f..%2fpyproject.toml",
    "dash.toml",
    "dash/dash.py",
    "numpy/__init__.py",
]


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.parametrize("folder", ["/assets/", "/_dash-component-suites/", "/today/_dash-component-suites/"])
def test_no_path_climbs_out_of_the_files_that_are_served(
    wall: CityWall, root: Headers, folder: str, climb: str
) -> None:
    answer = ask(wall.shell, folder + climb, headers=[*OWN, *root])
    assert answer.status == 404
    assert answer.body in (b"There is no such file.\n", b"There is nothing at this address.\n")


def test_only_the_files_of_signing_in_and_pairing_are_anybodys(wall: CityWall) -> None:
    files = {path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*") if path.is_file()}
    anybodys = {name for name in files if ask(wall.shell, f"/assets/{name}", headers=OWN).status == 200}
    assert anybodys == files & set(OPEN_ASSETS)
    assert not anybodys & {"live.js", "stream.js", "board.css", "today.css"}


# ---------------------------------------------------------------- bodies

BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a number": b"1",
    "null": b"null",
    "a list": b"[]",
    "an empty object": b"{}",
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "not UTF-8": b"\xff\xfe\x00",
    "NaN": b'{"output": NaN}',
    "another callback": orjson.dumps({"output": "secret.children", "inputs": [], "changedPropIds": []}),
    "wrong kinds": orjson.dumps({"output": 5, "outputs": "x", "inputs": {"a": 1}, "changedPropIds": None}),
    "a prototype": orjson.dumps({"output": "__proto__.x", "outputs": {"id": "__proto__"}, "inputs": []}),
    "an import": orjson.dumps({"output": "..a.b..", "background": {"job": "os.system"}, "inputs": []}),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_callback_of_nonsense_answers_without_a_word_of_how_we_are_made(
    wall: CityWall, root: Headers, body: bytes
) -> None:
    told = [*OWN, *root, SAME_ORIGIN, ("content-type", "application/json"), ("content-length", str(len(body)))]
    answer = ask(wall.shell, "/today/_dash-update-component", "POST", told, body)
    assert answer.status >= 400 or answer.body in (b"", b"{}"), answer.body
    for word in (b"Traceback", b"site-packages", b"/layouts", b'File "', *(mark.encode() for mark in MARKS[NORTH])):
        assert word not in answer.body


@pytest.mark.parametrize(
    "length", ["-1", "+5", "0x5", "5, 5", "1e3", "", " ", "\u00b2", "9" * 30, "9" * 5_000, "1000001"]
)
def test_a_length_that_is_none_or_too_much_is_refused_unread(wall: CityWall, length: str) -> None:
    async def scenario() -> int:
        told = [*OWN, SAME_ORIGIN, FORM, ("content-length", length)]

        async def receive() -> dict[str, Any]:
            raise AssertionError("the body was asked for")

        answers: list[Any] = []

        async def send(message: Any) -> None:
            answers.append(message)

        await wall.shell(scope_of("/sign-in", "POST", told), receive, send)
        status: int = answers[0]["status"]
        return status

    assert asyncio.run(scenario()) in (400, 411, 413)


def test_a_body_where_none_is_taken_is_refused(wall: CityWall, root: Headers) -> None:
    assert ask(wall.shell, "/api/me", headers=[*OWN, *root, ("content-length", "5")], body=b"hello").status == 413
    assert ask(wall.shell, "/api/me", headers=[*OWN, *root, ("transfer-encoding", "chunked")]).status == 411


# ---------------------------------------------------------------- anything

PIECES = st.sampled_from(
    [
        "/",
        "//",
        "board",
        BOARDS[NORTH],
        "today",
        "stream",
        "api",
        "snapshot",
        "_dash-layout",
        "..",
        "%2f",
        "\\",
        "assets",
    ]
)
PATHS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map("".join)).map(lambda path: f"/{path}")
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            ["cookie", "authorization", "origin", "sec-fetch-site", "upgrade", "x-forwarded-for", "accept"]
        ),
        st.text(alphabet=st.characters(max_codepoint=255), max_size=80),
    ),
    max_size=4,
)


@pytest.mark.slow
@given(PATHS, st.sampled_from(["GET", "HEAD", "POST", "PUT", "get", ""]), st.binary(max_size=60), HEADERS)
@settings(examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_signed_out_people_send_they_are_answered_and_told_nothing(
    wall: CityWall, path: str, method: str, query: bytes, headers: list[tuple[str, str]]
) -> None:
    asked = scope_of("/", method, [*OWN, *headers, ("content-length", "0")]) | {"path": path, "query_string": query}
    answer = asyncio.run(asking(wall.shell, asked))
    public = any(route.who is anyone for route, _ in wall.shell.routes.at(path))
    assert answer.status in ({200, 303, 400, 404, 405, 415, 503} if public else set()) | {303, 400, 401, 403, 413}
    assert not any(mark in answer.body.decode("utf-8", "replace") for marks in MARKS.values() for mark in marks)
    assert all(value.isprintable() for _, value in answer.all_headers)

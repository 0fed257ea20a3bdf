"""Cookies: what is read from a hostile header, and what is set so that nobody else can."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.web.cookies import MOST_READ, Cookie, delete_cookie, read, set_cookie

SECRET = "k3J-_x" * 7


def scope(*cookies: str, secure: bool = False) -> dict[str, Any]:
    return {"headers": [(b"cookie", each.encode("latin-1")) for each in cookies], "state": {"secure": secure}}


def test_what_was_set_is_read() -> None:
    line = set_cookie(scope(), Cookie.SESSION, SECRET, 60).decode()
    assert read(scope(line.split(";")[0]), Cookie.SESSION) == SECRET
    assert "; Path=/; Max-Age=60; HttpOnly; SameSite=Lax" in line
    assert "Secure" not in line


def test_over_https_a_cookie_belongs_to_this_host_alone() -> None:
    line = set_cookie(scope(secure=True), Cookie.SESSION, SECRET, 60).decode()
    assert line.startswith("__Host-wallboard-session=")
    assert line.endswith("; Secure")
    assert "Domain" not in line


def test_over_https_a_cookie_that_plain_http_could_have_planted_is_not_read() -> None:
    assert read(scope(f"wallboard-session={SECRET}", secure=True), Cookie.SESSION) is None
    assert read(scope(f"__Host-wallboard-session={SECRET}", secure=True), Cookie.SESSION) == SECRET


@pytest.mark.parametrize(
    "cookies",
    [
        [f"wallboard-session={SECRET}; wallboard-session=other"],
        ["wallboard-session=other", f"wallboard-session={SECRET}"],
        [f"wallboard-session={SECRET}; wallboard-session={SECRET}"],
    ],
)
def test_of_two_cookies_of_one_name_neither_is_believed(cookies: list[str]) -> None:
    assert read(scope(*cookies), Cookie.SESSION) is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        ";;;===",
        "wallboard-session",
        "wallboard-session=",
        'wallboard-session="quoted"',
        "wallboard-session=a b",
        "wallboard-session=a,b",
        "wallboard-session=a\rb",
        "wallboard-session=a\x00b",
        "wallboard-session=é",
        "wallboard-session=" + "a" * 513,
        "xwallboard-session=a",
        "Wallboard-Session=a",
        "wallboard-session =a",
    ],
)
def test_what_we_would_never_set_is_not_read(header: str) -> None:
    assert read(scope(header), Cookie.SESSION) is None


def test_a_header_of_many_cookies_is_not_taken_apart() -> None:
    assert read(scope("a=b;" * MOST_READ, f"wallboard-session={SECRET}"), Cookie.SESSION) is None


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=300))
def test_no_header_is_an_error(header: str) -> None:
    found = read(scope(header), Cookie.SESSION)
    assert found is None or found in header


@pytest.mark.parametrize("value", ["", "a b", "a;b", "a\r\nSet-Cookie: b=c", "a\x00", 'a"b', "é", "a" * 513, "a=b"])
def test_a_value_that_could_break_out_of_the_header_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="letters, digits"):
        set_cookie(scope(), Cookie.SESSION, value, 60)


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("cookie", Cookie)
def test_deleting_names_the_same_cookie(cookie: Cookie, secure: bool) -> None:
    where = scope(secure=secure)
    name = set_cookie(where, cookie, SECRET, 60).split(b"=")[0]
    assert delete_cookie(where, cookie).startswith(name + b"=; Path=/; Max-Age=0; HttpOnly")

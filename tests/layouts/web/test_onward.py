"""After signing in nobody is led away from the wall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.web.html import see_other
from layouts.web.onward import next_of, safe_next, sign_in_address


@pytest.mark.parametrize(
    "told",
    [
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "https://example.org",
        "javascript:alert(1)",
        "example.org",
        "",
        "/\t/example.org",
        "/\n/example.org",
        " //example.org",
        "/a\r\nSet-Cookie: x=1",
        "/today\\..\\..",
        "/" + "a" * 2_000,
        "/sign-in",
        "/sign-in?next=/sign-in",
        "/sign-in/city",
        "/sign-out",
        "/welcome",
    ],
)
def test_what_is_no_page_of_ours_leads_to_the_first_page(told: str) -> None:
    assert safe_next(told) == "/"


@pytest.mark.parametrize(
    "told", ["/today", "/today?day=2026-11-20&site=main", "/board/wall", "/%2f%2fexample.org", "/"]
)
def test_a_page_of_ours_is_kept(told: str) -> None:
    assert safe_next(told) == told


def test_the_page_asked_for_survives_the_address_of_the_sign_in_page() -> None:
    asked = "/today?day=2026-11-20&site=main"
    address = sign_in_address(asked)
    assert next_of({"query_string": address.partition("?")[2].encode()}) == asked
    assert sign_in_address("/") == "/sign-in"


@pytest.mark.parametrize("query", [b"next=%2F%2Fexample.org", b"next=/%0d%0aa", b"\xff", b"&".join([b"a=1"] * 30)])
def test_a_hostile_query_leads_to_the_first_page(query: bytes) -> None:
    assert next_of({"query_string": query}) == "/"


@given(st.text(max_size=40) | st.text("/\\%2f:@.\t\r\n ae", max_size=12))
def test_whatever_is_told_can_be_gone_to_and_is_ours(told: str) -> None:
    location = dict(see_other(safe_next(told)).extra)[b"location"]
    assert location.startswith(b"/")
    assert not location.startswith((b"//", b"/\\"))

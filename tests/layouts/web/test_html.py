"""What every page of access keeps to: outside text stays text, and a form is read with care."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from layouts.web.html import BadForm, Form, form, nothing_to_see, page, see_other
from layouts.web.nav import links
from layouts.web.routes import Nav, Route, navigation
from layouts.web.rules import whoever_may
from wallboard.access.visitor import NOBODY, Visitor, VisitorKind
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import RIGHTS, Right, Role

WAYS = (
    Route("/today", None, whoever_may(Right.READ), nav=Nav("Today")),  # type: ignore[arg-type]
    Route("/audit", None, whoever_may(Right.AUDIT), nav=Nav("Audit log")),  # type: ignore[arg-type]
)
HOSTILE = "<img src=x onerror=alert(1)>\"'&"


@pytest.fixture
def ways() -> Iterator[None]:
    """A table of routes, as the gate hands its own on."""
    token = navigation.set(WAYS)
    yield
    navigation.reset(token)


def person(role: Role, name: str = "Ada Lopez") -> Visitor:
    return Visitor(VisitorKind.PERSON, "p1", name, role, RIGHTS[role], EVERYTHING, credential="session:s1")


def sent(body: bytes, kind: bytes = b"application/x-www-form-urlencoded", parts: int = 1) -> Form:
    step = max(1, -(-len(body) // parts))
    chunks = [body[at : at + step] for at in range(0, len(body), step)] or [b""]
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": chunk, "more_body": n < len(chunks) - 1} for n, chunk in enumerate(chunks)
    ]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    return asyncio.run(form({"headers": [(b"content-type", kind)]}, receive))


def test_a_form_that_comes_in_pieces_is_read_whole() -> None:
    read = sent(b"name=ada+lopez&site=main&site=north&empty=", parts=7)
    assert read == {"name": "ada lopez", "site": "main", "empty": ""}
    assert read.all("site") == ["main", "north"]
    assert read.text("missing") == ""


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"name=%ff%fe", 400),
        (b"name=a%00b", 400),
        (b"name=a%0d%0aSet-Cookie: x", 400),
        (b"name=%ED%A0%80", 400),
        (b"no pairs at all", 400),
        ("name=é".encode("latin-1"), 400),
        (b"name=" + b"a" * 20_000, 413),
        (b"&".join(b"a%d=1" % n for n in range(600)), 400),
    ],
)
def test_what_is_no_form_of_ours_is_refused(body: bytes, status: int) -> None:
    with pytest.raises(BadForm) as refused:
        sent(body)
    assert refused.value.status == status


def test_only_forms_are_read_as_forms() -> None:
    with pytest.raises(BadForm) as refused:
        sent(b'{"name": "ada"}', b"application/json")
    assert refused.value.status == 415


def test_a_form_that_breaks_off_is_refused() -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    with pytest.raises(BadForm):
        asyncio.run(form({"headers": [(b"content-type", b"application/x-www-form-urlencoded")]}, gone))


def test_names_from_outside_are_text() -> None:
    written = page("message.html", person(Role.VIEWER, HOSTILE), title=HOSTILE, words=HOSTILE, to=None).body.decode()
    assert "<img" not in written
    assert written.count("&lt;img") == 4


@pytest.mark.parametrize("to", ["//example.org", "/\\example.org", "https://example.org", "", "/a\r\nx: y", "/a\tb"])
def test_nobody_is_sent_to_another_place(to: str) -> None:
    with pytest.raises(ValueError, match="address of this application"):
        see_other(to)


def test_an_address_with_other_letters_is_written_in_ascii() -> None:
    assert dict(see_other("/board/été?day=1").extra)[b"location"] == b"/board/%C3%A9t%C3%A9?day=1"


@pytest.mark.usefixtures("ways")
def test_the_navigation_holds_what_a_visitor_may_open_and_a_screen_is_given_none() -> None:
    assert [link.label for link in links(person(Role.VIEWER))] == ["Today"]
    assert [link.label for link in links(person(Role.ADMINISTRATOR))] == ["Today", "Audit log"]
    assert links(NOBODY) == []
    assert links(Visitor(VisitorKind.SCREEN, "s", rights=frozenset(RIGHTS[Role.ADMINISTRATOR]))) == []


def test_pages_let_no_script_or_style_of_others_in() -> None:
    heard: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        heard.append(message)

    answer = page("message.html", NOBODY, title="a", words="b", to=None)
    asyncio.run(answer.send({"headers": [(b"accept-encoding", b"gzip")]}, send))
    headers = dict(heard[0]["headers"])
    assert b"unsafe" not in headers[b"content-security-policy"]
    assert headers[b"cache-control"] == b"no-store"
    assert b"content-encoding" not in headers, "what is shown once is never compressed beside what others typed"


def scope(**headers: str) -> dict[str, Any]:
    return {
        "method": "GET",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }


@pytest.mark.usefixtures("ways")
def test_people_who_came_by_hand_get_a_page_with_ways_on() -> None:
    by_hand = scope(sec_fetch_mode="navigate")
    page_told = nothing_to_see(by_hand, person(Role.VIEWER), 403, "Not this.")
    assert (page_told.status, b'href="/today"' in page_told.body) == (403, True)
    token = Visitor(VisitorKind.PERSON, "p", "Ada", rights=RIGHTS[Role.VIEWER], credential="token:1")
    for visitor, asked in (
        (NOBODY, by_hand),
        (Visitor(VisitorKind.SCREEN, "s"), by_hand),
        (token, by_hand),
        (person(Role.VIEWER), scope()),
        (person(Role.VIEWER), scope(sec_fetch_mode="cors")),
    ):
        assert nothing_to_see(asked, visitor, 404, "Not this.").body == b"Not this.\n"

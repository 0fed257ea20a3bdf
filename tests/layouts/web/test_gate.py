"""The gate where something behind it fails, and what it adds to every answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from layouts.site.shell import nobody_signs_in
from layouts.web.gate import Gate
from layouts.web.host_policy import HostPolicy
from layouts.web.http import AsgiScope, Receive, Send, text
from layouts.web.routes import Answers, Route, Routes, visiting, visitor_of
from layouts.web.rules import anyone, anyone_known, whoever_may
from tests.layouts.asking import OWN, SAME_ORIGIN, ask, asking, scope_of
from wallboard.access.visitor import MACHINE, NOBODY, Visitor, VisitorKind
from wallboard.model.roles import Right
from wallboard.settings import Settings, Site
from wallboard.settings.parts.access import AccessSettings, Server

COOKIE = ("cookie", "wallboard-session=" + "x" * 43)
ADA = Visitor(VisitorKind.PERSON, "1", "Ada", rights=frozenset({Right.READ}), credential="session:1")


async def said(scope: AsgiScope, receive: Receive, send: Send) -> None:
    assert visiting.get() is visitor_of(scope)
    await text(200, f"for {visitor_of(scope).name or 'nobody'}").send(scope, send)


async def broken(scope: AsgiScope, receive: Receive, send: Send) -> None:
    raise RuntimeError("a secret of /srv/wall/app.py")


ROUTES = Routes(
    [
        Route("/page", said, whoever_may(Right.READ), Answers.PAGE),
        Route("/data", said, anyone_known),
        Route("/livez", said, anyone),
        Route("/style.css", said, anyone, Answers.FILE),
        Route("/broken", broken, anyone_known),
        Route("/broken-page", broken, anyone_known, Answers.PAGE),
        Route("/change", said, anyone_known, Answers.CHANGE, ("POST",), 100),
    ]
)


def as_ada(
    session: str | None = None, screen: str | None = None, bearer: str | None = None, address: str = ""
) -> Visitor:
    return ADA if session else NOBODY


def lost(
    session: str | None = None, screen: str | None = None, bearer: str | None = None, address: str = ""
) -> Visitor:
    if session or screen or bearer:
        raise RuntimeError("the database is gone")
    return NOBODY


def test_who_cannot_be_looked_up_is_neither_let_in_nor_sent_away() -> None:
    """Sent away, a screen would show a code on the wall for a database that is back in a minute."""
    gate = Gate(ROUTES, lost, HostPolicy())
    for path in ("/page", "/data", "/nowhere"):
        assert ask(gate, path, headers=[*OWN, COOKIE]).status == 503
    assert ask(gate, "/livez", headers=[*OWN, COOKIE]).body == b"for nobody\n"
    assert ask(gate, "/style.css", headers=[*OWN, COOKIE]).status == 200
    assert ask(gate, "/page", headers=OWN).status == 303


def test_what_fails_behind_the_gate_says_nothing_of_how_it_is_made() -> None:
    answer = ask(Gate(ROUTES, as_ada, HostPolicy()), "/broken", headers=[*OWN, COOKIE])
    assert (answer.status, answer.body) == (500, b"Something went wrong here; the log says what.\n")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_page_that_failed_is_asked_for_again_by_the_browser_itself_and_nothing_else_is() -> None:
    """A wall's browser that started just then stood on a line of text for ever."""
    gate, navigation = Gate(ROUTES, lost, HostPolicy()), ("sec-fetch-mode", "navigate")
    assert ask(gate, "/page", headers=[*OWN, COOKIE, navigation]).headers["refresh"] == "30"
    failed = ask(Gate(ROUTES, as_ada, HostPolicy()), "/broken-page", headers=[*OWN, COOKIE, navigation])
    assert (failed.status, failed.headers["refresh"]) == (500, "30")
    by_script = ask(gate, "/page", headers=[*OWN, COOKIE, ("sec-fetch-mode", "cors")])
    change = ask(gate, "/change", "POST", [*OWN, COOKIE, SAME_ORIGIN, ("content-length", "0")])
    for other in (ask(gate, "/data", headers=[*OWN, COOKIE, navigation]), by_script, change):
        assert (other.status, other.headers.get("refresh")) == (503, None)


def test_files_that_are_anybodys_ask_nobody_who_they_are() -> None:
    gate = Gate(ROUTES, lambda *told: pytest.fail("asked") if any(told) else NOBODY, HostPolicy())
    assert ask(gate, "/style.css", headers=[*OWN, COOKIE]).status == 200


def test_whoever_was_visiting_is_forgotten_with_the_request() -> None:
    async def scenario() -> bytes:
        gate, before = Gate(ROUTES, as_ada, HostPolicy()), visiting.get(None)
        await asking(gate, scope_of("/data", headers=[*OWN, COOKIE]))
        assert visiting.get(None) is before
        return (await asking(gate, scope_of("/livez"))).body

    assert asyncio.run(scenario()) == b"for nobody\n"


def test_every_answer_over_https_says_to_stay_there_and_none_over_http_does() -> None:
    gate = Gate(ROUTES, as_ada, HostPolicy(Server(host="0.0.0.0", address="https://wall.example.gov")))
    for path in ("/page", "/data", "/livez", "/nowhere", "/style.css"):
        answer = ask(gate, path, headers=[("host", "wall.example.gov")], scheme="https")
        assert answer.headers["strict-transport-security"] == "max-age=31536000", path
    told = ask(gate, "/livez", headers=[("host", "evil.example")], scheme="https")
    assert (told.status, "strict-transport-security" in told.headers) == (421, True)
    assert "strict-transport-security" not in ask(Gate(ROUTES, as_ada, HostPolicy()), "/livez").headers


def test_over_https_only_the_cookie_of_this_very_host_is_read() -> None:
    gate = Gate(ROUTES, as_ada, HostPolicy(Server(host="0.0.0.0", address="https://wall.example.gov")))
    host = ("host", "wall.example.gov")
    assert ask(gate, "/data", headers=[host, COOKIE], scheme="https").status == 401
    own = ("cookie", f"__Host-{COOKIE[1]}")
    assert ask(gate, "/data", headers=[host, own], scheme="https").status == 200


def test_a_change_by_a_program_with_a_token_needs_no_origin_but_a_wrong_one_is_refused() -> None:
    def by_token(session: Any = None, screen: Any = None, bearer: Any = None, address: str = "") -> Visitor:
        return ADA if bearer == "wb_good" else NOBODY

    gate = Gate(ROUTES, by_token, HostPolicy())
    told = [*OWN, ("content-length", "0"), ("authorization", "Bearer wb_good")]
    assert ask(gate, "/change", "POST", told).status == 200
    assert ask(gate, "/change", "POST", [*told, SAME_ORIGIN]).status == 200
    assert ask(gate, "/change", "POST", [*told, ("origin", "https://evil.example")]).status == 403
    bad = [*OWN, ("content-length", "0"), ("authorization", "Bearer wb_bad"), COOKIE]
    assert ask(gate, "/change", "POST", bad).status == 401


def test_a_body_is_as_large_as_its_route_takes() -> None:
    gate = Gate(ROUTES, as_ada, HostPolicy())
    told = [*OWN, SAME_ORIGIN, COOKIE]
    assert ask(gate, "/change", "POST", [*told, ("content-length", "100")], b"x" * 100).status == 200
    assert ask(gate, "/change", "POST", [*told, ("content-length", "101")], b"x" * 101).status == 413


def test_a_page_asked_for_by_a_script_is_refused_where_a_person_would_be_led_on() -> None:
    gate = Gate(ROUTES, as_ada, HostPolicy())
    assert ask(gate, "/page?a=b&c=d").headers["location"] == "/sign-in?next=/page%3Fa%3Db%26c%3Dd"
    assert ask(gate, "/page", headers=[*OWN, ("sec-fetch-mode", "cors")]).status == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"access": AccessSettings(sign_in=True)},
        {"server": Server(host="0.0.0.0")},
        {"server": Server(host="::")},
        {"server": Server(proxies=("127.0.0.1/32",))},
    ],
)
def test_where_people_must_sign_in_no_wall_is_built_that_asks_nobody(changed: dict[str, Any]) -> None:
    sites = {"main": Site(name="City", zone="UTC")}
    with pytest.raises(ValueError, match="nothing was handed in that recognises them"):
        nobody_signs_in(Settings(sites=sites, **changed))
    assert nobody_signs_in(Settings(sites=sites))() is MACHINE

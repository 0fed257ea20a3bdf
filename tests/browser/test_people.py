"""People come in, look around and go out again in Chromium: by keyboard only, and as axe and the page's policy want it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import LIVE
from tests.browser.live_wall import ZONE, Wallboard
from tests.browser.signed_wall import (
    axe_violations,
    come_in,
    looking,
    refused_by_policy,
    signed_in,
    signed_wall,
)
from tests.installation import PASSWORD
from tests.wide import WIDE, usual
from wallboard.clock import local_day, system_clock
from wallboard.model.roles import Role

DARK_WITHIN_S = 2.0
MOST_STOPS = 40
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
LOOKS = [("desk", "light"), ("phone", "dark")]
SIGNED_OUT = ("/sign-in", "/welcome", "/tv")
NOWHERE = "/nowhere"
BOTH_LOOKS = ("/today", "/board/all")  # the fullest
SIGNED_IN = ("/account", "/people", "/people/{root}", "/audit", "/screens", "/today", "/board/all", "/", NOWHERE)


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wallboard]:
    with signed_wall(tmp_path_factory.mktemp("people")) as wall:
        yield wall


def tab_to(page: Page, selector: str) -> None:
    """Goes on by the Tab key until the element has the focus, which is always to be seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        style = page.evaluate("(e => e.outlineStyle + ' ' + e.outlineWidth)(getComputedStyle(document.activeElement))")
        assert style.startswith("solid"), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached by {MOST_STOPS} tabs")


def test_signing_in_and_out_needs_no_mouse(wall: Wallboard, chromium: Browser) -> None:
    wall.person("ada", Role.VIEWER)
    with looking(chromium) as context:
        page = context.new_page()
        page.goto(f"{wall.address}/today?site=main")
        assert urlsplit(page.url).path == "/sign-in"
        tab_to(page, "#name")
        page.keyboard.type("Ada")
        tab_to(page, "#password")
        page.keyboard.type("a wrong password")
        page.keyboard.press("Enter")
        expect(page.locator("#password-error")).to_have_text("This name and password do not fit each other.")
        expect(page.locator("#password")).to_be_focused()
        expect(page.locator("#name")).to_have_value("Ada")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{wall.address}/today?site=main")
        page.locator("h2").first.wait_for()
        page.evaluate("document.activeElement.blur()")
        tab_to(page, ".leave button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in?done=out")
        expect(page.get_by_role("status")).to_have_text("You are signed out.")
        page.goto(f"{wall.address}/today")
        assert urlsplit(page.url).path == "/sign-in"


def test_a_one_time_code_is_typed_by_keyboard_and_opens_the_wall(wall: Wallboard, chromium: Browser) -> None:
    code = wall.access.people.add("newcomer", "Newcomer", Role.VIEWER, by=None)[1].text
    with looking(chromium) as context:
        page = context.new_page()
        page.goto(f"{wall.address}/welcome")
        for selector, text in (("#name", "newcomer"), ("#code", code), ("#password", PASSWORD), ("#again", PASSWORD)):
            tab_to(page, selector)
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{wall.address}/")
        page.locator(LIVE).wait_for(state="attached")


def test_an_ended_session_leaves_the_wall_within_two_seconds(wall: Wallboard, chromium: Browser) -> None:
    ben = wall.person("ben", Role.VIEWER)
    with looking(chromium) as context:
        page = signed_in(context, wall, "ben")
        page.goto(f"{wall.address}/board/all")
        page.locator(LIVE).wait_for(state="attached")
        (session,) = wall.access.sessions.of(ben.id)
        began = time.monotonic()
        assert wall.access.sessions.end(session.id, by=None)  # by another process than the server's
        page.locator(f"{LIVE}").wait_for(state="detached")
        took = time.monotonic() - began
        expect(page.get_by_role("status")).to_have_text("Your session has ended. Sign in to go on.")
        assert 'value="/board/all"' in page.content()
        assert took < DARK_WITHIN_S
        print(f"dark {took:.2f} s after the session ended")
        assert context.request.get(f"{wall.address}/here").status == 401


def test_a_day_is_picked_by_the_browsers_own_field(wall: Wallboard, chromium: Browser) -> None:
    with looking(chromium) as context:
        page = come_in(context, wall)
        page.goto(f"{wall.address}/today")
        field, today = page.locator("#today-day"), local_day(system_clock(), ZONE)
        expect(field).to_have_value(today.isoformat())
        page.get_by_text("Day before").click()
        expect(field).to_have_value((today - timedelta(days=1)).isoformat())
        field.fill(today.isoformat())
        page.get_by_role("button", name="Show").click()
        page.wait_for_url(f"**/today?day={today}*")


def test_people_find_the_way_out_of_a_board_and_it_disturbs_nobody(wall: Wallboard, chromium: Browser) -> None:
    with looking(chromium) as context:
        page = come_in(context, wall)
        page.goto(f"{wall.address}/board/all")
        page.locator(LIVE).wait_for(state="attached")
        ways = page.locator(".way-out")
        expect(ways).to_have_css("opacity", "0")
        tab_to(page, ".way-out a")
        expect(ways).to_have_css("opacity", "1")
        page.evaluate("document.activeElement.blur()")
        expect(ways).to_have_css("opacity", "0")
        page.mouse.move(40, 20)
        expect(ways).to_have_css("opacity", "1")
        ways.get_by_text("Today").click()
        page.wait_for_url(f"{wall.address}/today")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_axe_and_the_policy_have_nothing_against_any_page(
    wall: Wallboard, chromium: Browser, size: str, scheme: Any
) -> None:
    root = wall.access.people.named("root")
    assert root is not None
    hang_a_screen(wall, f"Lobby, {size}")
    # by default each page in one look, and the fullest in both
    nth, every = LOOKS.index((size, scheme)), (*SIGNED_OUT, *SIGNED_IN)
    looked_at = {path for at, path in enumerate(every) if WIDE or at % len(LOOKS) == nth or path in BOTH_LOOKS}
    with looking(chromium, viewport=SIZES[size], color_scheme=scheme) as context:
        out = context.new_page()
        found = {path: faults(out, wall, path) for path in SIGNED_OUT if path in looked_at}
        page = come_in(context, wall)
        for path in (path for path in SIGNED_IN if path in looked_at):
            found[path] = faults(page, wall, path.format(root=root.id))
    assert {path: faulty for path, faulty in found.items() if faulty} == {}


# the looks of LOOKS: above, with the other pages
@pytest.mark.parametrize(
    ("size", "scheme"), usual([("phone", "light"), ("desk", "dark")], lambda look: look[0] == "phone")
)
def test_axe_has_nothing_against_today_in_the_other_looks(
    wall: Wallboard, chromium: Browser, size: str, scheme: Any
) -> None:
    with looking(chromium, viewport=SIZES[size], color_scheme=scheme) as context:
        assert faults(come_in(context, wall), wall, "/today") == []


@pytest.mark.parametrize(("size", "scheme"), usual(LOOKS, lambda look: look[0] == "phone"))
def test_axe_has_nothing_against_pages_that_answer_a_form(
    wall: Wallboard, chromium: Browser, size: str, scheme: Any
) -> None:
    """What is wrong, and what is shown once."""
    with looking(chromium, viewport=SIZES[size], color_scheme=scheme) as context:
        page = come_in(context, wall)
        page.goto(f"{wall.address}/account")
        unfold(page)
        page.fill("#label", f"Reports {size}")
        page.get_by_role("button", name="Make the token").click()
        expect(page.locator(".once")).to_contain_text("wb_")
        assert axe_violations(page) == []
        page.goto(f"{wall.address}/people")
        unfold(page)
        page.fill("#name", f"councillor.{size}")
        page.fill("#shown", "Cora")
        page.check("[value=councillor]")
        page.get_by_role("button", name="Add and show the code").click()
        expect(page.locator("#remit-error")).to_contain_text("A councillor needs wards")
        assert axe_violations(page) == []
        page.fill("#wards", "4, 7")
        page.get_by_role("button", name="Add and show the code").click()
        expect(page.locator(".once")).to_have_text(re.compile("^[A-Z2-9]{4}(-[A-Z2-9]{4})+$"))
        assert axe_violations(page) == []
        assert refused_by_policy(page) == []


def hang_a_screen(wall: Wallboard, name: str) -> None:
    """One more on the list of screens."""
    pairing = wall.access.screens.begin("127.0.0.1")
    wall.access.screens.approve(pairing.code, "wall", "main", name, None)
    assert wall.access.screens.claim(pairing.secret)


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


def faults(page: Page, wall: Wallboard, path: str) -> list[str]:
    """What axe and the Content-Security-Policy have against a page, and what its console says."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    answer = page.goto(f"{wall.address}{path}")
    assert answer is not None
    assert (answer.status, urlsplit(page.url).path) == (404 if path == NOWHERE else 200, path)
    if path in ("/", "/board/all"):
        page.locator(LIVE).wait_for(state="attached")
    if path == "/today":
        page.locator(".chart").first.wait_for()
    unfold(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [*axe_violations(page), *refused_by_policy(page), *([f"{wide} px too wide"] if wide > 0 else [])]
    return found + [words for words in said if words.startswith(("error", "warning")) and path != NOWHERE]

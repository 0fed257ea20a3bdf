"""A screen's whole life in a real Chromium over the real server: from a code to a live wall, and dark when it must be."""

from __future__ import annotations

import re
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.board_page import DEAD, LIVE, WAYS, beats, browsing
from tests.browser.paired_wall import PairedWall, shown_code, signed_in
from tests.chromium import chromium_options
from tests.installation import PASSWORD
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role

DARK_WITHIN_S = 2.0
VIOLATIONS = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) => refused.push(event.violatedDirective + " " + event.blockedURI));
"""
# When the page first showed nothing of the city any more, by its own clock: kept over the page that follows.
DARK_AT = """
new MutationObserver(() => {
  const link = document.documentElement && document.documentElement.dataset.link;
  if (link === "dead" && !localStorage.getItem("dark-at")) localStorage.setItem("dark-at", Date.now());
}).observe(document, {attributes: true, subtree: true, attributeFilter: ["data-link"]});
"""


def ada(wall: PairedWall, chromium: Browser) -> AbstractContextManager[BrowserContext]:
    found = wall.access.people.named("ada")
    assert found is not None
    return signed_in(chromium, wall, found)


def dark_after_s(page: Page, since_ms: float) -> float:
    """Seconds from an instant until the page was dark. Asked of whatever page is there by now."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(Error):  # between two pages
            dark_at = page.evaluate("localStorage.getItem('dark-at')")
            if dark_at:
                return (float(dark_at) - since_ms) / 1000
        time.sleep(0.02)
    raise AssertionError("it never went dark")


def board(page: Page) -> str:
    return page.locator("html").get_attribute("data-board") or ""


@pytest.mark.timeout(300)
def test_from_a_code_to_a_live_wall(chromium: Browser, there: PairedWall) -> None:
    """As its people do it: the TV shows a code, a supervisor types it, and need touch the TV no more."""
    with browsing(chromium, VIOLATIONS) as tv, ada(there, chromium) as desk:
        screen, page = tv.new_page(), desk.new_page()
        page.add_init_script(VIOLATIONS)
        screen.goto(f"{there.address}/tv")
        code = shown_code(screen)
        assert "311 Screens" not in screen.content()
        assert screen.evaluate("refused") == []
        page.goto(f"{there.address}/screens")
        page.get_by_label("Code on the screen").fill(code.lower().replace("-", " "))
        page.get_by_label("Name of the screen").fill("Lobby")
        page.get_by_label("Board that it shows").select_option("delivery")
        page.get_by_role("button", name="Let it in").click()
        expect(page.get_by_role("status")).to_contain_text("Let in.")
        screen.locator(LIVE).wait_for(state="attached")
        beats(screen)
        assert (board(screen), screen.url) == ("delivery", f"{there.address}/")
        page.get_by_label("Name of the screen").fill("half typed")
        row = page.get_by_role("row", name="Lobby")
        expect(row).to_contain_text("on now")
        assert page.get_by_label("Name of the screen").input_value() == "half typed"
        assert page.evaluate("refused") + screen.evaluate("refused") == []
        there.access.screens.revoke(there.screen("Lobby"), None)


def test_the_picture_saves_the_typing_also_for_who_signs_in_first(chromium: Browser, there: PairedWall) -> None:
    with browsing(chromium) as tv, browsing(chromium) as phone:
        screen, page = tv.new_page(), phone.new_page()
        screen.goto(f"{there.address}/tv")
        code = shown_code(screen)
        assert screen.locator("#picture").evaluate("image => image.complete && image.naturalWidth > 20")
        page.goto(f"{there.address}/screens#{code}")
        page.get_by_label("Name", exact=True).fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_label("Code on the screen")).to_have_value(code)
        expect(page.get_by_label("Name of the screen")).to_be_focused()
        assert "#" not in page.url
        page.keyboard.type("Phone corner")
        page.keyboard.press("Enter")
        screen.locator(LIVE).wait_for(state="attached")
        there.access.screens.revoke(there.screen("Phone corner"), None)


def test_a_screen_that_is_revoked_while_it_streams_goes_dark_within_two_seconds(
    chromium: Browser, there: PairedWall
) -> None:
    with browsing(chromium, DARK_AT) as tv, ada(there, chromium) as desk:
        screen = there.paired(tv, "Lobby")
        beats(screen)
        page = desk.new_page()
        page.goto(f"{there.address}/screens")
        row = page.get_by_role("row", name="Lobby")
        row.get_by_text("Change", exact=False).first.click()
        row.get_by_text("Revoke", exact=True).click()
        screen.evaluate("localStorage.removeItem('dark-at')")
        clicked = time.time() * 1000
        row.get_by_role("button", name="Revoke Lobby").click()
        took = dark_after_s(screen, clicked)
        print(f"dark {took:.2f} s after the click")
        assert took < DARK_WITHIN_S
        assert shown_code(screen)
        expect(page.get_by_role("row", name="Lobby")).to_have_count(0)


@pytest.mark.parametrize("way", WAYS)
def test_a_screen_that_another_process_revokes_goes_dark_within_two_seconds(
    chromium: Browser, there: PairedWall, way: str
) -> None:
    with browsing(chromium, DARK_AT + WAYS[way]) as tv:
        screen = there.paired(tv, "Lobby")
        beats(screen)
        screen.evaluate("localStorage.removeItem('dark-at')")
        told = time.time() * 1000
        there.access.screens.revoke(there.screen("Lobby"), None)  # this process is another one
        took = dark_after_s(screen, told)
        print(f"dark {took:.2f} s after another process wrote it")
        assert took < DARK_WITHIN_S
        assert shown_code(screen)


def test_the_command_line_lets_in_and_revokes(chromium: Browser, there: PairedWall) -> None:
    with browsing(chromium) as tv:
        screen = tv.new_page()
        screen.goto(f"{there.address}/tv")
        there.told("screens", "approve", shown_code(screen), "--board", "wall", "--name", "Lobby")
        screen.locator(LIVE).wait_for(state="attached")
        there.told("screens", "revoke", "Lobby")
        assert shown_code(screen)


def test_moved_renamed_and_reloaded_screens_follow_live(chromium: Browser, there: PairedWall) -> None:
    with browsing(chromium) as tv:
        screen = there.paired(tv, "Lobby")
        screens, id = there.access.screens, there.screen("Lobby")
        loads: list[str] = []
        screen.on("load", lambda _: loads.append(screen.url))
        screens.move(id, "delivery", "main", None)
        screen.locator(f"{LIVE}[data-board=delivery]").wait_for(state="attached")
        beats(screen)
        assert len(loads) == 1
        screens.rename(id, "Hall", None)
        beats(screen)
        beats(screen)
        assert len(loads) == 1
        with screen.expect_event("load"):
            screens.reload(id, None)
        screen.locator(LIVE).wait_for(state="attached")
        beats(screen)
        assert (board(screen), len(loads)) == ("delivery", 2)
        screens.revoke(id, None)


def test_a_paired_screen_survives_restarts_of_both_sides(chromium: Browser, there: PairedWall, tmp_path: Path) -> None:
    def browser_starts() -> BrowserContext:
        return chromium.browser_type.launch_persistent_context(tmp_path / "profile", **chromium_options())

    context = browser_starts()
    try:
        there.paired(context, "Lobby")
        context.close()
        context = browser_starts()
        screen = context.new_page()
        screen.goto(f"{there.address}/")
        screen.locator(LIVE).wait_for(state="attached")
        beats(screen)
        there.stop()
        screen.locator(DEAD).wait_for(state="attached")
        there.start()
        screen.locator(LIVE).wait_for(state="attached")
        beats(screen)
        context.close()
        context = browser_starts()
        screen = context.new_page()
        screen.goto(f"{there.address}/tv")  # what a TV's own start page may be: it goes on to the board by itself
        screen.locator(LIVE).wait_for(state="attached")
        assert screen.url == f"{there.address}/"
    finally:
        context.close()
    there.access.screens.revoke(there.screen("Lobby"), None)


def test_what_was_decided_while_the_server_was_away_is_followed_when_it_is_back(
    chromium: Browser, there: PairedWall
) -> None:
    """Also by a TV that still shows its code: it goes on showing it, and is let in by it afterwards."""
    with browsing(chromium) as first, browsing(chromium) as second, browsing(chromium) as third:
        moved, revoked, waiting = there.paired(first, "Lobby"), there.paired(second, "Hall"), third.new_page()
        waiting.goto(f"{there.address}/tv")
        code = shown_code(waiting)
        there.stop()
        there.access.screens.move(there.screen("Lobby"), "delivery", "main", None)
        there.access.screens.revoke(there.screen("Hall"), None)
        expect(waiting.locator("#words")).to_contain_text("goes on trying")
        moved.locator(DEAD).wait_for(state="attached")
        there.start()
        moved.locator(f"{LIVE}[data-board=delivery]").wait_for(state="attached")
        assert shown_code(revoked)
        assert shown_code(waiting) == code
        there.access.screens.approve(code, "wall", "main", "Attic", None)
        waiting.locator(LIVE).wait_for(state="attached")
        for name in ("Lobby", "Attic"):
            there.access.screens.revoke(there.screen(name), None)


def test_a_screen_at_which_somebody_had_signed_in_is_a_screen_again_when_that_ends(
    chromium: Browser, there: PairedWall
) -> None:
    dan = there.person("dan")
    with signed_in(chromium, there, dan) as tv:
        kept = tv.cookies()
        tv.clear_cookies()
        there.paired(tv, "Lobby").close()
        tv.add_cookies([{"name": c["name"], "value": c["value"], "url": there.address} for c in kept])
        page = tv.new_page()
        page.goto(f"{there.address}/board/delivery")
        page.locator(f"{LIVE}[data-as=person]").wait_for(state="attached")
        there.access.sessions.end_all(dan, by=None)
        page.locator(f"{LIVE}[data-as=screen][data-board=wall]").wait_for(state="attached")
        there.access.screens.revoke(there.screen("Lobby"), None)


def test_people_are_sent_to_sign_in_when_their_session_ends_and_all_tabs_with_them(
    chromium: Browser, there: PairedWall
) -> None:
    ben = there.person("ben")
    with signed_in(chromium, there, ben) as context:
        context.add_init_script(DARK_AT)
        pages = []
        for name in ("wall", "delivery", "wall"):
            page = context.new_page()
            page.goto(f"{there.address}/board/{name}")
            page.locator(LIVE).wait_for(state="attached")
            pages.append(page)
        pages[0].evaluate("localStorage.removeItem('dark-at')")
        ended = time.time() * 1000
        there.access.sessions.end_all(ben, by=None)
        for page, name in zip(pages, ("wall", "delivery", "wall"), strict=True):
            page.wait_for_url(re.compile(rf"/sign-in\?.*next=%2Fboard%2F{name}$"))
        assert dark_after_s(pages[0], ended) < DARK_WITHIN_S


def test_a_page_of_somebody_whose_remit_changed_loads_anew(chromium: Browser, there: PairedWall) -> None:
    eve = there.person("eve", Role.VIEWER)
    with signed_in(chromium, there, eve) as context:
        page = context.new_page()
        page.goto(f"{there.address}/board/wall")
        page.locator(LIVE).wait_for(state="attached")
        with page.expect_event("load"):
            there.access.people.change(eve.id, Role.COUNCILLOR, Remit.of(wards=["4"]), by=None)
        page.locator(LIVE).wait_for(state="attached")
        beats(page)
        there.access.people.change(eve.id, Role.VIEWER, EVERYTHING, by=None)


def test_the_code_is_legible_at_distance_and_nothing_scrolls(chromium: Browser, there: PairedWall) -> None:
    """Capitals of at least the viewing distance / 172: 5 m before a panel of 55 inches is 46 of 1,080 lines."""
    with browsing(chromium) as tv:
        page = tv.new_page()
        page.goto(f"{there.address}/tv")
        shown_code(page)
        for width, height in ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function("width => innerWidth === width", arg=width)
            assert page.locator("#picture").is_visible()
            size = page.locator("#code").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
            overflow = page.evaluate(
                "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
            )
            if width > 600:
                assert 0.72 * size >= 46 * min(height, width) / 1080, (width, height)
                assert overflow[1] <= 0, (width, height)
            assert overflow[0] <= 0, (width, height)

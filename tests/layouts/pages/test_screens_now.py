"""*Screens now* in a real browser: what paired screens do is seen while it happens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from layouts.web.cookies import Cookie
from tests.browser.board_page import LIVE, browsing
from tests.browser.signed_wall import axe_violations
from tests.desk import Desk
from wallboard.model.roles import Role


@pytest.mark.slow
def test_screens_come_on_and_go_under_the_supervisors_eyes(chromium: Browser, desk: Desk) -> None:
    screens = desk.city.access.screens
    with desk.opened(chromium, "/screens/now", Role.SUPERVISOR) as page, browsing(chromium) as tv:
        expect(page.locator("#screens tr")).to_have_count(0)
        page.evaluate("window.neverLoadedAnew = true")
        pairing = screens.begin("127.0.0.1")
        hall = screens.approve(pairing.code, "board-north", "north", "<b>Hall</b>", None)
        row, state = page.locator("#screens tr"), page.locator(f"[id='screens/{hall.id}/state']")
        expect(row).to_have_count(1)
        expect(row.locator("th")).to_have_text("<b>Hall</b>")
        expect(state).to_have_text("not seen yet")
        secret = screens.claim(pairing.secret)
        assert secret is not None
        tv.add_cookies([{"name": Cookie.SCREEN.plain_name, "value": secret, "url": desk.address}])
        screen = tv.new_page()
        screen.goto(f"{desk.address}/")
        screen.locator(LIVE).wait_for(state="attached")
        expect(state).to_have_text("on now")
        assert axe_violations(page) == []
        screen.close()
        expect(state).to_contain_text("off since")
        screens.rename(hall.id, "Foyer", None)
        expect(row.locator("th")).to_have_text("Foyer")
        screens.revoke(hall.id, None)
        expect(row).to_have_count(0)
        assert page.evaluate("window.neverLoadedAnew") is True


@pytest.mark.slow
def test_page_and_stream_are_in_the_language_that_its_visitor_chose(chromium: Browser, desk: Desk) -> None:
    screens = desk.city.access.screens
    hall = screens.approve(screens.begin("127.0.0.1").code, "board-north", "north", "Hall", None)
    for language, title, state in (
        ("en", "Screens now", "not seen yet"),
        ("fr", "Écrans en ce moment", "pas encore vu"),
        ("es", "Pantallas ahora", "no vista todavía"),
    ):
        with desk.opened(chromium, "/screens/now", Role.SUPERVISOR, language=language) as page:
            expect(page.locator("h1")).to_have_text(title)
            expect(page.locator(f"[id='screens/{hall.id}/state']")).to_have_text(state)

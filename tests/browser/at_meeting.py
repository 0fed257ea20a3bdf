"""Somebody at a meeting who has a keyboard and no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.signed_wall import axe_violations, looking, refused_by_policy
from tests.installation import PASSWORD

MOST_TABS = 200


class Meeting:
    """One person at a browser without a mouse."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def signs_in(self, name: str, to: str) -> None:
        self.page.goto(f"{self.address}/sign-in?next={to}")
        self.page.locator("#name").focus()
        self.page.keyboard.type(name)
        self.tab_to(self.page.locator("#password"))
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.address}{to}")

    def tab_to(self, there: Locator) -> None:
        """Tab by tab, as somebody without a mouse comes to the next one."""
        expect(there.first).to_be_attached()
        for _tab in range(MOST_TABS):
            if there.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no tab leads to {there}")

    def follows(self, name: str, within: Locator | None = None) -> None:
        self.tab_to((within or self.page).get_by_role("link", name=name))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def types(self, label: str, text: str) -> None:
        self.tab_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def presses(self, name: str) -> None:
        self.tab_to(self.page.get_by_role("button", name=name))
        self.page.keyboard.press("Enter")

    def day(self, label: str, day: date) -> None:
        self.tab_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def said(self) -> None:
        expect(self.page.get_by_role("status")).to_contain_text("Written.")

    def is_well(self) -> None:
        """Nothing is wrong with the page that is open."""
        self.page.evaluate("document.fonts.ready")
        assert axe_violations(self.page) == [], self.page.url
        assert refused_by_policy(self.page) == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def signal(self) -> Locator:
        return self.page.locator("article.signal").filter(has_text="Open requests (Streets)")


@contextmanager
def somebody(chromium: Browser, address: str, size: ViewportSize) -> Iterator[Meeting]:
    with looking(chromium, viewport=size, locale="en-US") as context:
        yield Meeting(context.new_page(), address)

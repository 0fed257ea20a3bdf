"""A meeting over the review in a real Chromium: by the keyboard, on a projector, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from layouts.page import PageContext
from layouts.pages.review import answer
from layouts.pages.review.asked import Asked, asked
from layouts.pages.review.shown import Shown
from layouts.pages.review_figure import answer as figure_answer
from tests.browser.signed_wall import axe_violations
from tests.desk import Desk
from tests.layouts.pages.made_up_review import NOW, TUESDAY, Reviews, words_of
from tests.reviews import SETTINGS
from wallboard.model.roles import Role
from wallboard.questions.review import ReviewQuestion


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of the desk show these figures, whatever its city has."""

    def asked_of_ours(search: str, settings: object, now: object) -> Asked:
        return asked(search, SETTINGS, NOW)

    def read(ask: Asked, context: PageContext) -> Shown:
        reader = Reviews()
        review = reader.reviewed(ReviewQuestion(ask.site, ask.day, ask.kind))
        return Shown(ask, review, SETTINGS, TUESDAY, words_of(ask.day), may_write=True)

    for page_of in (answer, figure_answer):
        monkeypatch.setattr(page_of, "asked", asked_of_ours)
        monkeypatch.setattr(page_of, "read", read)


def wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    found: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("made_up")
def test_a_meeting_by_the_keyboard(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/review", Role.REVIEWER) as page:
        heading = page.locator(".review-head h2")
        expect(heading).to_contain_text("week 46 of 2026")
        expect(page.locator(".spark svg").first).to_be_attached()
        assert axe_violations(page) == []
        page.keyboard.press("ArrowLeft")
        expect(heading).to_contain_text("week 45 of 2026")
        page.keyboard.press("ArrowRight")
        expect(heading).to_contain_text("week 46 of 2026")
        page.get_by_role("link", name="Exceptions only").press("Enter")
        expect(page.locator(".folded").first).to_be_visible()
        expect(page.locator("#calls tbody th")).to_have_count(2)
        page.locator(".signal h3 a").first.press("Enter")
        expect(page.locator(".chart .main-svg").first).to_be_attached()
        expect(page.locator("#figure-value")).to_have_text("90")
        assert axe_violations(page) == []


@pytest.mark.slow
@pytest.mark.usefixtures("made_up")
def test_presenting_by_the_keyboard(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/review?present=1", Role.REVIEWER) as page:
        page.set_viewport_size({"width": 1024, "height": 768})
        title = page.locator(".screen[data-on] h2")
        expect(title).to_have_text("Last week's actions")
        expect(page.locator(".screens .clock")).to_contain_text("planned 10 min")
        page.keyboard.press("ArrowRight")
        expect(title).to_have_text("In words")
        page.keyboard.press("PageUp")
        expect(title).to_have_text("Last week's actions")
        signal = page.locator('.screen[data-on][data-block="signals"]')
        for _turn in range(20):
            if signal.count():
                break
            page.keyboard.press(" ")
        expect(signal.locator(".main-svg").first).to_be_visible()
        page.keyboard.press("End")
        expect(title).to_have_text("Decisions")
        page.reload()
        expect(title).to_have_text("Decisions")
        assert axe_violations(page) == []
        assert wide(page) <= 0
        page.keyboard.press("Escape")
        expect(page.locator(".review-head h2")).to_be_visible()


@pytest.mark.slow
@pytest.mark.usefixtures("made_up")
def test_on_a_phone_rows_are_cards(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/review", Role.REVIEWER, language="fr") as page:
        page.set_viewport_size({"width": 390, "height": 844})
        expect(page.locator("#calls td").first).to_be_visible()
        assert wide(page) <= 0
        assert axe_violations(page) == []

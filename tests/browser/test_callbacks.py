"""Pages with forms in a real browser, on a desk and on a phone, by keyboard, without a violation: call-backs, and what is
written in the weekly review."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from layouts.pack.compose import Beside, compose
from layouts.pack.page import page_bytes
from tests.browser.signed_wall import axe_violations, refused_by_policy
from tests.browser.test_messages import LOOKS, is_well_at_a_desk, on_a_phone, opened
from tests.desk import Desk
from tests.layouts.pack.reviewed import entries, sample, settings
from tests.wide import usual
from wallboard.calls.whole import VisitVersion
from wallboard.model import DAY, HOUR, MINUTE, Outcome, Reason
from wallboard.model.roles import Role
from wallboard.source import Batch

WHO = {"known": "f" * 32, "asked": "a" * 32, "withheld": ""}


@pytest.fixture
def owing(desk: Desk) -> Iterator[Desk]:
    """Two callers are owed a call in a queue of a hostile name."""
    ledger, now = desk.city.wall.engine.equipment.ledger, desk.city.now()
    for key, ago in (("known", 9 * DAY), ("asked", 3 * HOUR), ("withheld", 20 * MINUTE)):
        left = now - ago
        version = VisitVersion(
            "desk", "north", key, "<b>roads</b>", left, left - MINUTE, Outcome.DIVERTED, left, Reason.CALLBACK
        )
        whose = {key: WHO[key]} if WHO[key] else {}
        ledger.record("desk", "north", Batch({"n": left}, visits=(version,), callers=whose, read=1), left)
    yield desk
    ledger.forget_source("desk", now)


@pytest.mark.slow
@pytest.mark.parametrize("look", usual(LOOKS, on_a_phone))
def test_a_call_back_is_settled_by_keyboard_and_leaves_the_list(chromium: Browser, owing: Desk, look: str) -> None:
    with opened(chromium, owing, "/callbacks", Role.SUPERVISOR, **LOOKS[look]) as page:
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text("<b>roads</b>")
        expect(rows.first).to_contain_text("3 h ago")
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        rows.first.get_by_role("button", name="Settle").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Settled. It is owed no more.")
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("20 min ago")
        assert axe_violations(page) == []
        assert refused_by_policy(page) == []
        is_well_at_a_desk(page)


def unfold(page: Page) -> None:
    for details in page.locator("details").all():
        if details.get_attribute("open") is None:
            details.locator("summary").press("Enter")


@pytest.mark.slow
@pytest.mark.parametrize("look", usual(LOOKS, on_a_phone))
def test_two_who_edit_one_action_by_keyboard_lose_nothing(chromium: Browser, desk: Desk, look: str) -> None:
    """Agreed, found, changed by two at once, put together, closed."""
    with (
        opened(chromium, desk, "/actions/new", Role.REVIEWER, **LOOKS[look]) as ada,
        opened(chromium, desk, "/actions", Role.REVIEWER, **LOOKS[look]) as grace,
    ):
        assert axe_violations(ada) == []
        ada.get_by_label("What is to be done").focus()
        ada.keyboard.type("Second crew <b>on Mondays</b>\nuntil March")
        ada.get_by_label("Who does it").fill("Rui")
        ada.get_by_label("Due", exact=True).fill("2099-12-01")
        ada.get_by_label("Due", exact=True).press("Enter")
        expect(ada.get_by_role("status")).to_contain_text("Written.")
        grace.reload()
        grace.get_by_role("link", name="Second crew").last.press("Enter")
        for page, more in ((ada, "with a truck"), (grace, "and on Fridays")):
            page.get_by_text("Change it").press("Enter")
            page.get_by_label("What is to be done").press("Control+End")
            page.keyboard.type(f", {more}")
        for page in (ada, grace):
            page.get_by_role("button", name="Write it").press("Enter")
        expect(ada.get_by_role("status")).to_contain_text("Changed.")
        expect(grace.get_by_role("alert").filter(has_text="Somebody else changed it")).to_be_visible()
        expect(grace.locator("#facts-head ~ dl")).to_contain_text("until March, with a truck")
        field = grace.get_by_label("What is to be done")
        expect(field).to_have_value("Second crew <b>on Mondays</b>\nuntil March, and on Fridays")
        assert axe_violations(grace) == []
        field.press("Control+End")
        grace.keyboard.type(", with a truck")
        grace.get_by_role("button", name="Write it").press("Enter")
        expect(grace.get_by_role("status")).to_contain_text("Changed.")
        expect(grace.get_by_role("listitem")).to_have_count(3)
        grace.get_by_label("dropped").check()
        grace.get_by_role("button", name="Close it").press("Enter")
        expect(grace.get_by_text("Say why it is dropped")).to_be_visible()
        grace.keyboard.type("No money")  # the cursor stands where something is wrong
        grace.get_by_role("button", name="Close it").press("Enter")
        expect(grace.get_by_role("status")).to_contain_text("Closed.")
        for page in (ada, grace):
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert refused_by_policy(page) == []
        is_well_at_a_desk(grace)


@pytest.mark.slow
@pytest.mark.parametrize("look", usual(LOOKS, on_a_phone))
def test_pages_of_the_reviews_words_have_no_violation(chromium: Browser, desk: Desk, look: str) -> None:
    about = "site=north&metric=tickets.open&week_ending=2026-11-15"
    with opened(chromium, desk, f"/review/words?{about}", Role.REVIEWER, **LOOKS[look]) as page:
        unfold(page)
        page.get_by_label("Explanation").fill("Half the crew was ill")
        page.get_by_role("button", name="Write it").first.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Written.")
        for path in (f"/review/words?{about}", "/review/owners", "/review/standards", "/actions?state=all"):
            page.goto(f"{desk.address}{path}")
            unfold(page)
            assert axe_violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert refused_by_policy(page) == []
        is_well_at_a_desk(page)


@pytest.mark.slow
@pytest.mark.parametrize("look", usual(LOOKS, on_a_phone))
def test_a_review_is_published_made_and_downloaded_by_keyboard(
    chromium: Browser, desk: Desk, look: str, tmp_path: Path
) -> None:
    """The page on which it is made, and the frozen page that comes of it, have no violation."""
    with opened(chromium, desk, "/review/pack?site=north&week=2026-11-15", Role.REVIEWER, **LOOKS[look]) as page:
        publish = page.get_by_role("button", name="Publish")
        if publish.count():  # not yet by the look before
            publish.press("Enter")
        expect(page.get_by_role("listitem").filter(has_text="Edition 1")).to_be_visible()
        page.get_by_label("Form").select_option("html")
        page.get_by_label("Figures").select_option("1")
        page.get_by_role("button", name="Make it").press("Enter")
        link = page.get_by_role("link", name="Download the file")
        expect(link).to_be_visible()
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        is_well_at_a_desk(page)
        assert refused_by_policy(page) == []
        with page.expect_download() as file:
            link.press("Enter")
        file.value.save_as(tmp_path / "review.html")
        page.goto((tmp_path / "review.html").as_uri())
        expect(page.get_by_role("heading", level=1)).to_contain_text("Review")
        expect(page.get_by_role("contentinfo")).to_contain_text("Edition 1")
        assert axe_violations(page) == []


@pytest.mark.slow
def test_the_frozen_page_has_no_violation_and_asks_for_nothing(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "review.html").write_bytes(page_bytes(compose(sample(), settings(), Beside(entries()))))
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    page.goto((tmp_path / "review.html").as_uri())
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('1rem Inter Wall'))")
    for width in (390, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe_violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert set(asked) <= {"file", "data"}
    context.close()

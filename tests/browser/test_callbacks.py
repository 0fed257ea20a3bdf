"""The page of call-backs in a real browser: on a desk and on a phone, by keyboard, without a violation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.signed_wall import axe_violations, refused_by_policy
from tests.browser.test_messages import LOOKS, opened
from tests.desk import Desk
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
@pytest.mark.parametrize("look", LOOKS)
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

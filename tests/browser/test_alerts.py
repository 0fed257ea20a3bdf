"""Alerts in a real browser: one that fires appears by itself, is taken with a note by keyboard and on a phone, stands on the
wall, and a rule is tried on past days."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from layouts.access import alert_trials
from tests.browser.signed_wall import axe_violations, refused_by_policy
from tests.browser.test_messages import LOOKS, is_well_at_a_desk, on_a_phone, opened, wall
from tests.desk import Desk
from tests.wide import usual
from wallboard.model import MINUTE, Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Raised
from wallboard.model.roles import Role


def fire(desk: Desk, queue: str = "queue-roads", site: str = "north") -> Alert:
    now, engine = desk.city.now(), desk.city.wall.engine
    key = AlertKey("unstaffed", Scope(site, queue=queue))
    alert = engine.equipment.ledger.alerts.fire(
        Raised(key, AlertKind.UNSTAFFED, "alarm", now - MINUTE, now, 9), [], now
    )
    assert alert is not None
    look(desk)
    return alert


def look(desk: Desk) -> None:
    """As the engine does every second."""
    engine = desk.city.wall.engine
    engine.equipment.active.on = tuple(engine.equipment.ledger.alerts.on())


@pytest.fixture
def calm(desk: Desk) -> Iterator[Desk]:
    """No alert is on, before and after."""
    yield desk
    log = desk.city.wall.engine.equipment.ledger.alerts
    for alert in log.on():
        log.clear(alert, [], desk.city.now())
    desk.city.wall.engine.equipment.active.on = ()


@pytest.mark.slow
@pytest.mark.parametrize("on", usual(LOOKS, on_a_phone))
def test_one_that_fires_appears_is_taken_by_keyboard_with_a_note_and_stands_on_the_wall(
    chromium: Browser, calm: Desk, on: str
) -> None:
    with (
        wall(chromium, calm) as board,
        opened(chromium, calm, "/alerts", Role.SUPERVISOR, **LOOKS[on]) as page,
    ):
        expect(page.get_by_text("Nothing needs anybody now")).to_be_visible()
        assert axe_violations(page) == []
        alert = fire(calm)
        what = page.get_by_role("row").filter(has_text="9 callers wait, and nobody is logged in")
        expect(what).to_be_visible()
        expect(page.locator("#news")).to_have_text("One alert is on.")
        expect(board.locator("#foot-says, .foot")).to_contain_text("nobody is logged in")
        assert axe_violations(page) == []
        page.get_by_role("link", name="Take it").focus()
        page.keyboard.press("Enter")
        page.get_by_label("What you do about it").focus()
        page.keyboard.type("Two from Water <b>now</b>")
        assert axe_violations(page) == []
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("It is yours.")
        expect(page.get_by_text("Two from Water <b>now</b>", exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        is_well_at_a_desk(page)
        look(calm)
        expect(board.locator(".foot")).to_contain_text("(somebody is on it)")
        assert axe_violations(board) == []
        assert refused_by_policy(page) == refused_by_policy(board) == []
    taken = calm.city.wall.engine.equipment.ledger.alerts.one(alert.id)
    assert taken is not None
    assert taken.note == "Two from Water <b>now</b>"


@pytest.mark.slow
def test_the_list_brings_itself_up_to_date_and_takes_nobodys_focus(chromium: Browser, calm: Desk) -> None:
    first = fire(calm)
    with opened(chromium, calm, "/alerts", Role.SUPERVISOR) as page:
        link = page.locator(f"#alert-{first.id} a")
        link.focus()
        fire(calm, "queue-water", "south")
        expect(page.locator("#on tbody tr")).to_have_count(2)
        expect(page.locator(f"#alert-{first.id} a")).to_be_focused()
        expect(page.locator("#news")).to_have_text("2 alerts are on.")


@pytest.mark.slow
@pytest.mark.parametrize("on", usual(LOOKS, on_a_phone))
def test_a_rule_is_tried_by_keyboard_and_says_what_it_would_have_fired(
    chromium: Browser, calm: Desk, on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    how: dict[str, Any] = LOOKS[on]
    begins, work = threading.Event(), alert_trials._work
    monkeypatch.setattr(alert_trials, "_work", lambda *trial: (begins.wait(30), work(*trial)))
    with opened(chromium, calm, "/alerts/try", Role.SUPERVISOR, **how) as page:
        assert axe_violations(page) == []
        page.get_by_label("Limit", exact=True).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("900")
        page.keyboard.press("Enter")
        expect(page.get_by_role("progressbar")).to_be_visible()
        assert axe_violations(page) == []
        page.get_by_role("button", name="Stop").focus()
        begins.set()
        expect(page.get_by_role("heading", name="It would have fired")).to_be_visible()
        expect(page.locator("#found-head")).to_be_focused()
        expect(page.get_by_text("over = 900")).to_be_visible()
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        is_well_at_a_desk(page)
        assert refused_by_policy(page) == []

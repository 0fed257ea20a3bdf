"""A message on walls in a real browser: written by keyboard and on a phone, there within a tick, and gone by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import LIVE
from tests.browser.signed_wall import axe_violations, looking, refused_by_policy
from tests.desk import Desk
from tests.wide import usual
from wallboard.model import SECOND
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Role

LOOKS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


def on_a_phone(look: object) -> bool:
    """The look in which a page is walked through by default; at a desk it is then only looked at."""
    return look == "phone"


def is_well_at_a_desk(page: Page) -> None:
    """And in the dark: the page as it stands has no violation there either."""
    desk = LOOKS["desk"]
    page.set_viewport_size(desk["viewport"])
    page.emulate_media(color_scheme=desk["color_scheme"])
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


BOXES = """() => [...document.querySelectorAll(".wall .tile, .wall .time, .wall .foot > *")].map((at) => {
  const { x, y, width, height } = at.getBoundingClientRect();
  return [at.id || at.className, x, y, width, height].join();
})"""


@contextmanager
def opened(chromium: Browser, desk: Desk, path: str, role: Role, **how: Any) -> Iterator[Page]:
    with looking(chromium, **how) as context:
        name, _, secret = desk.city.sign_in(role, EVERYTHING).headers[-1][1].partition("=")
        context.add_cookies([{"name": name, "value": secret, "url": desk.address}])
        page = context.new_page()
        page.goto(f"{desk.address}{path}")
        yield page


@contextmanager
def wall(chromium: Browser, desk: Desk, board: str = "board-north", **how: Any) -> Iterator[Page]:
    how = how or {"viewport": {"width": 1920, "height": 1080}, "reduced_motion": "reduce"}
    with opened(chromium, desk, f"/board/{board}", Role.VIEWER, **how) as page:
        page.locator(LIVE).wait_for(state="attached")
        page.locator("#head-time:not(:empty)").wait_for()
        page.evaluate("document.fonts.ready")
        yield page


@pytest.fixture
def empty(desk: Desk) -> Iterator[Desk]:
    """Nothing is written on its walls, before and after."""
    yield desk
    for each in desk.city.wall.engine.messages.now(desk.city.now()):
        desk.city.wall.engine.messages.take_away(each.id)


@pytest.mark.slow
@pytest.mark.parametrize("look", usual(LOOKS, on_a_phone))
def test_it_is_written_by_keyboard_stands_on_its_wall_and_is_taken_away(
    chromium: Browser, empty: Desk, look: str
) -> None:
    with (
        wall(chromium, empty) as board,
        wall(chromium, empty, "board-south") as other,
        opened(chromium, empty, "/messages", Role.SUPERVISOR, **LOOKS[look]) as page,
    ):
        before = board.evaluate(BOXES)
        expect(page.get_by_text("Nothing. What you write above stands here")).to_be_visible()
        assert axe_violations(page) == []
        page.get_by_label("Message").focus()
        page.keyboard.type("Team meeting at 14:00 <b>room 3</b>")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Written.")
        expect(board.locator("#message-says")).to_have_text("Team meeting at 14:00 <b>room 3</b>")
        expect(board.locator("#message-whole[role=status]")).to_have_text("Team meeting at 14:00 <b>room 3</b>")
        assert board.evaluate(BOXES) == before, "nothing moves for it"
        expect(other.locator("#message")).to_be_hidden()
        assert axe_violations(page) == []
        assert axe_violations(board) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        is_well_at_a_desk(page)
        button = page.get_by_role("button", name="Take away “Team meeting at 14:00 <b>room 3</b>”")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Taken away.")
        expect(board.locator("#message")).to_be_hidden()
        assert refused_by_policy(page) == refused_by_policy(board) == []


@pytest.mark.slow
def test_a_board_without_one_begins_where_its_tiles_do(chromium: Browser, empty: Desk) -> None:
    with wall(chromium, empty) as board:
        left = "at => Math.round(at.getBoundingClientRect().left)"
        assert board.locator("h1").evaluate(left) == board.locator(".tiles").evaluate(left)


@pytest.mark.slow
def test_it_leaves_the_wall_by_itself_at_its_end(chromium: Browser, empty: Desk) -> None:
    city = empty.city
    with wall(chromium, empty) as board, opened(chromium, empty, "/messages", Role.SUPERVISOR) as page:
        page.get_by_label("Message").fill("Back in two hours")
        page.get_by_role("button", name="Write it").click()
        expect(board.locator("#message-says")).to_have_text("Back in two hours")
        (there,) = city.wall.engine.messages.now(city.now())
        city.wall.now, noon = there.until - SECOND, city.wall.now
        try:
            expect(board.locator("#message")).to_be_visible()
            city.wall.now = there.until
            expect(board.locator("#message")).to_be_hidden()
        finally:
            city.wall.now = noon


@pytest.mark.slow
def test_no_part_of_a_long_one_is_cut(chromium: Browser, empty: Desk) -> None:
    said = (
        "Water main break on 5th: tell callers crews are on site, no restart before 15:00, ask for pressure loss only."
    )
    with opened(chromium, empty, "/messages", Role.SUPERVISOR) as page:
        page.get_by_label("Message").fill(said)
        page.get_by_role("button", name="Write it").click()
        expect(page.get_by_role("status")).to_contain_text("Written.")
    for width, height in ((1280, 720), (1920, 1080), (1080, 1920), (390, 844)):
        with wall(chromium, empty, viewport={"width": width, "height": height}) as board:
            board.locator("#message-says:not(:empty)").wait_for()
            cut = "at => at.scrollWidth - at.clientWidth"
            assert board.locator("#message").evaluate(cut) <= 1, (width, height)
            shown, whole = board.locator("#message-says").text_content() or "", board.locator("#message-whole")
            assert shown.strip("…") in said
            expect(whole).to_have_text(said)

"""Against burn-in a wall moves by a pixel each minute: within its frame, laying nothing out anew, and not for whom motion is too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

WALLS = {"data": ".wall", "round": ".rotation"}  # what moves
MINUTES = 8  # of a whole round
TO = """([selector, ms]) => {
  const [drift] = document.querySelector(selector).getAnimations();
  drift.pause();
  drift.currentTime = ms;
  const { e, f } = new DOMMatrix(getComputedStyle(document.querySelector(selector)).transform);
  const boxes = [...document.querySelectorAll(".wall .tile, .wall .head > *, .wall .foot > *")].filter((at) => at.offsetParent);
  const edges = boxes.map((at) => at.getBoundingClientRect()).filter((box) => box.width);
  const out = Math.max(...edges.map((box) => Math.max(-box.left, -box.top, box.right - innerWidth, box.bottom - innerHeight)));
  return [e, f, out, document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight];
}"""
NOTHING = 1e-5  # a fraction of a pixel, where a transform is rounded: nobody can see it
SHIFTS = "() => { window.shifts = []; new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((each) => each.value))).observe({ type: 'layout-shift' }); }"


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_wall(board: str, **how: Any) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 720}} | how))
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/board/{board}")
        page.locator(".head .time:not(:empty)").first.wait_for(state="attached")
        page.evaluate("document.fonts.ready")
        return page

    yield open_wall
    for context in contexts:
        context.close()


@pytest.mark.slow
@pytest.mark.parametrize(("board", "moves"), WALLS.items())
def test_it_moves_a_pixel_a_minute_and_never_leaves_the_screen(
    opened: Callable[..., Page], board: str, moves: str
) -> None:
    page = opened(board)
    page.evaluate(SHIFTS)
    seen = [page.evaluate(TO, [moves, (minute + 0.5) * 60_000]) for minute in range(MINUTES)]
    places = [(x, y) for x, y, *_ in seen]
    assert len(set(places)) == MINUTES, "each minute somewhere else"
    steps = zip(places, [*places[1:], places[0]], strict=True)
    assert max(abs(x - u) + abs(y - v) for (x, y), (u, v) in steps) <= 2
    assert max(abs(at) for place in places for at in place) <= 2
    assert max(out for _, _, out, *_ in seen) <= 0, "the padding has room for it"
    assert {(across, down) for *_, across, down in seen} == {(0, 0)}
    page.evaluate("() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))")
    assert [shift for shift in page.evaluate("window.shifts") if shift > NOTHING] == []


@pytest.mark.slow
@pytest.mark.parametrize(("board", "moves"), WALLS.items())
@pytest.mark.parametrize(
    "how",
    [{"reduced_motion": "reduce"}, {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}],
    ids=["reduced motion", "phone"],
)
def test_it_stands_still_for_whom_motion_is_too_much_and_in_the_hand(
    opened: Callable[..., Page], board: str, moves: str, how: dict[str, Any]
) -> None:
    page = opened(board, **how)
    assert page.evaluate("(selector) => document.querySelector(selector).getAnimations().length", moves) == 0


@pytest.mark.slow
def test_a_board_that_comes_into_sight_does_not_begin_it_anew(opened: Callable[..., Page]) -> None:
    page = opened("round")
    assert (
        page.evaluate("[...document.querySelectorAll('.turn .wall')].flatMap((at) => at.getAnimations()).length") == 0
    )

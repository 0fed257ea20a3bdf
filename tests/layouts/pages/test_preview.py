"""The preview of a board: as it would be on that screen, to the pixel, and which of its tiles do not fit, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from layouts.pages.preview import PAGE, Screen, preview_address, screen
from layouts.wall import boards
from tests.browser.board_page import LIVE
from tests.browser.signed_wall import axe_violations, looking, refused_by_policy
from tests.desk import Desk
from tests.layouts.opened import streamed
from tests.layouts.snapshots import morning, settings
from tests.wide import every_value
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.settings import Board

DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
READERS = {"desk": DESK, "phone": PHONE}
# Where each tile, and each part of head and foot, stands on the screen that it is of.
BOXES = """(of) => {
  const stage = document.querySelector(".stage");
  const { left, top, width } = stage ? stage.getBoundingClientRect() : { left: 0, top: 0, width: innerWidth };
  const scale = stage ? width / stage.offsetWidth : 1;
  return [...document.querySelectorAll(".wall .tile, .wall .head, .wall .foot, .wall .num, .wall h1")].map((at) => {
    const box = at.getBoundingClientRect();
    return [at.id || at.className, ...[box.left - left, box.top - top, box.width, box.height].map((n) => Math.round(n / scale))];
  });
}"""


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1920x1080-55in-5m", Screen(1920, 1080, 55, 5)),
        ("720x1280-31.5in-0.5m", Screen(720, 1280, 31.5, 0.5)),
        ("1920x1080-55in-0m", None),
        ("1920x1080-55in-51m", None),
        ("99999x1080-55in-5m", None),
        ("319x1080-55in-5m", None),
        ("1920x1080-6in-5m", None),
        ("1920x1080", None),
        ("1920x1080-55in-5m ", None),
        ("１９２０x1080-55in-5m", None),
        ("-1920x1080-55in-5m", None),
    ],
)
def test_a_screen_is_read_from_its_address_or_is_none(text: str, right: Screen | None) -> None:
    assert Screen.read(text) == right
    if right is not None:
        assert right.written == text


def test_a_link_to_a_board_is_of_the_screen_that_its_settings_name() -> None:
    of = Board(rows=(("agents:4",),), viewing_distance_m=3.5, screen_diagonal_in=65)
    assert preview_address("Hall 1", of) == "/preview/Hall%201/1920x1080-65in-3.5m"
    far = Board(rows=(("agents:4",),), viewing_distance_m=400, screen_diagonal_in=1)
    assert preview_address("far", far) == "/preview/far/1920x1080-7in-50m"


def test_it_shows_the_figures_of_now_of_the_board_as_it_would_hang_there() -> None:
    assert PAGE.stream is not None
    on = {"board": "wall", "screen": Screen(1920, 1080, 55, 9)}
    shown = PAGE.stream(streamed(morning(), parts=on))
    board = boards.default_board(settings()).model_copy(update={"viewing_distance_m": 9})
    assert shown == boards.view("wall", settings(boards={"wall": board.model_dump()}), morning())


@contextmanager
def opened(chromium: Browser, desk: Desk, path: str, remit: Remit = EVERYTHING, **how: Any) -> Iterator[Page]:
    with looking(chromium, **(how or DESK)) as context:
        name, _, secret = desk.city.sign_in(Role.VIEWER, remit).headers[-1][1].partition("=")
        context.add_cookies([{"name": name, "value": secret, "url": desk.address}])
        page = context.new_page()
        page.goto(f"{desk.address}{path}")
        page.locator(LIVE).wait_for(state="attached")
        page.locator("#head-time:not(:empty)").wait_for(state="attached")
        page.evaluate("document.fonts.ready")
        yield page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "reader"), every_value([(1280, 720), (1920, 1080), (1080, 1920), (1024, 768)], ["desk", "phone"])
)
def test_everything_stands_where_it_would_on_that_screen(
    chromium: Browser, desk: Desk, size: tuple[int, int], reader: str
) -> None:
    width, height = size
    there: dict[str, Any] = {
        "viewport": {"width": width, "height": height},
        "reduced_motion": "reduce",
        "has_touch": True,
    }
    with (
        opened(chromium, desk, "/board/board-north", **there) as hung,
        opened(chromium, desk, f"/preview/board-north/{width}x{height}-55in-5m", **READERS[reader]) as shown,
    ):
        hung.add_style_tag(content=".way-out { display: none } .way-out + .wall { --u: unset; top: 0 !important }")
        unit = Screen(width, height, 55, 5).unit
        hung.add_style_tag(content=f".way-out + .wall {{ --u: {unit}px !important }}")
        expected = {name: box for name, *box in hung.evaluate(BOXES)}
        found = {name: box for name, *box in shown.evaluate(BOXES)}
        assert found.keys() == expected.keys()
        off = {name: (box, expected[name]) for name, box in found.items() if apart(box, expected[name]) > 4}
        assert not off


def apart(one: list[int], other: list[int]) -> int:
    """Pixels; a phone shows a wall so small that half a pixel of it is several of the screen's."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("reader", [DESK, PHONE], ids=["desk", "phone"])
def test_somebody_moves_it_farther_away_by_keyboard_and_is_told_what_does_not_fit(
    chromium: Browser, desk: Desk, reader: dict[str, Any]
) -> None:
    with opened(chromium, desk, "/preview/board-north/1920x1080-55in-5m", **reader) as page:
        expect(page.locator("p.note[role=status]").first).to_have_text("Every tile fits, and can be read from 5 m.")
        assert axe_violations(page) == []
        field = page.get_by_label("Metres from which it is read")
        field.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("9")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{desk.address}/preview/board-north/1920x1080-55in-9m")
        expect(page.locator("p.note[role=status]").first).to_contain_text(
            "Text that can be read from 9 m leaves no room on 55 inches for: "
        )
        expect(page.locator("#head-note")).to_contain_text("tiles do not fit")
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert refused_by_policy(page) == []


@pytest.mark.slow
def test_a_board_of_another_site_is_none_and_neither_is_a_screen_that_cannot_be(chromium: Browser, desk: Desk) -> None:
    north = Remit.of(["north"])
    with opened(chromium, desk, "/preview/board-north/1920x1080-55in-5m", north) as page:
        for path in ("/preview/board-south/1920x1080-55in-5m", "/preview/board-north/1x1-55in-5m", "/preview/none/9"):
            answer = page.goto(f"{desk.address}{path}")
            assert answer is not None
            assert answer.status == 404, path


def test_nobody_reads_a_screen_that_is_no_text_of_ours() -> None:
    assert screen("<script>", None) is None  # type: ignore[arg-type]

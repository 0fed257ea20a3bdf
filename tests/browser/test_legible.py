"""What is on a board can be read from where its people stand: measured, text by text, in a real browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.spoken_walls import LONG, SPOKEN
from tests.wide import usual

SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160), "portrait": (1080, 1920)}
METRES = {"data": 5, "far": 7, "departments": 5, "six-metres": 6, "ten-metres": 10, "other-tiles": 5}
METRES |= {f"{board}-{tag}": METRES[board] for board in ("data", "far", "other-tiles") for tag in SPOKEN}
Measure = Callable[[str, str], list[dict[str, Any]]]
INCHES, CAPITAL, ROUNDING = 55, 0.727, 0.995
LABEL_ARCMIN, FIGURE_ARCMIN = 11, 20
FIGURES = ".num > span, .q .row > b"  # those that matter: one big figure, how many wait in a queue

# Every text that is seen: its size, where it is, which line it stands on, and whether it is cut though its line has room.
TEXTS = """(figures) => {
  const LINES = ".head, .foot, .thead, h2, .row, .say";
  const lines = [...document.querySelectorAll(LINES)];
  const written = (at) => {
    const range = document.createRange();
    range.selectNodeContents(at);
    const first = range.getClientRects()[0];
    if (!first) return null;
    const box = [first.left, first.top, first.right, first.bottom];
    for (let up = at; up && up.closest(".wall"); up = up.parentElement) {
      const frame = up.getBoundingClientRect();
      if (getComputedStyle(up).overflow === "visible" || getComputedStyle(up).display === "inline") continue;
      box[0] = Math.max(box[0], frame.left); box[1] = Math.max(box[1], frame.top);
      box[2] = Math.min(box[2], frame.right); box[3] = Math.min(box[3], frame.bottom);
    }
    return box[2] - box[0] > 1 && box[3] - box[1] > first.height / 2 ? box : null;
  };
  const seen = [];
  for (const at of document.querySelectorAll(".wall *")) {
    const own = [...at.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    const box = own && !at.closest(".unseen") && at.offsetParent ? written(at) : null;
    if (!box) continue;
    const style = getComputedStyle(at);
    const cut = at.scrollWidth > at.clientWidth + 1 && style.display !== "inline";
    const line = at.closest(LINES);
    seen.push({ text: at.textContent, px: parseFloat(style.fontSize), figure: at.matches(figures), title: at.closest("h2") !== null, cut, box, line: lines.indexOf(line) });
  }
  for (const text of seen) {
    const frame = lines[text.line] && lines[text.line].getBoundingClientRect();
    const beside = seen.filter((other) => other.line === text.line && Math.abs(other.box[1] - text.box[1]) < text.px);
    const used = beside.reduce((sum, other) => sum + other.box[2] - other.box[0] + 1.7 * text.px, 0);
    text.room = frame ? frame.width - used : 0;
  }
  return seen;
}"""


EVERY_CASE = [
    (board, size) for board in METRES for size in SIZES if size in ("1080p", "portrait") or board in ("data", "far")
]


def by_default(case: tuple[str, str]) -> bool:
    """Every board on the usual screen; on the others one of each kind of board, as it is and in the longest language."""
    board, size = case
    return size == "1080p" or (size == "portrait" and board.endswith(f"-{LONG}")) or board == "data"


CASES = usual(EVERY_CASE, by_default)
FITTING = [(board, size) for board, size in CASES if board != "ten-metres"]


@pytest.fixture(scope="module")
def measured(chromium: Browser, address: str) -> Iterator[Measure]:
    """What `TEXTS` tells of a board at a size; each is looked at once."""
    context = chromium.new_context()
    page = context.new_page()
    known: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def measure(board: str, size: str) -> list[dict[str, Any]]:
        if (board, size) not in known:
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            if not page.url.endswith(f"/board/{board}"):
                page.goto(f"{address}/board/{board}")
                page.wait_for_selector("#head-time:not(:empty)")
                page.evaluate("document.fonts.ready")
            page.wait_for_function("width => innerWidth === width", arg=width)
            known[board, size] = page.evaluate(TEXTS, FIGURES)
        assert len(known[board, size]) > 15
        return known[board, size]

    yield measure
    context.close()


def arcmin(px: float, size: str, metres: float) -> float:
    """Capital height of text of so many pixels, as it is seen on a 16:9 panel of 55 inches."""
    mm = px * CAPITAL * INCHES * 25.4 / math.hypot(*SIZES[size])
    return math.degrees(2 * math.atan(mm / 2 / (metres * 1000))) * 60


@pytest.mark.parametrize(("board", "size"), CASES)
def test_every_text_of_a_board_can_be_read_from_its_distance(measured: Measure, board: str, size: str) -> None:
    found = measured(board, size)
    for text in found:
        least = FIGURE_ARCMIN if text["figure"] else LABEL_ARCMIN
        assert arcmin(text["px"], size, METRES[board]) >= least * ROUNDING, text
    assert sum(text["figure"] for text in found) >= 2


@pytest.mark.parametrize(("board", "size"), CASES)
def test_texts_of_one_line_never_touch(measured: Measure, board: str, size: str) -> None:
    found = measured(board, size)
    for nth, one in enumerate(found):
        for other in found[nth + 1 :]:
            if one["line"] == other["line"] != -1:
                (left, top, right, bottom), box = one["box"], other["box"]
                apart = left >= box[2] or right <= box[0] or top >= box[3] - 2 or bottom <= box[1] + 2
                assert apart, (one["text"], other["text"])


@pytest.mark.parametrize(("board", "size"), FITTING)
def test_nothing_is_cut_that_has_room(measured: Measure, board: str, size: str) -> None:
    found = measured(board, size)
    assert [text["text"] for text in found if text["cut"] and text["room"] > text["px"]] == []
    if not board.endswith(f"-{LONG}"):
        assert [text["text"] for text in found if text["cut"] and text["title"]] == [], (
            "a title says what the figure is"
        )
    if size != "portrait":
        cut = [text for text in found if text["cut"]]
        if board == f"far-{LONG}":  # of the language that is longer than any, the foot's sentence may end in dots
            cut = [text for text in cut if "wàîtîñ" not in text["text"]]
        assert [text["text"] for text in cut] == [], "all of these fit on their boards"


def test_the_days_verdict_is_never_cut_on_the_built_in_wall(chromium: Browser, address: str) -> None:
    """Cut, "can be kept" and "lost" would leave people guessing."""
    page = chromium.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(f"{address}/board/data")
    page.wait_for_selector("#gave-up-waiting-today-value:not(:empty)")
    page.evaluate("document.fonts.ready")
    longest = "(at) => { at.textContent = '3.8\u202f%, can be kept'; const line = at.parentElement; return line.scrollWidth - line.clientWidth }"
    for key in ("answered-in-time", "gave-up-waiting"):
        assert page.locator(f"#{key}-today-value").evaluate(longest) <= 0
    page.close()

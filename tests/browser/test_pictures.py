"""The wall and the Today page in a real browser: nothing scrolls, nothing overflows, at every size and in every state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.picture_wall import SCENES
from tests.browser.spoken_walls import LONG, SPOKEN
from tests.wide import every_value, usual

TICKED = '"changedPropIds":["today-moment.data"]'
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160), "portrait": (1080, 1920)}

# What sticks out of the screen, or of the tile that holds it; text that an ellipsis cuts on purpose does not.
STICKING_OUT = """() => {
  const out = [];
  const screen = document.documentElement;
  if (screen.scrollWidth > innerWidth || screen.scrollHeight > innerHeight) out.push("the page scrolls");
  for (const tile of document.querySelectorAll(".wall .tile, .wall .head, .wall .foot")) {
    const frame = tile.getBoundingClientRect();
    if (frame.right > innerWidth + 3 || frame.bottom > innerHeight + 3) out.push(`${tile.id || tile.className} leaves the screen`);
    for (const part of tile.querySelectorAll(".num, .row, .say, h2, .more, .row > b")) {
      const box = part.getBoundingClientRect();
      if (box.height && (box.right > frame.right + 1 || box.bottom > frame.bottom + 1)) out.push(`${tile.id} ${part.className || part.id} leaves its tile`);
    }
    for (const figure of tile.querySelectorAll(".num, .row > b, h1, .fact")) {
      if (figure.scrollWidth > figure.clientWidth + 1) out.push(`${tile.id} "${figure.textContent}" is cut`);
    }
    for (const figure of tile.querySelectorAll(".say b")) {
      if (/^[\\W]*\\d/.test(figure.textContent) && figure.getBoundingClientRect().right > figure.closest(".say > *").getBoundingClientRect().right + 1) out.push(`${tile.id} "${figure.parentElement.textContent}" ends before its figure does`);
    }
    for (const part of tile.querySelectorAll(".say > *")) {
      const [box, room] = [part.getBoundingClientRect(), part.parentElement.getBoundingClientRect()];
      if (box.top < room.bottom - 2 && box.bottom > room.bottom + 2) out.push(`${tile.id} "${part.textContent}" is cut in half`);
    }
  }
  return out;
}"""


# How many pixels of it the hatched frame around a past wall covers of each tile.
COVERED = """() => {
  const edge = parseFloat(getComputedStyle(document.querySelector(".wall"), "::after").getPropertyValue("clip-path").match(/([\\d.]+)px/)[1]);
  return Math.max(...[...document.querySelectorAll(".wall .tile, .wall .head > *, .wall .foot > *")].map((at) => {
    const box = at.getBoundingClientRect();
    return Math.max(edge - box.left, edge - box.top, box.right - (innerWidth - edge), box.bottom - (innerHeight - edge));
  }));
}"""


# Figures of the queues that stand on a plate or over a line of their own.
PLATES_AND_LINES = """() => [...document.querySelectorAll("#queues .row:not(.thead) > :not(.label)")].filter((at) => {
  const style = getComputedStyle(at);
  return at.offsetParent && (style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.boxShadow !== "none");
}).map((at) => at.id)"""


@pytest.fixture(scope="module")
def wall(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that looks at one wall after the other, and loads their files once."""
    context = chromium.new_context()
    yield context
    context.close()


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    return page


# Those of some metres and the rounds: test_legible.py, test_rotation.py.
SCENES_AND_SIZES = [
    *((scene, "1080p") for scene in SCENES if not scene.endswith(("metres", "round"))),
    *((scene, size) for scene in ("data", "crowded") for size in SIZES if size != "1080p"),
]


def by_default(case: tuple[str, str]) -> bool:
    """Sizes with the fullest board, languages with the one that is longer than any."""
    scene, size = case
    return (scene == "crowded" or size == "1080p") and not scene.endswith(
        tuple(f"-{tag}" for tag in SPOKEN if tag != LONG)
    )


@pytest.mark.parametrize(("scene", "size"), usual(SCENES_AND_SIZES, by_default))
def test_a_wall_neither_scrolls_nor_overflows(
    wall: BrowserContext, address: str, tmp_path: Path, scene: str, size: str
) -> None:
    width, height = SIZES[size]
    page = wall.new_page()
    page.set_viewport_size({"width": width, "height": height})
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    opened(page, f"{address}/board/{scene}").wait_for_selector('html[data-link="live"]')
    page.wait_for_selector("#head-time:not(:empty)")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=tmp_path / f"{scene}-{size}.png")
    assert page.evaluate(STICKING_OUT) == []
    assert troubles == []
    page.close()


def test_no_figure_of_a_lost_source_is_an_alarm_or_watched(wall: BrowserContext, address: str) -> None:
    """The same queues as of "data", where one has plates and one has lines below its figures."""
    page, drawn = wall.new_page(), []
    for scene in ("data", "dead-source"):
        opened(page, f"{address}/board/{scene}").wait_for_selector("#queues-0-name:not(:empty)")
        drawn.append(page.evaluate(PLATES_AND_LINES))
    assert len(drawn[0]) >= 8
    assert drawn[1] == []
    page.close()


@pytest.mark.parametrize(("scene", "ground"), [("data", "#0e1317"), ("light", "#e9eef1"), ("contrast", "#000000")])
def test_a_board_has_the_ground_of_its_theme(wall: BrowserContext, address: str, scene: str, ground: str) -> None:
    page = opened(wall.new_page(), f"{address}/board/{scene}")
    page.locator(".wall").wait_for()
    grounds = page.evaluate("['html', '.wall'].map(at => getComputedStyle(document.querySelector(at)).backgroundColor)")
    assert grounds == ["rgb({}, {}, {})".format(*bytes.fromhex(ground[1:]))] * 2
    page.close()


def test_digits_that_matter_are_as_high_as_the_distance_asks(chromium: Browser, address: str) -> None:
    """5 m from 55 inches at 1080p: 46 pixels of capital height, of which this font has 0.727 of its size."""
    page = opened(chromium.new_page(viewport={"width": 1920, "height": 1080}), f"{address}/board/data")
    page.wait_for_selector("#queues-0-name:not(:empty)")
    sizes = page.evaluate(
        "['speed-of-answer-value', 'queues-0-waiting', 'queues-0-name', 'ageing-0-cell-0'].map("
        "id => parseFloat(getComputedStyle(document.getElementById(id)).fontSize))"
    )
    assert [size * 0.727 >= 45 for size in sizes[:2]] == [True, True]
    assert [size * 0.727 >= 25 for size in sizes[2:]] == [True, True], "11 arc minutes are 25 pixels"
    page.close()


def test_names_that_are_markup_stay_text(chromium: Browser, address: str) -> None:
    page = opened(chromium.new_page(), f"{address}/board/hostile")
    page.wait_for_selector("#queues-0-name:not(:empty)")
    assert page.locator(".wall script, .wall img").count() == 0
    page.close()


@pytest.mark.parametrize(("size", "scheme"), every_value([(1440, 900), (390, 844)], ["light", "dark"]))
def test_the_today_page_fits_a_desk_and_a_phone(
    chromium: Browser, address: str, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    width, height = size
    page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    opened(page, f"{address}/today?day=2026-11-20").wait_for_selector(".chart svg.main-svg")
    page.locator(".chart .js-plotly-plot svg.main-svg >> visible=true").nth(3).wait_for()
    page.screenshot(path=tmp_path / f"today-{width}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert troubles == []
    page.close()


def test_today_prints_whole(chromium: Browser, address: str) -> None:
    """On paper, which is narrower than the screen was: charts as wide as the page, in one column, and all tables long."""
    page = opened(chromium.new_page(viewport={"width": 1440, "height": 900}), f"{address}/today?day=2026-11-20")
    page.locator(".chart .js-plotly-plot svg.main-svg >> visible=true").nth(3).wait_for()
    page.locator("summary").first.click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.add_style_tag(content=".desk { width: 700px; min-height: 0 !important }")
    wide = "[...document.querySelectorAll('.desk svg.main-svg, .desk .chart, .desk table')].map((at) => at.getBoundingClientRect().right)"
    assert max(page.evaluate(wide)) <= 700
    assert page.evaluate(
        "document.querySelector('.desk .scroll').scrollHeight <= document.querySelector('.desk .scroll').clientHeight + 1"
    )
    for gone in (".desk .bar", ".desk .picker", ".desk .files"):
        assert not page.locator(gone).first.is_visible()
    page.close()


def test_today_reads_on_by_itself_and_can_be_stopped(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.clock.install()
    opened(page, f"{address}/today").wait_for_selector(".chart svg.main-svg")
    page.locator("summary").first.click()
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.post_data or "") if "update-component" in request.url else None
    )
    page.clock.run_for(125_000)
    assert _in_time(page, lambda: any(TICKED in told for told in asked))
    # the answer may be on its way: what is drawn anew is unfolded as it was
    assert _in_time(page, lambda: page.locator("details[open]").count() == 1), "what was unfolded stays so"
    page.get_by_role("button", name="Stop new figures").click()
    page.get_by_role("button", name="New figures every 2 minutes").wait_for()
    asked.clear()
    page.clock.run_for(250_000)
    assert not any(TICKED in told for told in asked)
    page.close()


def _in_time(page: Page, true: Callable[[], bool]) -> bool:
    """Whether it comes true within ten seconds."""
    for _ in range(200):
        if true():
            return True
        page.wait_for_timeout(50)
    return False


def test_today_is_walked_by_keyboard_and_address(chromium: Browser, address: str) -> None:
    page = opened(chromium.new_page(), f"{address}/today?day=2026-11-20")
    page.wait_for_selector("a[rel=prev]")
    page.focus("a[rel=prev]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/today?day=2026-11-19*")
    page.wait_for_selector("h2:has-text('Thu 19 Nov 2026')")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open] table").count() == 1
    page.close()


def test_a_wall_of_a_past_instant_is_hatched_all_around_and_covers_nothing(wall: BrowserContext, address: str) -> None:
    page = opened(wall.new_page(), f"{address}/board/past")
    page.wait_for_selector("#head-past:not(:empty)")
    expect(page.locator("#head-past")).to_have_text("PAST: Tue 24 Nov, 10:42")
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => innerWidth === width", arg=width)
        assert page.evaluate(COVERED) <= 0, name
        assert page.locator("#head-past").evaluate("at => at.scrollWidth - at.clientWidth") <= 0, name
    page.close()

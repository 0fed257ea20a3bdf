"""The gallery: every tile in every state, drawn by the tiles, whole and legible in each theme, on a desk and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, get_args

import pytest
from playwright.sync_api import Browser, Page, expect

from layouts.pages import gallery
from layouts.wall.gallery import Sample, samples
from layouts.wall.gallery._scenes import LIVE, scenes
from layouts.wall.tiles import TILES
from tests.browser.board_page import LIVE as ON
from tests.browser.signed_wall import axe_violations, looking, refused_by_policy
from tests.desk import Desk
from tests.layouts.opened import streamed
from tests.layouts.snapshots import morning
from tests.wide import WIDE
from wallboard.languages import offered
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Role
from wallboard.settings import Theme

TONES = {  # of a figure that is promised, by the state's name
    "live": "ok",
    "warning": "watch",
    "alarm": "alarm",
    "late": "late",
    "silent": "silent",
    "lost": "lost",
    "catching-up": "catching_up",
    "no-data": "no_data",
    "no-calls": "no_calls",
    "too-few": "too_few",
    "unknown": "unknown",
    "closed": "closed",
    "past": "ok",
}
OF_THE_SOURCE = ("late", "silent", "lost", "catching-up", "no-data")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# By default every third sample in each theme, others in each: so each tile and each state is looked at in each of them.
OTHERS = """([nth, of]) => document.querySelectorAll(".sample").forEach((at, n) => at.classList.toggle("others", n % of !== nth))"""
# Every text of a sample that is seen: what is cut though it may not be, what leaves its tile, and how large it is.
WRONG = """() => {
  const wrong = [];
  for (const sample of document.querySelectorAll(".sample")) {
    const tile = sample.querySelector(".tile"), frame = tile.getBoundingClientRect();
    if (frame.right > sample.getBoundingClientRect().right + 1) wrong.push(`${tile.id} leaves its place`);
    for (const part of tile.querySelectorAll(".num, .row, .say, h2, .more")) {
      if (part.closest(".rows") && getComputedStyle(part.closest(".rows")).overflowX === "auto") continue; // it scrolls
      const box = part.getBoundingClientRect();
      if (box.height && (box.right > frame.right + 1 || box.bottom > frame.bottom + 1)) wrong.push(`${tile.id} ${part.className} leaves its tile`);
    }
    for (const part of tile.querySelectorAll(".num, .word, .row > b, h2 .name"))
      if (part.offsetParent && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline") wrong.push(`${tile.id} "${part.textContent}" is cut`);
    for (const part of tile.querySelectorAll("*"))
      if (part.offsetParent && part.childElementCount === 0 && part.textContent && parseFloat(getComputedStyle(part).fontSize) < 11) wrong.push(`${part.id} is small`);
  }
  return wrong;
}"""


def by_state(tile: str) -> dict[str, Sample]:
    own = [sample for sample in samples("en") if sample.tile.name == tile]
    return {sample.place.key.removesuffix(f"-{tile.replace('_', '-')}"): sample for sample in own}


def state(tile: str, name: str) -> object:
    sample = by_state(tile)[name]
    return sample.view[sample.place.key]["state"]


@pytest.mark.parametrize("tile", ["speed_of_answer", "answered_in_time", "gave_up_waiting"])
def test_a_promised_figure_is_shown_in_every_state(tile: str) -> None:
    assert {name: state(tile, name) for name in by_state(tile)} == TONES
    assert scenes().keys() == TONES.keys()


@pytest.mark.parametrize("tile", TILES)
def test_every_tile_is_shown_as_all_is_well_in_the_past_and_when_its_sources_tell_nothing(tile: str) -> None:
    assert {LIVE, "past", *OF_THE_SOURCE} <= by_state(tile).keys()


@pytest.mark.parametrize(
    ("tile", "never"),
    [("calls_today", "alarm"), ("promises_kept", "closed"), ("oldest_open", "no-calls"), ("sources", "warning")],
)
def test_a_state_that_a_tile_cannot_be_in_is_left_out(tile: str, never: str) -> None:
    assert never not in by_state(tile)


@pytest.mark.parametrize(("tile", "tone"), [("queues", "alarm"), ("agents", "alarm"), ("waiting_now", "alarm")])
def test_lists_and_people_have_an_alarm_too(tile: str, tone: str) -> None:
    assert state(tile, "alarm") == tone


@pytest.mark.parametrize("tag", offered())
def test_what_is_drawn_is_what_is_told_in_every_language(tag: str) -> None:
    for sample in samples(tag):
        drawn: Any = sample.layout()
        ids = {at.id for at in (drawn, *drawn._traverse()) if getattr(at, "id", None)}
        assert ids == sample.view.keys(), sample.place.key


def test_nothing_in_it_counts_on_or_is_of_the_city() -> None:
    view = gallery.stream(streamed(morning()))
    assert view == gallery.stream(streamed(morning()))
    assert not any("since" in props for props in view.values())
    assert not any("311 Contact centre" in str(props) for props in view.values())


@contextmanager
def opened(chromium: Browser, desk: Desk, **how: Any) -> Iterator[Page]:
    """As somebody who may only look, with what the policy refuses and what goes wrong."""
    with looking(chromium, **how) as context:
        name, _, secret = desk.city.sign_in(Role.VIEWER, EVERYTHING).headers[-1][1].partition("=")
        context.add_cookies([{"name": name, "value": secret, "url": desk.address}])
        page = context.new_page()
        page.goto(f"{desk.address}/gallery")
        page.locator(ON).wait_for(state="attached")
        page.locator("#past-waiting-now-word:not(:empty)").wait_for()
        page.evaluate("document.fonts.ready")
        yield page


@pytest.mark.slow
@pytest.mark.parametrize("how", [{"viewport": {"width": 1440, "height": 900}}, PHONE], ids=["desk", "phone"])
def test_every_tile_is_whole_and_legible_in_every_state_and_theme(
    chromium: Browser, desk: Desk, how: dict[str, Any]
) -> None:
    with opened(chromium, desk, **how) as page:
        expect(page.locator(".sample")).to_have_count(len(samples("en")))
        for name in TONES:
            assert page.locator(f"#{name}-answered-in-time").get_attribute("data-state") == TONES[name]
        for nth, theme in enumerate(get_args(Theme)):
            page.locator(f"button[data-theme={theme}]").press("Enter")
            expect(page.locator("#gallery")).to_have_class(f"theme-{theme}")
            assert page.evaluate(WRONG) == []
            # it looks at colours for longest: those are on a phone what they are on a desk
            if how != PHONE or theme == "dark" or WIDE:
                page.evaluate(OTHERS, [0, 1] if WIDE else [nth, 3])
                assert axe_violations(page, but=".others") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert refused_by_policy(page) == []


@pytest.mark.slow
def test_its_themes_are_those_of_the_walls(chromium: Browser, desk: Desk) -> None:
    """Each has a ground of its own, whatever the reader's system says of pages."""
    grounds = []
    with opened(chromium, desk, color_scheme="light") as page:
        for theme in get_args(Theme):
            page.locator(f"button[data-theme={theme}]").press("Enter")
            expect(page.locator("#gallery")).to_have_class(f"theme-{theme}")
            grounds.append(
                page.locator("#live-agents").evaluate("at => getComputedStyle(at).getPropertyValue('--ground').trim()")
            )
    assert grounds == ["#0e1317", "#e9eef1", "#000000"]


@pytest.mark.slow
def test_the_past_is_hatched_all_around_and_says_so(chromium: Browser, desk: Desk) -> None:
    with opened(chromium, desk) as page:
        past = page.locator(".sample", has=page.locator("#past-queues"))
        expect(past.locator(".past")).to_have_text("PAST")
        hatched = "at => getComputedStyle(at, '::after').backgroundImage"
        assert "repeating-linear-gradient" in past.evaluate(hatched)
        assert page.locator(".sample", has=page.locator("#live-queues")).evaluate(hatched) == "none"

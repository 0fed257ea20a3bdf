"""Pages in every language in a real browser: nothing is cut, nothing sticks out, axe has nothing against them, and no text
stays English. The longest language is one that nobody speaks: every text by 40 % longer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.signed_wall import axe_violations
from tests.browser.spoken_pages import ADDRESSES, OWN
from tests.browser.spoken_walls import LONG, SPOKEN
from tests.served import PORT, Served, running
from tests.wide import WIDE, usual

SIZES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
# What cuts its text, and what sticks out of the page to the side; lists that scroll by themselves do so on purpose.
CUT = """() => {
  const out = [];
  if (document.documentElement.scrollWidth > innerWidth + 1) out.push("the page scrolls to the side");
  for (const at of document.querySelectorAll("body *")) {
    const own = [...at.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!own || !at.offsetParent || at.closest(".unseen, .skip, svg, noscript, option")) continue;
    const style = getComputedStyle(at);
    const clips = style.overflowX !== "visible" && style.display !== "inline";
    if (clips && at.scrollWidth > at.clientWidth + 1 && !at.closest(".scroll")) out.push(`cut: ${at.textContent}`);
    const box = at.getBoundingClientRect();
    if (box.right > innerWidth + 1 && !at.closest(".scroll")) out.push(`sticks out: ${at.textContent}`);
  }
  return out;
}"""
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (!at.closest("script, style, bdi, code, noscript, [translate=no]")) found.push(walk.currentNode.data);
  }
  for (const at of document.querySelectorAll("[aria-label], [alt], [placeholder], [title]"))
    for (const name of ["aria-label", "alt", "placeholder", "title"])
      if (at.hasAttribute(name) && !at.closest("svg")) found.push(at.getAttribute(name));
  return found;
}"""
# Names, and what is the same in every language: of people, queues and zones, of the product, and how programs are spoken to.
NAMES = re.compile(
    r"Ada Lopez|Wendy Ward|Dev Dept|Call floor north|Power BI|America/Chicago|Chrome|HeadlessChrome|Linux|Wallboard|wallboard|"
    r"Authorization: Bearer|https?://\S+|/tv|UTC|CSV|311 Contact centre|English|Español|Français|Esperanto|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b|"
    r"Streets|Forestry|Inspections|Water|Lighting|Parks|Waste|Animal care|offered|min|"
    r"\b(?:lu|ma|me|ĵa|ve|sa|di|Jan|Feb|Mar|Apr|Maj|Jun|Jul|Aŭg|Sep|Okt|Nov|Dec|merkredo|mardo)\b"
)
WORD = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    with running(Served(folder, "-m", "tests.browser.spoken_pages", PORT, str(folder))) as wall:
        yield wall.address


def opened(chromium: Browser, address: str, path: str, tag: str, size: str = "desk") -> Page:
    context = chromium.new_context(locale=tag, **SIZES[size])
    if path in OWN:
        context.add_cookies([{"name": "wallboard-session", "value": "x" * 43, "url": address}])
    page = context.new_page()
    page.goto(f"{address}{path}")
    if path == "/today":
        page.wait_for_selector(".chart svg.main-svg")
    for at in page.locator("details:not([open]) > summary").all():
        if at.is_visible():
            at.click()
    return page


PATHS = [*ADDRESSES, *OWN]
TRANSLATED = [tag for tag in SPOKEN if tag != LONG]


def by_default(case: tuple[str, str]) -> bool:
    """Every page in the language that is longer than any, and in one of the others."""
    path, tag = case
    return tag in (LONG, TRANSLATED[PATHS.index(path) % len(TRANSLATED)])


@pytest.mark.parametrize(("path", "tag"), usual([(path, tag) for path in PATHS for tag in SPOKEN], by_default))
def test_a_page_is_whole_and_all_of_it_in_every_language(chromium: Browser, address: str, path: str, tag: str) -> None:
    # what is too long is so in the longest language first: in the others the phone is left out by default
    for size in SIZES if WIDE or tag == LONG else ["desk"]:
        page = opened(chromium, address, path, tag, size)
        assert page.locator("html").get_attribute("lang") == tag
        assert page.evaluate(CUT) == [], size
        if size == "desk":
            assert (english if tag == LONG else axe_violations)(page) == []
        page.context.close()


def english(page: Page) -> list[str]:
    """What stayed so. In the language that nobody speaks every letter that English shares with it is a name, or was
    forgotten: its words end in a letter twice or more."""
    found = [NAMES.sub("", text) for text in page.evaluate(TEXTS)]
    words = [word for text in found for word in re.findall(r"[^\W\d_]{3,}", text)]
    assert len(words) > 5
    return [word for word in words if word[-1].lower() != word[-2].lower() and WORD.fullmatch(word)]

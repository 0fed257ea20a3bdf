"""Televisions' browsers. What they lack is taken away in a real one, before any script of the page runs.

Syntax cannot be taken away: the scripts are searched for what Chromium 63 does not know. Tried by hand with Chromium 64 and 72.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.board_page import LIVE, WAYS, board, browsing, moves
from tests.served import Served
from tests.wide import every_value

ASSETS = Path(__file__).resolve().parents[2] / "assets"

RAN_WITHIN_MS = 6_000  # every script has, or failed

BEFORE_86 = """
delete AbortSignal.timeout;
for (const kind of [Element, Document, DocumentFragment]) delete kind.prototype.replaceChildren;
delete Array.prototype.at;
delete String.prototype.at;
delete Object.hasOwn;
delete String.prototype.replaceAll;
delete Promise.any;
delete window.structuredClone;
delete Array.prototype.findLast;
delete crypto.randomUUID;
"""
BEFORE_73 = (
    BEFORE_86
    + """
delete Object.fromEntries;
delete Array.prototype.flat;
delete Array.prototype.flatMap;
delete String.prototype.matchAll;
delete Promise.allSettled;
delete window.queueMicrotask;
delete window.AbortController;
delete window.AbortSignal;
delete window.ResizeObserver;
delete window.globalThis;
"""
)
BEFORE_63 = BEFORE_73 + "delete Symbol.asyncIterator; delete Promise.prototype.finally;"


@pytest.mark.parametrize(("lacks", "way"), every_value(["85", "69"], WAYS))
def test_every_part_of_the_board_is_drawn(chromium: Browser, server: Served, lacks: str, way: str) -> None:
    with browsing(chromium, {"85": BEFORE_86, "69": BEFORE_73}[lacks] + WAYS[way]) as context:
        page = board(context, server.port)
        assert (page.locator("#line .spark-line").get_attribute("d") or "").count("M") == 2
        expect(page.locator("#value-149")).to_have_text("1149")
        assert moves(page)
        assert page.locator("html[data-broken]").count() == 0


def test_a_browser_below_the_floor_is_told_so_before_anything_else(chromium: Browser, server: Served) -> None:
    with browsing(chromium, BEFORE_63) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/board/first")
        expect(page.locator("#not-started")).to_have_text(re.compile("too old for the wall, which needs Chromium 63"))
        expect(page.locator("#not-started")).to_be_visible()
        page.wait_for_timeout(1_500)
        assert page.locator(LIVE).count() == 0


def test_a_browser_that_runs_no_script_in_a_page_is_told_that_it_is_too_old(chromium: Browser, server: Served) -> None:
    """Before Chromium 40: none of the policy's hashes counts, and Dash's own script has added by then what it can."""
    with browsing(chromium, BEFORE_63 + "CSS.supports = () => false;") as context:
        page = context.new_page()

        def without_hashes(route: Route) -> None:
            answer = route.fetch()
            policy = re.sub(r" 'sha256-[^']+'", "", answer.headers["content-security-policy"])
            route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

        page.route("**/board/first", without_hashes)
        page.goto(f"http://127.0.0.1:{server.port}/board/first")
        expect(page.locator("#not-started")).to_have_text(re.compile("too old for the wall"))


SAYS = {
    "does not parse": "did not start in this browser",
    "does not come": "The board did not come through yet",
}


@pytest.mark.parametrize(("broken", "how"), every_value(["live.js", "parts.js", "stream.js", "clock.js"], SAYS))
def test_a_board_whose_script_failed_says_so_and_is_not_green(
    chromium: Browser, server: Served, broken: str, how: str
) -> None:
    with browsing(chromium) as context:
        page = context.new_page()
        answer = {"body": "class A { #b = 1; static { } } ?? {", "content_type": "text/javascript"}
        page.route(
            f"**/assets/{broken}*", lambda route: route.abort() if how == "does not come" else route.fulfill(**answer)
        )
        if broken != "live.js":  # for which it is waited as long as it takes
            page.clock.install()
        page.goto(f"http://127.0.0.1:{server.port}/board/first")
        if broken != "live.js":
            page.clock.fast_forward(RAN_WITHIN_MS)
        expect(page.locator("#not-started")).to_be_visible()
        expect(page.locator("#not-started")).to_have_text(re.compile(SAYS[how]))
        assert page.locator(LIVE).count() == 0


def test_one_part_that_throws_takes_no_other_along(chromium: Browser, server: Served) -> None:
    """What the first sparkline did to half of a board on televisions of 2022."""
    fails = "document.createElementNS = () => { throw new TypeError('no pictures here'); };"
    with browsing(chromium, fails) as context:
        page: Page = context.new_page()
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.port}/board/first")
        page.locator(LIVE).wait_for(state="attached")
        expect(page.locator("#value-149")).to_have_text("1149")
        expect(page.locator("#line")).to_have_text("?")
        assert page.locator("html[data-broken='1']").count() == 1
        assert moves(page)
        assert len(errors) == 1, "told once, not at every tick"
        assert "line" in errors[0]


# What Chromium 63 does not parse, or does not have; the parser of today's browsers takes all of it.
YOUNGER = {
    "an optional catch binding": r"catch\s*\{",
    "optional chaining": r"\?\.[a-zA-Z_(\[]",
    "nullish coalescing": r"\?\?",
    "a class field": r"^\s+(static\s+)?#?\w+\s*=[^=>].*;\s*$",
    "a static block": r"static\s*\{",
    "a private name": r"[.\s]#[a-zA-Z]",
    "a numeric separator": r"\d_\d",
    "a logical assignment": r"(\|\||&&|\?\?)=",
    "an import of a module": r"^\s*(import|export)\b",
    "a younger function": r"\.(replaceChildren|at|hasOwn|replaceAll|flat|flatMap|fromEntries|matchAll|allSettled|any|findLast|toSorted|timeout)\(",
}
OF_WALLS = ["floor.js", "clock.js", "stream.js", "shared.js", "parts.js", "live.js", "tv.js"]


@pytest.mark.parametrize("name", OF_WALLS)
def test_a_walls_script_needs_nothing_younger_than_chromium_63(name: str) -> None:
    source = re.sub(r"/\*.*?\*/|//[^\n]*", "", (ASSETS / name).read_text(), flags=re.S)
    outside_functions = r"^  (static\s+)?#?\w+\s*=[^=>]"
    for what, pattern in YOUNGER.items():
        if what == "a class field":
            bodies = re.findall(r"^class \w+ \{\n(.*?)^\}", source, flags=re.S | re.M)
            assert not any(re.search(outside_functions, body, flags=re.M) for body in bodies), what
        elif not (name == "floor.js" and what == "a younger function"):  # which puts one there
            assert not re.search(pattern, source, flags=re.M), what

"""The page's own merging of frames, fed by hand in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ASSETS = Path(__file__).resolve().parents[2] / "assets"
LINK = """(frames) => {
    const got = [];
    const link = new StreamLink({ ageAtMost: () => 0 }, { frame: (text, frame) => got.push(frame.e + frame.s) });
    for (const frame of frames) link.take(JSON.stringify(frame));
    const again = link.retry !== null;
    link.close();
    return { got, again };
}"""
VIEW = """(frames) => {
    const view = new BoardView();
    for (const frame of frames) view.take(frame);
    return JSON.parse(view.whole()).f;
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    for script in ("clock.js", "stream.js"):
        page.add_script_tag(path=ASSETS / script)
    yield page
    page.close()


def whole(parts: dict[str, Any], epoch: str = "one", number: int = 1) -> dict[str, Any]:
    return {"b": "wall", "e": epoch, "s": number, "v": "1", "t": 1, "f": parts}


def difference(parts: dict[str, Any], epoch: str = "one", number: int = 2) -> dict[str, Any]:
    return {"b": "wall", "e": epoch, "s": number, "v": "1", "t": 2, "d": parts}


def test_a_difference_that_follows_is_taken(page: Page) -> None:
    assert page.evaluate(LINK, [whole({}), difference({})]) == {"got": ["one1", "one2"], "again": False}


@pytest.mark.parametrize(
    "next_frame",
    [difference({}, epoch="two"), difference({}, number=3), difference({}, number=1)],
    ids=["another server", "a gap", "told before"],
)
def test_a_difference_to_another_view_is_put_on_nothing_and_the_link_begins_again(
    page: Page, next_frame: dict[str, Any]
) -> None:
    assert page.evaluate(LINK, [whole({}), next_frame]) == {"got": ["one1"], "again": True}


def test_the_whole_view_of_another_server_is_taken(page: Page) -> None:
    assert page.evaluate(LINK, [whole({}), whole({}, epoch="two")])["got"] == ["one1", "two1"]


def test_what_is_gone_is_taken_off_the_view(page: Page) -> None:
    frames = [
        whole({"figure": {"text": "9", "since": 5}, "note": {"text": "late"}, "other": {"text": "x"}}),
        difference({"figure": {"since": None}, "note": {"text": None}}),
    ]
    seen = page.evaluate(VIEW, frames)
    assert json.dumps(seen, sort_keys=True) == json.dumps(
        {"figure": {"text": "9"}, "other": {"text": "x"}}, sort_keys=True
    )

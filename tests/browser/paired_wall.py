"""A wallboard that people and screens must sign in to, in a process of its own, and its people as another process has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from layouts.web.cookies import Cookie
from tests.browser.board_page import LIVE, browsing
from tests.installation import SIGN_IN, Installation
from tests.served import running
from wallboard.access.person import Person

BOARDS = """
[sites.main]
name = "311 Screens"
zone = "America/Phoenix"

[boards.wall]
title = "Wall"
rows = [["waiting_now:2", "speed_of_answer:2"]]

[boards.delivery]
title = "Delivery"
rows = [["oldest_open:2", "promises_kept:2"]]
"""


class PairedWall(Installation):
    """Two boards without a source, for screens that are let in."""

    ready = "/readyz"

    def screen(self, name: str) -> str:
        """Its id."""
        return self.access.screens.named(name).id

    def paired(self, context: BrowserContext, name: str, board: str = "wall") -> Page:
        """A TV that was let in, and is live."""
        page = context.new_page()
        page.goto(f"{self.address}/tv")
        self.access.screens.approve(shown_code(page), board, "main", name, None)
        page.locator(LIVE).wait_for(state="attached")
        return page


@contextmanager
def paired_wall(folder: Path) -> Iterator[PairedWall]:
    wall = PairedWall(folder)
    wall.configure(SIGN_IN, BOARDS)
    with running(wall):
        yield wall


@contextmanager
def signed_in(chromium: Browser, wall: PairedWall, person: Person) -> Iterator[BrowserContext]:
    """A browser of somebody who has signed in."""
    opened = wall.access.sessions.open(person, address="127.0.0.1", browser="a test")
    with browsing(chromium) as context:
        context.add_cookies([{"name": Cookie.SESSION.plain_name, "value": opened.secret, "url": wall.address}])
        yield context


def shown_code(page: Page) -> str:
    """The code on a TV."""
    code = page.locator("#code")
    expect(code).not_to_have_text("····-····")
    return code.text_content() or ""

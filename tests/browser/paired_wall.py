"""A wallboard that people and screens must sign in to, in a process of its own, and its people as another process has them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from layouts.web.cookies import Cookie
from tests.browser.live_wall import LIVE, ROOT, START_WITHIN_S, Wallboard, browsing, environment
from wallboard.access.access import Access
from wallboard.access.person import Person
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.settings import Board, Settings, Site
from wallboard.settings.parts.access import Access as AccessSettings

PASSWORD = "blue kettle on the roof"
SETTINGS = """
ledger = "sqlite:///{folder}/ledger.db"

[server]
port = {port}

[access]
sign_in = true
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"

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


class PairedWall(Wallboard):
    """The server, and `access`: its own people and screens, seen from another process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, phones="", requests="")
        self.settings.write_text(SETTINGS.format(folder=folder, port=self.port), encoding="utf-8")
        own = AccessSettings(
            sign_in=True, database=f"sqlite:///{folder / 'access.db'}", keys_file=str(folder / "access.keys")
        )
        boards = {"wall": Board(rows=(("waiting_now",),)), "delivery": Board(rows=(("oldest_open",),))}
        sites = {"main": Site(name="311 Screens", zone="America/Phoenix")}
        self.access = Access(Settings(access=own, sites=sites, boards=boards))

    def person(self, name: str, role: Role = Role.SUPERVISOR, remit: Remit = EVERYTHING) -> Person:
        """Somebody who chose PASSWORD."""
        person, code = self.access.people.add(name, name.title(), role, remit, by=None)
        self.access.entering.by_code(name, code.text, PASSWORD, address="127.0.0.1")
        return person

    def command(self, *words: str) -> str:
        """What the command line says."""
        whole = [sys.executable, "app.py", *words, "--settings", str(self.settings)]
        done = subprocess.run(whole, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

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
    try:
        wall.start()
        yield wall
    finally:
        wall.kill()
        wall.access.close()


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


def ready(wall: PairedWall) -> None:
    """Returns when the server answers again."""
    deadline = time.monotonic() + START_WITHIN_S
    while wall.status("/livez") != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)

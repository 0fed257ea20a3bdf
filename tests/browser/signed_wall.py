"""A whole wall that people sign in to: the real application over a small city's two SQLite databases, and its people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from app import load
from tests.browser.live_wall import City, city
from wallboard.access.access import Access
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role

PASSWORD = "blue kettle on the roof"
WITHIN_MS = 20_000
ACCESS = """
[access]
sign_in = true
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"

[access.providers.city]
label = "City account"
issuer = "https://id.example.org"
client_id = "wallboard"
grants = [{{ group = "311", role = "viewer" }}]
"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LISTEN = """
window.refusedByPolicy = [];
document.addEventListener('securitypolicyviolation', e => window.refusedByPolicy.push(e.effectiveDirective + ' ' + e.blockedURI));
"""


@dataclass
class SignedWall:
    """The running wall; `access` is another process's view of its people: this test's."""

    city: City
    access: Access

    @property
    def address(self) -> str:
        return self.city.wall.address

    def person(self, name: str, role: Role, remit: Remit = EVERYTHING) -> str:
        """Adds somebody with a password; their id."""
        person, code = self.access.people.add(name, name.title(), role, remit, by=None)
        self.access.entering.by_code(name, code.text, PASSWORD, address="127.0.0.1")
        self.access.sessions.end_all(person, by=None)
        return person.id

    def invite(self, name: str) -> str:
        """Adds somebody who has still to choose a password; the one-time code."""
        return self.access.people.add(name, name.title(), Role.VIEWER, by=None)[1].text


@contextmanager
def signed_wall(folder: Path) -> Iterator[SignedWall]:
    """A wall with sign-in on, started, with an administrator called root."""
    with city(folder, f"sqlite:///{folder / 'phones.db'}") as made:
        made.wall.configure(more=ACCESS.format(folder=folder))
        access = Access(load(made.wall.settings))
        wall = SignedWall(made, access)
        try:
            wall.person("root", Role.ADMINISTRATOR)
            made.wall.start()
            yield wall
        finally:
            access.close()


@contextmanager
def looking(chromium: Browser, **how: Any) -> Iterator[BrowserContext]:
    """A browser of one person, which notes what the Content-Security-Policy refuses."""
    context = chromium.new_context(**how)
    context.set_default_timeout(WITHIN_MS)
    context.add_init_script(LISTEN)
    try:
        yield context
    finally:
        context.close()


def signed_in(context: BrowserContext, wall: SignedWall, name: str = "root") -> Page:
    page = context.new_page()
    page.goto(f"{wall.address}/sign-in?next=/account")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{wall.address}/account")
    return page


def refused_by_policy(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.refusedByPolicy")
    return found


def axe_violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.0 to 2.2, level A and AA: rule, element and why."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]

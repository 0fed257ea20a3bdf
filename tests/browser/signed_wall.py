"""A whole wall that people sign in to: the real application over a small city's two SQLite databases, and its people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from layouts.web.cookies import Cookie
from tests.browser.live_wall import Wallboard, city
from tests.chromium import PATIENCE_MS
from tests.installation import PASSWORD, SIGN_IN
from wallboard.model.roles import Role

PROVIDER = """
[access.providers.city]
label = "City account"
issuer = "https://id.example.org"
client_id = "wallboard"
grants = [{ group = "311", role = "viewer" }]
"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# and without loading style sheets and films once more, for rules of pages with films that play by themselves
ONLY_VIOLATIONS = {"resultTypes": ["violations"], "preload": False}
_AXE = Axe().axe_script
_RUN = "([of, options]) => axe.run(of || document, options).then((found) => found.violations)"
LISTEN = """
window.refusedByPolicy = [];
document.addEventListener('securitypolicyviolation', e => window.refusedByPolicy.push(e.effectiveDirective + ' ' + e.blockedURI));
"""


@contextmanager
def signed_wall(folder: Path) -> Iterator[Wallboard]:
    """A wall with sign-in on, started, with an administrator called root."""
    with city(folder, f"sqlite:///{folder / 'phones.db'}") as made:
        made.wall.configure(SIGN_IN, PROVIDER)
        made.wall.person("root", Role.ADMINISTRATOR)
        made.wall.start()
        yield made.wall


@contextmanager
def looking(chromium: Browser, **how: Any) -> Iterator[BrowserContext]:
    """A browser of one person, which notes what the Content-Security-Policy refuses."""
    context = chromium.new_context(**how)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(LISTEN)
    try:
        yield context
    finally:
        context.close()


def signed_in(context: BrowserContext, wall: Wallboard, name: str = "root") -> Page:
    page = context.new_page()
    page.goto(f"{wall.address}/sign-in?next=/account")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{wall.address}/account")
    return page


def come_in(context: BrowserContext, wall: Wallboard, name: str = "root") -> Page:
    """A page of somebody who has signed in, not opened yet."""
    person = wall.access.people.named(name)
    assert person is not None
    opened = wall.access.sessions.open(person, address="127.0.0.1", browser="a test")
    context.add_cookies([{"name": Cookie.SESSION.plain_name, "value": opened.secret, "url": wall.address}])
    return context.new_page()


def refused_by_policy(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.refusedByPolicy")
    return found


def axe_violations(page: Page, but: str = "") -> list[str]:
    """What axe finds against WCAG 2.0 to 2.2, level A and AA: rule, element and why. It leaves out what `but` selects."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE)
    options = {"runOnly": {"type": "tag", "values": RULES}, **ONLY_VIOLATIONS}
    violations = page.evaluate(_RUN, [{"exclude": [[but]]} if but else None, options])
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]

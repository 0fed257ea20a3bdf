"""The pages of a small city behind the real server, in a real browser: what a page's own test needs of both."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage

from layouts.page import Page
from layouts.web.cookies import Cookie
from tests.browser.board_page import LIVE, browsing
from tests.layouts.scope_city import DEPARTMENTS, ScopeCity
from tests.layouts.serving import serving
from tests.wallboard.engine.parts import NOON
from tests.wallboard.ticket_histories import frame
from wallboard.model import HOUR
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.settings import Server
from wallboard.source import Batch

TICK_S = 0.5


class Desk:
    """A city behind the real server. Its pages are made anew at every tick, while it is `ticking`."""

    def __init__(self, city: ScopeCity, address: str) -> None:
        self.city, self.address = city, address
        self.ticking = threading.Event()
        self.ticking.set()
        self._polls = 1

    @contextmanager
    def opened(
        self, chromium: Browser, path: str, role: Role, remit: Remit = EVERYTHING, language: str = "en"
    ) -> Iterator[BrowserPage]:
        """A page as somebody new of this role sees it, who chose this language; live, if it streams."""
        secret = self.city.sign_in(role, remit, language).headers[-1][1].partition("=")[2]
        with browsing(chromium) as context:
            context.add_cookies([{"name": Cookie.SESSION.plain_name, "value": secret, "url": self.address}])
            page = context.new_page()
            page.goto(f"{self.address}{path}")
            if page.locator("html[data-view]").count():
                page.locator(LIVE).wait_for(state="attached")
            yield page

    def opens_request(self, department: str, service_type: str = "leak") -> None:
        """One more, of two hours ago, by a poll of now."""
        self._polls += 1
        site = next(site for site, names in DEPARTMENTS.items() if department in names)
        row = {
            "site": site,
            "department": department,
            "ward": "ward-one",
            "service_type": service_type,
            "state": "open",
        }
        opened = {"ticket": f"req-{site}-{900 + self._polls}", "opened_at": NOON - 2 * HOUR, "updated_at": NOON - HOUR}
        told = frame([row | opened]).drop(columns=["source", "received_at", "batch"])
        self.city.wall.sources[f"crm-{site}"].answers.append(Batch({"n": self._polls}, tickets=told, read=1))
        self.city.wall.poll(f"crm-{site}")

    def tick(self) -> None:
        if self.ticking.is_set():
            self.city.publisher.changed(self.city.wall.engine.present.snapshot())
            self.city.page_views.publish()


@contextmanager
def desk_of(folder: Path, pages: Sequence[Page] | None = None) -> Iterator[Desk]:
    """Serves these pages, or all that the house has."""
    over = threading.Event()
    with closing(ScopeCity(folder, pages)) as city, serving(city.shell, Server(port=0)) as port:
        desk = Desk(city, f"http://127.0.0.1:{port}")

        def tick() -> None:
            while not over.wait(TICK_S):
                desk.tick()

        ticks = threading.Thread(target=tick)
        ticks.start()
        try:
            yield desk
        finally:
            over.set()
            ticks.join()

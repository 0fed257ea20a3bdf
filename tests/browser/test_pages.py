"""Declared pages in a real Chromium: what streams changes under the reader's eyes, and nothing is loaded or asked anew."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from layouts.pages import screens_now
from layouts.web.cookies import Cookie
from tests.browser.board_page import DEAD, LIVE, browsing
from tests.browser.signed_wall import axe_violations
from tests.layouts.page.example import department
from tests.layouts.scope_city import ScopeCity
from tests.layouts.serving import serving
from tests.wallboard.engine.parts import NOON
from tests.wallboard.ticket_histories import frame
from wallboard.model import HOUR
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.settings import Server
from wallboard.source import Batch

ROADS = "dept-roads"


@dataclass
class Served:
    """A city behind the real server, whose pages are made anew as often as the wall ticks."""

    city: ScopeCity
    address: str
    ticking: threading.Event

    def opens_request(self, name: str) -> None:
        """One more of the roads, two hours ago."""
        row = {"ticket": name, "site": "north", "opened_at": NOON - 2 * HOUR, "updated_at": NOON - HOUR}
        told = frame([row | {"department": ROADS, "ward": "ward-one", "service_type": "leak", "state": "open"}])
        batch = Batch({"n": 2}, tickets=told.drop(columns=["source", "received_at", "batch"]), read=1)
        self.city.wall.sources["crm-north"].answers.append(batch)
        self.city.wall.poll("crm-north")

    @contextmanager
    def signed_in(self, chromium: Browser, role: Role, remit: Remit = EVERYTHING) -> Iterator[Page]:
        cookie = self.city.sign_in(role, remit).headers[-1][1].partition("=")[2]
        with browsing(chromium) as context:
            context.add_cookies([{"name": Cookie.SESSION.plain_name, "value": cookie, "url": self.address}])
            yield context.new_page()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    over, ticking = threading.Event(), threading.Event()
    ticking.set()
    with closing(ScopeCity(tmp_path_factory.mktemp("city"), [department().PAGE, screens_now.PAGE])) as city:

        def tick() -> None:
            while not over.wait(0.5):
                if ticking.is_set():
                    city.publisher.changed(city.wall.engine.present.snapshot())
                    city.page_views.publish()

        ticks = threading.Thread(target=tick)
        with serving(city.shell, Server(port=0)) as port:
            ticks.start()
            try:
                yield Served(city, f"http://127.0.0.1:{port}", ticking)
            finally:
                over.set()
                ticks.join()


def total(page: Page) -> int:
    """Of the table's second column."""
    return sum(map(int, page.locator("#ages td").all_text_contents()))


def test_a_declared_page_with_a_name_in_its_path_streams_its_table(chromium: Browser, served: Served) -> None:
    manager = Remit.of(["north"], [ROADS, "dept-parks"])
    with served.signed_in(chromium, Role.DEPARTMENT_MANAGER, manager) as page:
        asked: list[str] = []
        page.goto(f"{served.address}/department/{ROADS}")
        page.locator(LIVE).wait_for(state="attached")
        expect(page.locator("h1")).to_have_text(ROADS)
        assert page.title() == ROADS
        before = total(page)
        assert before > 0
        assert axe_violations(page) == []
        page.evaluate("window.neverLoadedAnew = true")
        page.on("request", lambda request: asked.append(request.url.removeprefix(served.address).partition("?")[0]))
        served.opens_request("req-north-901")
        served.opens_request("req-north-902")
        page.wait_for_function(
            "want => [...document.querySelectorAll('#ages td')].reduce((sum, at) => sum + Number(at.textContent), 0) === want",
            arg=before + 2,
        )
        assert page.evaluate("window.neverLoadedAnew") is True
        assert set(asked) <= {"/clock"}, "the stream brings it, and nothing asks for it"


def test_a_table_that_is_no_longer_live_says_so_and_is_live_again_by_itself(chromium: Browser, served: Served) -> None:
    with served.signed_in(chromium, Role.ADMINISTRATOR) as page:
        page.goto(f"{served.address}/department/{ROADS}")
        page.locator(LIVE).wait_for(state="attached")
        served.ticking.clear()
        page.locator(DEAD).wait_for(state="attached")
        expect(page.locator("#link-lost")).to_contain_text("No contact with the server since")
        served.ticking.set()
        page.locator(LIVE).wait_for(state="attached")
        expect(page.locator("#link-lost")).to_be_hidden()


def test_screens_come_on_and_go_under_the_supervisors_eyes(chromium: Browser, served: Served) -> None:
    screens = served.city.access.screens
    with served.signed_in(chromium, Role.SUPERVISOR) as page, browsing(chromium) as tv:
        page.goto(f"{served.address}/screens/now")
        page.locator(LIVE).wait_for(state="attached")
        expect(page.locator("#screens tr")).to_have_count(0)
        page.evaluate("window.neverLoadedAnew = true")
        pairing = screens.begin("127.0.0.1")
        hall = screens.approve(pairing.code, "board-north", "north", "<b>Hall</b>", None)
        row, state = page.locator("#screens tr"), page.locator(f"[id='screens/{hall.id}/state']")
        expect(row).to_have_count(1)
        expect(row.locator("th")).to_have_text("<b>Hall</b>")
        expect(state).to_have_text("not seen yet")
        secret = screens.claim(pairing.secret)
        assert secret is not None
        tv.add_cookies([{"name": Cookie.SCREEN.plain_name, "value": secret, "url": served.address}])
        screen = tv.new_page()
        screen.goto(f"{served.address}/")
        screen.locator(LIVE).wait_for(state="attached")
        expect(state).to_have_text("on now")
        assert axe_violations(page) == []
        screen.close()
        expect(state).to_contain_text("off since")
        screens.rename(hall.id, "Foyer", None)
        expect(row.locator("th")).to_have_text("Foyer")
        screens.revoke(hall.id, None)
        expect(row).to_have_count(0)
        assert page.evaluate("window.neverLoadedAnew") is True

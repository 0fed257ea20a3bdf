"""The pages of departments in a real Chromium: a manager finds what breaks next and opens it, a director compares two, and
somebody looks at one on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.signed_wall import axe_violations
from tests.desk import Desk
from wallboard.model import SECOND
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

ROADS = "dept-roads"
READ_MS = 30_000


# How high the highest row of a list of requests is, and which tables are cut at their side.
HIGHEST_ROW = "Math.max(0, ...[...document.querySelectorAll('.lines tbody tr')].map((at) => at.offsetHeight))"
SIDEWAYS = """(which) => [...document.querySelectorAll('.scroll')].filter((at) =>
  at.querySelector(which) && at.scrollWidth > at.clientWidth).map((at) => at.getAttribute('aria-label'))"""
# Every name without a gap in it, as those of programs are.
NO_GAPS = """() => document.querySelectorAll('h1, main tbody th a, .narrowed span, .on-top li a').forEach((at) => {
  at.textContent = 'x'.repeat(200); })"""
# What the parts of a bar are filled with: of what is late, of what is close to it, of others.
BAR = """() => { document.querySelector('main').insertAdjacentHTML('beforeend',
  `<p class="stack">${['alarm', 'watch', 'none'].map((state) => `<span data-state="${state}">-</span>`).join('')}</p>`);
  return [...document.querySelectorAll('main > .stack span')].map((at) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(at); return backgroundColor + backgroundImage; }); }"""


def fits(page: Page) -> bool:
    """Whether nothing of it is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_manager_finds_what_breaks_next_and_opens_it(chromium: Browser, desk: Desk) -> None:
    manager = Remit.of(["north"], [ROADS])
    desk.opens_request(ROADS)  # of two hours ago, promised within two days
    with desk.opened(chromium, "/departments", Role.DEPARTMENT_MANAGER, manager) as page:
        page.locator("table.listed tbody a", has_text=ROADS).click()
        expect(page.locator("h1")).to_have_text(ROADS)
        breaks = page.locator("section", has=page.get_by_role("heading", name="Next to break", exact=True))
        first = breaks.locator("tbody a").first
        expect(first).to_be_visible(timeout=READ_MS)
        ticket = first.text_content()
        assert axe_violations(page) == []
        first.click()
        expect(page.locator("dl.facts")).to_contain_text(ticket or "", timeout=READ_MS)


def test_every_figure_leads_to_its_list_and_the_address_says_which(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, f"/departments/{ROADS}?service_type=tree", Role.SUPERVISOR) as page:
        figure = page.locator("dl.figures a.opens").first
        expect(figure).to_be_visible(timeout=READ_MS)
        assert page.evaluate(SIDEWAYS, "table") == [], "at a desk of 1280 pixels"
        n = figure.text_content()
        figure.click()
        expect(page.locator("#list caption")).to_have_text(f"{n} rows, worst first", timeout=READ_MS)
        expect(page.locator("#list")).to_be_focused()
        expect(page.locator("#list h2")).to_be_in_viewport()
        assert "service_type=tree" in page.url
        page.locator("#list thead a", has_text="Age").click()
        expect(page.locator('#list th[aria-sort="descending"]')).to_contain_text("Age", timeout=READ_MS)
        assert "sort=-age" in page.url
        page.locator("#list-find").fill("tree")
        page.keyboard.press("Enter")
        expect(page.locator("#list caption")).to_contain_text("have “tree”", timeout=READ_MS)
        expect(page.locator("#list")).to_be_focused()
        assert {"service_type=tree", "sort=-age", "q=tree"} <= set(
            page.url.partition("#")[0].partition("?")[2].split("&")
        )
        page.locator("nav.ways a", has_text="How it goes").click()
        flow = page.locator("section.course", has=page.get_by_role("heading", name="Flow", exact=True))
        opened = flow.locator(".counted li", has_text="Opened").locator("a")
        expect(opened).to_be_visible(timeout=READ_MS)
        flow.get_by_text("Figures as a table").click()
        expect(flow.locator("tbody a.opens").first).to_be_visible()
        n = opened.text_content()
        page.set_viewport_size({"width": 1280, "height": 300})
        opened.scroll_into_view_if_needed()
        opened.click()
        expect(page.locator("caption")).to_have_text(f"{n} rows, earliest first", timeout=READ_MS)
        page.go_back()
        expect(opened).to_be_visible(timeout=READ_MS)
        expect(opened).to_be_in_viewport()  # where it was left, though it is drawn late
        opened.click()
        expect(page.locator("caption")).to_have_text(f"{n} rows, earliest first", timeout=READ_MS)
        page.locator("thead a", has_text="When").click()
        expect(page.locator('th[aria-sort="ascending"]')).to_contain_text("When", timeout=READ_MS)
        assert "service_type=tree" in page.url
        assert "sort=at" in page.url
        assert axe_violations(page) == []


def test_a_director_compares_two_departments_and_reads_why_they_are_not_ranked(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/departments?site=north", Role.SUPERVISOR) as page:
        for name in (ROADS, "dept-waste"):
            page.get_by_role("link", name=f"Compare {name}", exact=True).click(timeout=READ_MS)
            chosen = page.get_by_role("link", name=f"Take {name} out of the comparison")
            expect(chosen).to_be_focused(timeout=READ_MS)  # where its reader was
            expect(chosen).to_be_in_viewport()
        beside = page.locator("#side-by-side")
        expect(beside.locator("thead").first).to_contain_text(ROADS)
        expect(beside).to_contain_text("not ranked")
        expect(beside).to_contain_text("a share is told from 5 on")
        assert axe_violations(page) == []
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            assert axe_violations(page) == []
        page.emulate_media(forced_colors="active")
        assert len(set(page.evaluate(BAR))) == 3, "told apart by whoever chose all colours"


@pytest.mark.parametrize(
    "path", ["", f"/{ROADS}", f"/{ROADS}/course", f"/{ROADS}/course/list?what=changed&channel=(none)"]
)
def test_on_a_phone_everything_has_room_within_one_ward(chromium: Browser, desk: Desk, path: str) -> None:
    ward = Remit.of(["north"], None, ["ward-one"])
    with desk.opened(chromium, f"/departments{path}", Role.COUNCILLOR, ward, language="fr") as page:
        page.set_viewport_size({"width": 390, "height": 844})
        expect(page.locator("main .part").first).to_be_visible(timeout=READ_MS)
        assert fits(page)
        assert page.evaluate(HIGHEST_ROW) <= 110, "a request takes four lines at most"
        assert page.evaluate(SIDEWAYS, ".heat") == []
        assert axe_violations(page) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        page.wait_for_function("innerWidth === 1280")
        assert page.evaluate(SIDEWAYS, "table") == [], "at a desk nothing is cut, in a language of longer words"
        page.evaluate(NO_GAPS)
        assert fits(page)
        page.set_viewport_size({"width": 320, "height": 640})
        page.wait_for_function("() => document.documentElement.scrollWidth <= 320")  # once its charts are drawn anew


def test_it_reads_on_by_itself_and_nothing_moves_under_its_reader(chromium: Browser, desk: Desk) -> None:
    """Whoever stands on a request still does, what was typed is still there, and new figures can be stopped."""
    with desk.opened(chromium, "/departments", Role.SUPERVISOR) as page:
        page.clock.install()
        page.goto(f"{desk.address}/departments/{ROADS}")
        opened = page.locator("dl.figures a.opens").first
        expect(opened).to_be_visible(timeout=READ_MS)
        n = int(opened.text_content() or "")
        row = page.locator("#list tbody th a").nth(1)
        ticket = row.text_content()
        page.locator("#list-find").fill("typed")
        row.focus()
        before = page.evaluate("scrollY")
        desk.city.wall.now += SECOND
        desk.opens_request(ROADS)
        page.clock.run_for(130_000)
        expect(opened).to_have_text(str(n + 1), timeout=READ_MS)
        assert page.evaluate("document.activeElement.textContent") == ticket
        expect(page.locator("#list-find")).to_have_value("typed")
        assert abs(page.evaluate("scrollY") - before) < 80
        page.get_by_role("button", name="Stop new figures").click()
        page.get_by_role("button", name="New figures every 2 minutes").wait_for()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "update-component" in request.url else None)
        page.clock.run_for(250_000)
        assert asked == []

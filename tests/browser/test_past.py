"""Somebody asks what it looked like at 10:42: a board goes to a past instant, plays on from it, and comes back to now."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.signed_wall import axe_violations, looking, refused_by_policy
from tests.frozen import command
from tests.frozen.questions import Question
from tests.lived_city import lived
from tests.served import PORT, Served, running
from wallboard.clock import instant, iso, local
from wallboard.model import MINUTE, SECOND, Micros
from wallboard.settings import Settings
from wallboard.simulate.demo_city import WRITTEN

pytestmark = pytest.mark.slow

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS: dict[str, dict[str, Any]] = {"desk": {"viewport": {"width": 1440, "height": 900}}, "phone": PHONE}
AWAY = instant("2026-11-20T12:00-05:00"), instant("2026-11-20T12:20-05:00")  # when the phones were not heard
WITHIN_MS = 20_000


@dataclass
class City:
    """A day of the demo city, and the wall that listened to it."""

    folder: Path
    settings: Settings
    ended: Micros
    wall: Served

    def told(self, at: Micros) -> dict[str, Any]:
        """`snapshot --at T --known T --json`, its values by metric, window and queue of the site."""
        written = iso(at)
        answer = command.snapshot(self.folder / WRITTEN, Question("the past", written, iso(self.ended), written))
        return {
            " ".join(
                (each["metric"], each["window"], each["scope"].get("queue", ""), each.get("variant", ""))
            ).strip(): each["value"]
            for each in answer["readings"]
            if not each["scope"].keys() - {"site", "queue"}
        }


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("past")
    settings, _, ended = lived(folder, weeks=0)
    with closing(sqlite3.connect(folder / "wallboard.db")) as ledger:
        for table in ("happenings", "batches"):
            ledger.execute(f"update {table} set received_at = ? where received_at between ? and ?", (AWAY[1], *AWAY))
        ledger.commit()
    with running(Served(folder, "-m", "tests.browser.past_wall", str(folder), str(ended + SECOND), PORT)) as wall:
        yield City(folder, settings, ended, wall)


@contextmanager
def past(
    chromium: Browser, there: City, at: str, look: str = "desk", of: str = "/board/wall", **more: Any
) -> Iterator[Page]:
    with looking(chromium, **LOOKS[look] | more) as context:
        page = context.new_page()
        page.goto(f"{there.wall.address}{of}?at={at}")
        page.wait_for_selector("html[data-link=past]", timeout=WITHIN_MS)
        yield page
        assert refused_by_policy(page) == []


def instant_of(page: Page, there: City) -> Micros:
    """The one that the address holds."""
    (written,) = parse_qs(urlsplit(page.url).query)["at"]
    return instant(written, there.settings.zone("main"))


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Replay of the past")


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Instant of the day")


def assert_shows(page: Page, there: City) -> None:
    """What stands on the page is what the command line tells of its instant, by what had arrived then."""
    at = instant_of(page, there)
    told = there.told(at)
    clock = f"{local(at, there.settings.zone('main')):%H:%M}"
    expect(page.locator("#head-past")).to_have_text(f"PAST: Fri 20 Nov, {clock}")
    expect(page.locator("#waiting-now-value")).to_have_text(str(told["calls.waiting now"]))
    expect(page.locator("#head-facts")).to_contain_text(f"{told['calls.offered today']}\u00a0calls")
    expect(page.locator("#answered-in-time-value")).to_have_text(
        f"{told['calls.service_level 30m  offered']:.0%}".rstrip("%")
    )
    for name, queue in there.settings.queues.items():
        row = page.locator("#queues .row", has=page.get_by_text(queue.label, exact=True))
        expect(row.locator("> *").nth(1)).to_have_text(str(told[f"calls.waiting now {name}"]))
    asa = int(told["calls.asa_s 30m"])
    expect(page.locator("#speed-of-answer-value")).to_have_text(f"{asa // 60}:{asa % 60:02}")


def settled(page: Page) -> None:
    """Until the frame of the last wish is there."""
    page.wait_for_function("() => document.getElementById('past-slider').dataset.busy === 'no'")


def test_by_mouse_it_goes_to_an_instant_and_its_figures_are_those_of_then(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        assert_shows(page, there)
        box = slider(page).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.40, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + 5, steps=5)
        page.mouse.up()
        settled(page)
        assert abs(instant_of(page, there) - instant("2026-11-20T13:12-05:00")) < 3 * MINUTE
        assert_shows(page, there)
        assert axe_violations(page) == []


def test_all_of_it_by_keyboard(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        expect(slider(page)).to_be_focused()
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "PageUp"):
            page.keyboard.press(key)
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T11:43-05:00")
        expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("^Friday, November 20, 2026.*11:43:00"))
        assert_shows(page, there)
        page.keyboard.press("Home")
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T00:00-05:00")
        page.keyboard.press("End")
        settled(page)
        assert abs(instant_of(page, there) - there.ended) < MINUTE
        bar(page).get_by_label("Time").focus()
        bar(page).get_by_label("Time").fill("09:15:30")
        page.keyboard.press("Enter")
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T09:15:30-05:00")
        page.get_by_role("link", name="Back to now").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("html[data-link=live]", timeout=WITHIN_MS)
        assert urlsplit(page.url).query == ""


def test_it_plays_as_fast_as_is_asked_and_stands_when_paused(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        bar(page).get_by_label("Speed").select_option("60×")
        slider(page).focus()
        page.keyboard.press(" ")
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        begun = instant("2026-11-20T10:42-05:00")
        page.wait_for_function(
            f"() => Number(document.getElementById('past-slider').getAttribute('aria-valuenow')) > {(begun // SECOND) % 86_400 - 5 * 3600 + 180}"
        )
        page.keyboard.press(" ")
        expect(page.get_by_role("button", name="Play")).to_be_visible()
        settled(page)
        assert instant_of(page, there) > begun + 2 * MINUTE
        assert_shows(page, there)
        paused = instant_of(page, there)
        page.keyboard.press("ArrowRight")
        settled(page)
        assert instant_of(page, there) == paused + MINUTE, "it stood meanwhile"


def test_marks_stand_on_its_line_and_lead_to_their_instant(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T12:10") as page:
        expect(page.locator(".past-outage")).to_have_count(1)
        expect(page.locator(".wall .foot .source").first).to_contain_text("phones")
        expect(page.locator("#waiting-now")).to_have_attribute("data-state", "lost")
        choice = bar(page).get_by_label("Go to").locator("option", has_text="nothing was heard of phones")
        expect(choice).to_have_text("12:00 to 12:20: nothing was heard of phones")
        bar(page).get_by_label("Go to").select_option(label=choice.inner_text())
        settled(page)
        assert AWAY[0] <= instant_of(page, there) < AWAY[0] + MINUTE
        expect(page.locator(".past-restart")).to_have_count(1)  # the phone system's start at midnight


def test_a_board_of_now_leads_to_the_past_and_nothing_of_now_is_on_it(chromium: Browser, there: City) -> None:
    with looking(chromium, **LOOKS["desk"]) as context:
        page = context.new_page()
        page.goto(f"{there.wall.address}/board/wall")
        page.wait_for_selector("html[data-link=live]", timeout=WITHIN_MS)
        page.get_by_role("link", name="Replay the past").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("html[data-link=past]", timeout=WITHIN_MS)
        assert abs(instant_of(page, there) - there.ended + 15 * MINUTE) < 5 * MINUTE
        expect(page.locator(".heart")).to_be_hidden()
        assert page.evaluate("() => document.getAnimations().length") == 0
        assert page.locator("#board").get_attribute("data-state") == "past"


def test_a_tile_of_the_past_leads_to_its_figures_of_then(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        told = there.told(instant_of(page, there))
        page.locator("#waiting-now a.behind").press("Enter")
        page.wait_for_url("**/tile/wall/waiting-now?at=2026-11-20T15%3A42%3A00.000Z&known=2026-11-20T15%3A42%3A00.000Z")
        row = page.locator("table.listed tbody tr").first
        expect(row.locator("td").nth(1)).to_have_text(str(told["calls.waiting now"]), timeout=WITHIN_MS)
        row.locator("a").press("Enter")
        expect(page.locator("#figure-value")).to_have_text(str(told["calls.waiting now"]), timeout=WITHIN_MS)
        expect(page.locator(".as-of")).to_contain_text("10:42:00")
        expect(page.locator(".as-of")).to_contain_text("By what had come in by then.")


def test_what_is_no_instant_and_what_is_still_to_come_are_said(chromium: Browser, there: City) -> None:
    with looking(chromium, **LOOKS["desk"]) as context:
        page = context.new_page()
        for written, words in (("soon", "is no instant"), ("2027-01-01T00:00", "still to come")):
            page.goto(f"{there.wall.address}/board/wall?at={written}")
            expect(page.get_by_role("status").filter(has_text=words)).to_be_visible(timeout=WITHIN_MS)
        bar(page).get_by_label("Day", exact=True).fill("2026-11-20")
        bar(page).get_by_label("Time").fill("10:42:00")
        page.wait_for_selector("html[data-link=past]", timeout=WITHIN_MS)
        assert_shows(page, there)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_all_of_it_is_there_and_nothing_runs_out_of_it(chromium: Browser, there: City, scheme: str) -> None:
    with past(chromium, there, "2026-11-20T10:42", "phone", color_scheme=scheme) as page:
        assert_shows(page, there)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = page.evaluate(
            "() => [...document.querySelectorAll('.past-bar button, .past-bar select, .past-bar input, .past-bar a')]"
            ".filter((at) => at.getBoundingClientRect().height < 24 || at.getBoundingClientRect().width < 24).length"
        )
        assert small == 0
        outside = page.evaluate(
            "() => [...document.querySelectorAll('.past-bar *')].filter((at) => at.getBoundingClientRect().right > innerWidth + 1).length"
        )
        assert outside == 0
        assert page.locator(".past-now").bounding_box()["y"] + 24 < 844, "the way back is not cut off below"  # type: ignore[index]
        page.get_by_role("button", name="A minute on").tap()
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T10:43-05:00")
        assert axe_violations(page) == []


def test_a_tile_of_a_rotation_leads_on_too_and_the_round_waits_for_whoever_comes_to_it(
    chromium: Browser, there: City
) -> None:
    with looking(chromium, **LOOKS["desk"]) as context:
        page = context.new_page()
        page.goto(f"{there.wall.address}/board/round")
        page.wait_for_selector("html[data-link=live]", timeout=WITHIN_MS)
        page.locator("#round-next").focus()
        page.keyboard.press("Tab")
        expect(page.locator(".turn a.behind:focus")).to_have_count(1)
        expect(page.locator("#round-stop")).to_have_attribute("aria-pressed", "true")
        assert axe_violations(page) == []
        page.keyboard.press("Enter")
        page.wait_for_url("**/tile/*/*")
        expect(page.locator("table.listed tbody th a").first).to_be_visible(timeout=WITHIN_MS)


# ------------------------------------------------------------ the live page


def cell(page: Page, grid: str, row: str, column: str) -> Locator:
    return page.locator(f"#{grid} .ag-row[row-id='{row}'] [col-id='{column}']").first


def duration(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def assert_floor(page: Page, there: City) -> None:
    """What its queues say is what the command line tells of its instant, and its callers are as many as wait."""
    at = instant_of(page, there)
    told = there.told(at)
    clock = f"{local(at, there.settings.zone('main')):%H:%M}"
    expect(page.locator("#past-note")).to_have_text(f"PAST: Fri 20 Nov, {clock}")
    for name in there.settings.queues:
        row = f"main/{name}"
        expect(cell(page, "queues", row, "waiting")).to_have_text(str(told[f"calls.waiting now {name}"]))
        expect(cell(page, "queues", row, "offered")).to_have_text(str(told[f"calls.offered today {name}"]))
        longest = told[f"calls.longest_wait_s now {name}"]
        expect(cell(page, "queues", row, "longest")).to_have_text("–" if longest is None else duration(longest))
    waiting = sum(told[f"calls.waiting now {name}"] for name in there.settings.queues)
    expect(page.locator("#callers-count")).to_have_text(str(waiting))


def test_the_live_page_shows_the_floor_of_then_and_plays_on_under_whoever_looks(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42#agents.which=on_call", of="/live") as page:
        expect(page.get_by_role("heading", name="The floor as it was", exact=True)).to_be_visible()
        assert_floor(page, there)
        assert axe_violations(page) == []
        page.keyboard.press("F6")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Play")).to_be_visible()  # it chose a row
        chosen = page.locator("#queues .ag-row-selected").first.get_attribute("row-id")
        expect(page.locator("#queues .ag-cell:focus")).to_have_count(1)
        bar(page).get_by_label("Speed").select_option("60×")
        page.get_by_role("button", name="Play").click()
        page.locator("#queues .ag-row-selected .ag-cell").first.focus()
        begun = instant("2026-11-20T10:42-05:00")
        page.wait_for_function(
            "(seconds) => Number(document.getElementById('past-slider').getAttribute('aria-valuenow')) > seconds",
            arg=10 * 3600 + 45 * 60,
        )
        assert page.evaluate("document.activeElement.closest('.ag-row').getAttribute('row-id')") == chosen
        page.get_by_role("button", name="Pause").click()
        settled(page)
        assert instant_of(page, there) > begun + 2 * MINUTE
        expect(page.locator("#queues .ag-row-selected").first).to_have_attribute("row-id", chosen or "")
        assert set(page.locator("#agents .ag-row [col-id='state']").all_text_contents()) <= {"on a call"}
        assert urlsplit(page.url).fragment == f"in={(chosen or '').replace('/', '%2F')}&agents.which=on_call"
        page.locator("button[data-live='clear']").click()
        assert_floor(page, there)


def test_what_is_behind_a_figure_of_the_floor_then_is_of_then(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42", of="/live") as page:
        queue = next(iter(there.settings.queues))
        told = there.told(instant_of(page, there))[f"calls.offered today {queue}"]
        cell(page, "queues", f"main/{queue}", "offered").click()
        page.keyboard.press("Enter")
        page.wait_for_url("**/figure/calls.offered/main/today?*")
        query = parse_qs(urlsplit(page.url).query)
        assert query["at"] == query["known"] == ["2026-11-20T15:42:00.000Z"]
        expect(page.locator("#figure-value")).to_have_text(str(told), timeout=WITHIN_MS)


def test_from_the_live_page_to_the_past_and_back_with_the_same_view(chromium: Browser, there: City) -> None:
    with looking(chromium, **LOOKS["desk"]) as context:
        page = context.new_page()
        page.goto(f"{there.wall.address}/live#agents.which=paused")
        page.wait_for_selector("html[data-link=live]", timeout=WITHIN_MS)
        expect(page.get_by_role("heading", name="The floor now", exact=True)).to_be_visible()
        expect(page.locator("#agents-count")).to_contain_text(" of ")
        page.get_by_role("link", name="Replay the past").press("Enter")
        page.wait_for_selector("html[data-link=past]", timeout=WITHIN_MS)
        assert abs(instant_of(page, there) - there.ended + 15 * MINUTE) < 5 * MINUTE
        assert urlsplit(page.url).fragment == "agents.which=paused"
        page.get_by_role("link", name="Back to now").press("Enter")
        page.wait_for_selector("html[data-link=live]", timeout=WITHIN_MS)
        assert page.url == f"{there.wall.address}/live#agents.which=paused"
        expect(page.locator("#past-note")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_floor_of_then_is_cards_above_its_line(chromium: Browser, there: City, scheme: str) -> None:
    with past(chromium, there, "2026-11-20T12:10", "phone", of="/live", color_scheme=scheme) as page:
        expect(page.locator("#queues-cards > li")).to_have_count(len(there.settings.queues))
        expect(page.locator("#live-site-main")).to_have_text("lost since 12:00")
        page.get_by_role("button", name="A minute on").tap()
        settled(page)
        expect(page.locator("#past-note")).to_have_text("PAST: Fri 20 Nov, 12:11")
        expect(page.locator("#past-note")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(".live-jumps a[href='#callers-part']").tap()
        tops = page.evaluate(
            "() => ['#past-note', '.live-jumps', '#callers-title'].map((at) => document.querySelector(at).getBoundingClientRect())"
            ".map((box) => [box.top, box.bottom])"
        )
        assert tops[0][0] >= 0, "that it is the past stays in view, and below it the way from part to part"
        assert tops[0][1] <= tops[1][0] + 1
        assert tops[1][1] <= tops[2][0] + 1
        assert axe_violations(page) == []

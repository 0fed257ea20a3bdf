"""A whole weekly meeting in a real browser, by keyboard: explained, prepared, presented, noted, decided, agreed, published, mailed;
and a week later the action is on top."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.at_meeting import Meeting, somebody
from tests.browser.meeting_city import WEEK, MeetingCity, meeting_city
from tests.integration.mail_and_hooks import mail_server
from tests.integration.test_review_mail import Taken
from wallboard.model import MINUTE
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

PROJECTOR: ViewportSize = {"width": 1024, "height": 768}
LAPTOP: ViewportSize = {"width": 1440, "height": 900}
MONDAY, TUESDAY = WEEK + timedelta(days=1), WEEK + timedelta(days=2)
WHY = "The storm of the 11th: the crew cleared trees"
IN_THE_PACK = ("Edition 1", WHY, "Second crew on Saturdays", "Overtime for Streets")
DIVE = "Open requests (Streets), prepared by Grace Park"
PARTS = ["actions", "headline", "calls", "departments", "signals", "hurts", "decisions"]


def explains(grace: Meeting) -> None:
    """The day before, at her desk."""
    grace.signs_in("grace", "/review")
    expect(grace.signal()).to_contain_text("Not explained yet by Grace Park.")
    expect(grace.page.locator("main")).not_to_contain_text("Sanitation")
    grace.is_well()
    grace.follows("Notes and explanations", grace.signal())
    grace.types("Explanation", WHY)
    grace.presses("Write it")
    grace.said()
    grace.is_well()
    grace.follows("← The review of this week")
    expect(grace.signal()).to_contain_text(WHY)


def prepares(ada: Meeting) -> None:
    ada.signs_in("ada", "/review")
    expect(ada.page.locator(".review-head h2")).to_contain_text("week 46 of 2026")
    ada.follows("Exceptions only")
    expect(ada.page.locator(".folded").first).to_be_visible()
    expect(ada.signal()).to_contain_text(WHY)
    ada.is_well()


def presents(ada: Meeting) -> None:
    """Screen by screen: every part in its order, with the clock of each; the owner's words beside the chart, and there an
    action is agreed. Who comes back is where they were."""
    ada.page.set_viewport_size(PROJECTOR)
    ada.follows("Present")
    on = ada.page.locator(".screen[data-on]")
    expect(on).to_be_visible()
    count = ada.page.locator(".screen").count()
    parts, words = list[str](), list[str]()
    for nth in range(count):
        expect(ada.page.locator(".at")).to_have_text(f"{nth + 1} / {count}")
        expect(ada.page.locator(".clock")).to_contain_text("planned")
        parts.append(on.get_attribute("data-block") or "")
        words.append(on.inner_text())
        ada.page.keyboard.press("ArrowRight")
    assert list(dict.fromkeys(parts)) == PARTS
    assert any(WHY in told for told in words)
    expect(ada.page.locator(".turn-on")).to_be_disabled()
    ada.is_well()
    for _back in range(count - next(nth for nth, told in enumerate(words) if WHY in told) - 1):
        ada.page.keyboard.press("ArrowLeft")
    expect(on).to_contain_text(WHY)
    there = ada.page.evaluate("location.href")  # what Playwright says of it may be of the screen before
    ada.follows("New action", on)
    assigns(ada)
    ada.page.goto(there)
    expect(on).to_contain_text(WHY)
    ada.page.keyboard.press("End")
    expect(on).to_contain_text("Second crew on Saturdays")
    ada.page.keyboard.press("Escape")
    expect(ada.page.locator(".review-head h2")).to_be_visible()
    ada.page.set_viewport_size(LAPTOP)


def notes(ada: Meeting) -> None:
    ada.follows("Notes and explanations", ada.signal())
    ada.tab_to(ada.page.locator("summary", has_text="Write a note"))
    ada.page.keyboard.press("Enter")
    ada.types("Note", "Trees are the park's own to clear")
    ada.presses("Write it")
    ada.said()
    ada.is_well()
    ada.follows("← The review of this week")


def decides(ada: Meeting) -> None:
    ada.follows("Notes and decisions of this week")
    ada.tab_to(ada.page.locator("summary", has_text="Write down a decision"))
    ada.page.keyboard.press("Enter")
    ada.types("Decision", "Overtime for Streets until the backlog is gone")
    ada.presses("Write it")
    ada.said()
    ada.is_well()
    ada.follows("← The review of this week")


def chooses(ada: Meeting) -> None:
    """What the next week looks into: signals stand first in the list."""
    ada.follows("Choose next week's deep dive")
    ada.is_well()
    place = ada.page.get_by_label("What to look into", exact=True)
    ada.tab_to(place)
    for _option in range(place.locator("option", has_text="Signal:").count()):
        if "Open requests (Streets)" in place.evaluate("list => list.selectedOptions[0].text"):
            break
        ada.page.keyboard.press("ArrowDown")
    ada.types("Who prepares it", "Grace Park")
    ada.presses("Write it")
    ada.said()
    ada.is_well()
    ada.follows("← All that is written of this week")
    ada.follows("← The review of this week")
    expect(ada.page.locator("#decisions")).to_contain_text(DIVE)


def assigns(ada: Meeting) -> None:
    ada.is_well()
    ada.types("What is to be done", "Second crew on Saturdays")
    ada.types("Who does it", "Grace Park")
    ada.day("Due", WEEK + timedelta(days=6))
    ada.types("By how much", "-40")
    ada.day("By when", WEEK + timedelta(days=28))
    ada.presses("Write it")
    ada.said()
    ada.is_well()


def publishes(ada: Meeting) -> None:
    """Which gives a file to download, too."""
    expect(ada.page.locator("#decisions")).to_contain_text("Second crew on Saturdays")
    expect(ada.page.locator("#decisions")).to_contain_text("Overtime for Streets")
    ada.follows("Send round")
    ada.presses("Publish")
    expect(ada.page.get_by_role("listitem").filter(has_text="Edition 1: Tue 17 Nov 2026")).to_be_visible()
    expect(ada.page.get_by_role("button", name="Publish")).to_have_count(0)
    ada.is_well()
    for label in ("Form", "Figures"):  # the frozen page of the edition: the last of each list
        ada.tab_to(ada.page.get_by_label(label, exact=True))
        ada.page.keyboard.press("End")
    ada.presses("Make it")
    download = ada.page.get_by_role("link", name="Download the file")
    expect(download).to_be_visible()
    ada.is_well()
    ada.tab_to(download)
    with ada.page.expect_download() as got:
        ada.page.keyboard.press("Enter")
    told = got.value.path().read_text(encoding="utf-8")
    for words in IN_THE_PACK:
        assert words in told, words


def _missing(pdf: bytes) -> list[str]:
    """Which words it does not have. It is read from both ends, and no further than they are found: charts take long to read."""
    missing, pages = list(IN_THE_PACK), pypdf.PdfReader(io.BytesIO(pdf)).pages
    for nth in sorted(range(len(pages)), key=lambda nth: min(nth, len(pages) - 1 - nth)):
        if missing:
            told = " ".join(pages[nth].extract_text().split())
            missing = [words for words in missing if words not in told]
    return missing


def is_mailed(city: MeetingCity, taken: Taken) -> None:
    """At noon, once: as the wall looks every minute."""
    city.at(TUESDAY, 12)
    for _minute in range(3):
        city.mail.run()
        city.wall.now += MINUTE
    (mail,) = taken.mails
    parts = {part.get_filename(): part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()}
    files = {name: bytes(content) for name, content in parts.items() if name}
    pdf, book = (files[f"review-main-{WEEK}-edition-1.{ending}"] for ending in ("pdf", "xlsx"))
    assert _missing(pdf) == []
    assert openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]["A1"].value.startswith("Review")


def returns(ada: Meeting) -> None:
    """A week later."""
    ada.signs_in("ada", "/review")
    expect(ada.page.locator(".review-head h2")).to_contain_text("week 47 of 2026")
    first = ada.page.locator("section.block").first.locator(".actions li").first
    expect(first).to_contain_text("overdue")
    expect(first).to_contain_text("Second crew on Saturdays")
    expect(first).to_contain_text("Grace Park")
    dive = ada.page.locator("#deep_dive")
    expect(dive).to_contain_text(DIVE)
    expect(dive).to_contain_text(WHY)
    expect(dive.locator(".js-plotly-plot .trace").first).to_be_visible()
    ada.is_well()
    ada.page.set_viewport_size(PROJECTOR)
    ada.follows("Present")
    on = ada.page.locator(".screen[data-on]")
    expect(on).to_contain_text("Second crew on Saturdays")
    ada.is_well()
    for _screen in range(ada.page.locator(".screen").count()):
        if on.get_attribute("data-block") == "deep_dive":
            break
        ada.page.keyboard.press("ArrowRight")
    expect(on).to_contain_text(DIVE)
    expect(on.locator(".js-plotly-plot")).to_be_visible()
    ada.is_well()


@pytest.mark.slow
def test_a_whole_meeting(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    taken, folder = Taken(), tmp_path_factory.mktemp("meeting")
    with mail_server(taken) as port, meeting_city(folder, port) as (city, address):
        city.person("grace", "Grace Park", Role.DEPARTMENT_MANAGER, Remit.of(None, ["STR"]))
        city.person("ada", "Ada Lopez", Role.REVIEWER)
        city.at(MONDAY, 15)
        with somebody(chromium, address, LAPTOP) as grace:
            explains(grace)
        city.at(TUESDAY, 10)
        with somebody(chromium, address, LAPTOP) as ada:
            prepares(ada)
            presents(ada)
            notes(ada)
            decides(ada)
            chooses(ada)
            publishes(ada)
        is_mailed(city, taken)
        city.lives(WEEK + timedelta(days=7), streets=5)
        city.at(TUESDAY + timedelta(days=7), 10)
        with somebody(chromium, address, LAPTOP) as ada:
            returns(ada)

"""A day of the demo city that somebody looks back at: its wall, its page at an instant, and what stands on a board then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.signed_wall import looking, refused_by_policy
from tests.frozen import command
from tests.frozen.questions import Question
from tests.lived_city import lived
from tests.served import PORT, Served, running
from wallboard.clock import instant, iso, local, system_clock
from wallboard.model import SECOND, Micros
from wallboard.settings import Settings
from wallboard.simulate.demo_city import WRITTEN

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS: dict[str, dict[str, Any]] = {"desk": {"viewport": {"width": 1440, "height": 900}}, "phone": PHONE}
AWAY = instant("2026-11-20T12:00-05:00"), instant("2026-11-20T12:20-05:00")  # when the phones were not heard


@dataclass
class City:
    """A day of the demo city, and the wall that listened to it."""

    folder: Path
    settings: Settings
    ended: Micros
    wall: Served
    began: Micros  # by the clock of this machine, when its wall was at `ended`

    @property
    def now(self) -> Micros:
        """Of its wall, which goes on."""
        return self.ended + system_clock() - self.began

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


@contextmanager
def lived_wall(folder: Path) -> Iterator[City]:
    """The city after its day, behind the wall that listened to it."""
    settings, _, ended = lived(folder, weeks=0)
    with closing(sqlite3.connect(folder / "wallboard.db")) as ledger:
        for table in ("happenings", "batches"):
            ledger.execute(f"update {table} set received_at = ? where received_at between ? and ?", (AWAY[1], *AWAY))
        ledger.commit()
    with running(Served(folder, "-m", "tests.browser.past_wall", str(folder), str(ended + SECOND), PORT)) as wall:
        yield City(folder, settings, ended, wall, system_clock())


@contextmanager
def past(
    chromium: Browser, there: City, at: str, look: str = "desk", of: str = "/board/wall", **more: Any
) -> Iterator[Page]:
    with looking(chromium, **LOOKS[look] | more) as context:
        page = context.new_page()
        page.goto(f"{there.wall.address}{of}?at={at}")
        page.wait_for_selector("html[data-link=past]")
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

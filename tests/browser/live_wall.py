"""A whole wallboard for browser tests: a city's two databases, the real application over them, in a process of its own.

Calls lie in Asterisk's own queue_log table in PostgreSQL, requests in an SQLite file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.servers import free_port
from wallboard.clock import local, system_clock
from wallboard.model import HOUR, SECOND, Micros
from wallboard.simulate import queue_log_table, request_table
from wallboard.simulate.request_desk import Request

ROOT = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("America/Phoenix")  # its clocks never change
LIVE, DEAD = "html[data-link=live]", "html[data-link=dead]"
POLL_EVERY_S, DEADLINE_S = 2, 3
START_WITHIN_S = 75  # on a machine that is busy with other tests

SETTINGS = """
ledger = "{ledger}"

[server]
port = {port}

[sites.main]
name = "311 Acceptance"
zone = "America/Phoenix"

[sources.phones]
kind = "asterisk_queue_log"
url = "{phones}"
poll_every = {poll_every}
deadline_s = {deadline}

[sources.requests]
kind = "sql_tickets"
url = "{requests}"
table = "requests"
zone = "UTC"
poll_every = {poll_every}
delay_s = 0

[sources.requests.columns]
ticket = "id"
opened_at = "opened_at"
updated_at = "updated_at"
status = "status"
finished_at = "closed_at"
department = "department"
service_type = "service_type"

[sources.requests.states]
"New" = "open"
"Closed" = "finished:done"

[queues.streets]
label = "{label}"
targets = [{{ share = 0.8, within_s = 30, speed_of_answer_s = 30, abandon_rate = 0.03 }}]

[boards.wall]
rows = [["speed_of_answer", "waiting_now", "answered_in_time", "gave_up_waiting"], ["queues:2", "ageing:2"]]
heights = [34, 58]

[boards.delivery]
title = "Are we delivering"
rows = [["promises_kept", "oldest_open", "calls_today", "agents"], ["ageing:4"]]

[boards.all]
viewing_distance_m = 1.5  # every tile there is: read from close by
columns = 6
rows = [["speed_of_answer", "waiting_now", "answered_in_time", "gave_up_waiting", "longest_wait", "calls_today"],
        ["agents", "promises_kept", "oldest_open", "sources", "needs_attention:2"], ["queues:3", "ageing:3"]]
"""


class Calls:
    """The phone system: each event is one committed row."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, pool_pre_ping=True)
        self.made = 0
        with self.engine.begin() as connection:
            queue_log_table.create(connection)

    def enters(self, queue: str = "streets") -> str:
        """A caller starts to wait; returns the call's id."""
        self.made += 1
        call = f"{system_clock() / SECOND:.6f}.{self.made}"
        self.write(call, queue, "NONE", "ENTERQUEUE", "", "5551234", "1")
        return call

    def gives_up(self, call: str, queue: str = "streets") -> None:
        self.write(call, queue, "NONE", "ABANDON", "1", "1", "5")

    def write(self, call: str, queue: str, agent: str, event: str, *data: str) -> None:
        told = local(system_clock(), ZONE).strftime("%Y-%m-%d %H:%M:%S.%f")
        row = (told, call, queue, agent, event, *data, *[""] * (5 - len(data)))
        with self.engine.begin() as connection:
            queue_log_table.insert(connection, [row])


class Requests:
    """The ticket system."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
        self.made = 0
        with self.engine.begin() as connection:
            request_table.create(connection)

    def opens(self, department: str = "Streets", opened: Micros | None = None) -> int:
        self.made += 1
        now = system_clock()
        request = Request(
            id=self.made,
            opened_at=(now if opened is None else opened) / SECOND,
            updated_at=now / SECOND,
            status="New",
            department=department,
            service_type="Pothole",
            ward="1",
            channel="phone",
            priority="normal",
        )
        with self.engine.begin() as connection:
            request_table.save(connection, [request])
        return self.made


@dataclass
class Wallboard:
    """`app.py serve` over a settings file; a test may stop, kill and start it again at the same address."""

    folder: Path
    phones: str
    requests: str
    poll_every: float = POLL_EVERY_S
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Path:
        return self.folder / "wallboard.toml"

    @property
    def log(self) -> Path:
        return self.folder / "log.jsonl"

    def configure(self, label: str = "Streets", more: str = "") -> None:
        """Write the settings file as a whole, as an editor does."""
        filled = SETTINGS.format(
            ledger=f"sqlite:///{self.folder / 'ledger.db'}",
            port=self.port,
            phones=self.phones,
            requests=self.requests,
            poll_every=self.poll_every,
            deadline=DEADLINE_S,
            label=label,
        )
        written = self.settings.with_suffix(".new")
        written.write_text(filled + more, encoding="utf-8")
        written.replace(self.settings)

    def start(self, level: str = "INFO") -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "app.py", "serve", "--settings", str(self.settings)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log, env=environment(WALLBOARD_LOG_LEVEL=level)
            )
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.status("/readyz") == 200:
                return
            time.sleep(0.05)
        raise AssertionError(f"the wallboard did not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> float:
        """Stops it in order; seconds that it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        assert self.process.wait(timeout=20) in (0, -15)
        self.process = None
        return time.monotonic() - began

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)
            self.process = None

    def status(self, path: str, method: str = "GET") -> int:
        """What an address answers; 0 when nobody does."""
        return self.ask(path, method)[0]

    def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        data = b"{}" if method == "POST" else None
        request = urllib.request.Request(f"{self.address}{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""


def environment(**more: str) -> dict[str, str]:
    """Ours, without what would override the settings file."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WALLBOARD_")} | more


@dataclass
class City:
    calls: Calls
    requests: Requests
    wall: Wallboard


@contextmanager
def city(folder: Path, phones: str, through: str | None = None, poll_every: float = POLL_EVERY_S) -> Iterator[City]:
    """A city with a little history and its wallboard, not started yet. `through` is the wall's own way to the phones."""
    requests = f"sqlite:///{folder / 'requests.db'}"
    made = City(Calls(phones), Requests(requests), Wallboard(folder, through or phones, requests, poll_every))
    made.calls.gives_up(made.calls.enters())
    for days in (2, 20, 200):
        made.requests.opens(opened=system_clock() - days * 24 * HOUR)
    made.wall.configure()
    try:
        yield made
    finally:
        made.wall.kill()
        made.calls.engine.dispose()
        made.requests.engine.dispose()


@contextmanager
def browsing(chromium: Browser, script: str = "") -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    context.set_default_timeout(20_000)
    if script:
        context.add_init_script(script)
    try:
        yield context
    finally:
        context.close()


def opened(context: BrowserContext, address: str, board: str = "all") -> Page:
    """A board that is live and has its figures."""
    page = context.new_page()
    page.goto(f"{address}/board/{board}")
    page.locator(LIVE).wait_for(state="attached")
    return page


def beats(page: Page) -> None:
    """Returns when two more frames have come; raises where none do."""
    for _ in range(2):
        beat = page.locator("html").get_attribute("data-beat") or ""
        expect(page.locator("html")).not_to_have_attribute("data-beat", beat, timeout=5_000)


def seconds_until(page: Page, selector: str) -> float:
    began = time.monotonic()
    page.locator(selector).first.wait_for(state="attached")
    return time.monotonic() - began

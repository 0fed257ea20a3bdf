"""A whole wallboard for browser tests: a city's two databases, the real application over them, in a process of its own.

Calls lie in Asterisk's own queue_log table in PostgreSQL, requests in an SQLite file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page

from tests import request_table
from tests.browser.board_page import LIVE
from tests.every_tile import COLUMNS, with_every_tile
from tests.installation import Installation
from wallboard.clock import local, system_clock
from wallboard.model import HOUR, SECOND, Micros
from wallboard.simulate import queue_log_table
from wallboard.simulate.request_desk import Request

ZONE = ZoneInfo("America/Phoenix")  # its clocks never change
POLL_EVERY_S, DEADLINE_S = 2, 3

SETTINGS = """
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
columns = {columns}
rows = {every_tile}
"""
EVERY_TILE = with_every_tile(
    [
        ["speed_of_answer", "waiting_now", "answered_in_time", "gave_up_waiting", "longest_wait", "calls_today"],
        ["agents", "promises_kept", "oldest_open", "sources", "needs_attention:2"],
        ["queues:3", "ageing:3"],
    ]
)


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


class Wallboard(Installation):
    """The wall over both databases."""

    ready = "/readyz"

    def __init__(self, folder: Path, phones: str, requests: str, poll_every: float = POLL_EVERY_S) -> None:
        super().__init__(folder)
        self.phones, self.requests, self.poll_every = phones, requests, poll_every

    def configure(self, *parts: str, label: str = "Streets") -> None:
        filled = SETTINGS.format(
            phones=self.phones,
            requests=self.requests,
            poll_every=self.poll_every,
            deadline=DEADLINE_S,
            label=label,
            columns=COLUMNS,
            every_tile=json.dumps(EVERY_TILE),  # as TOML writes it too
        )
        super().configure(filled, *parts)


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
        made.wall.end()
        made.calls.engine.dispose()
        made.requests.engine.dispose()


def opened(context: BrowserContext, address: str, board: str = "all") -> Page:
    """A board that is live and has its figures."""
    page = context.new_page()
    page.goto(f"{address}/board/{board}")
    page.locator(LIVE).wait_for(state="attached")
    return page

"""Real parts for tests: database servers and a browser, started here and stopped here.

Servers start at the first test of a worker that asks for one and stop with it; every test gets a fresh database.
The browser lives on from one module that looks through it to the next, and ends before any other: Playwright keeps an event
loop running, which those must not meet.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog

from tests import inner_loop
from tests.chromium import KeptChromium
from tests.examples import register_profiles
from tests.servers import MariaDBServer, PostgresServer
from tests.statements import compile_each_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser

if TYPE_CHECKING:
    from tests.desk import Desk

# the same modules are imported in hundreds of processes: compiled once, whatever a container's image says of others
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

register_profiles()
compile_each_once()
inner_loop.watch()
# what is imported and collected stays: it is not to be looked through for garbage again and again
gc.disable()
# a failure that is told in the log is told in plain lines: with the values of all variables it takes a fifth of a second
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

HERE = Path(__file__).parent
# they mostly wait for servers, pages and the passing of time: begun first, the others fill what they leave of the machine
WAITING = ("faults", "browser", "integration", "frozen")
# What a worker is busy with for longest, the longest first: begun late, one of them is waited for when all others are over.
LONGEST = (
    "wallboard/engine/test_behind",
    "faults/test_kill",
    "browser/test_acceptance_wall",
    "browser/test_screens",
    "wallboard/acceptance/test_alerts_over_weeks",
    "browser/test_slow_way",
    "browser/test_meeting",
    "wallboard/engine/test_replay",
    "browser/test_past",
    "browser/test_live",
    "browser/test_cut_page",
    "browser/test_live_page",
    "browser/test_pictures",
    "layouts/pages/test_gallery",
    "layouts/test_matrix",
    "integration/test_ledger_on_postgres",
    "browser/test_acceptance_sources",
    "browser/test_hang_it_on_the_wall",
    "wallboard/simulate/test_storm_on_the_wall",
    "browser/test_attacks_browser",
    "browser/test_past_floor",
    "browser/test_spoken_pages",
    "browser/test_people",
    "integration/test_truth",
    "wallboard/state/test_tickets",
    "wallboard/test_business_time_recount",
    "wallboard/test_calendar",
)
CHROMIUM = KeptChromium()
LOOKING: set[Path] = set()  # modules that look through it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    begun = {name: place for place, name in enumerate(LONGEST)}
    assert all((HERE / f"{name}.py").exists() for name in LONGEST), "LONGEST names a module that there is not"
    when = {path: _when(path.relative_to(HERE), begun) for path in {item.path for item in items}}
    items.sort(key=lambda item: when[item.path])


def _when(module: Path, longest: Mapping[str, int]) -> tuple[int, bool]:
    """In which place a module is begun."""
    return longest.get(module.with_suffix("").as_posix(), len(longest)), module.parts[0] not in WAITING


def pytest_collection_finish(session: pytest.Session) -> None:
    LOOKING.update(item.path for item in session.items if "chromium" in getattr(item, "fixturenames", ()))
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    inner_loop.begin()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    try:
        yield
    finally:
        if nextitem is None or nextitem.path not in LOOKING:
            CHROMIUM.close()
    inner_loop.hold(item)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of this worker, which a test may stop and start; `.database()` gives fresh databases."""
    with contextlib.closing(PostgresServer()) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[MariaDBServer]:
    """A MariaDB of this worker, which a test may stop and start; `.database()` gives fresh databases."""
    with contextlib.closing(MariaDBServer()) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    with postgres_server.database() as name:
        yield postgres_server.url(name)


@pytest.fixture
def mariadb_url(mariadb_server: MariaDBServer) -> Iterator[str]:
    with mariadb_server.database() as name:
        yield mariadb_server.url(name)


@pytest.fixture(scope="module")
def chromium() -> Browser:
    """Debian's Chromium, driven by Playwright, which other modules look through too. Close the contexts that you open."""
    return CHROMIUM.running()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Every page of the house behind the real server, over a small city; `.opened(chromium, path, role)` opens one."""
    from tests.desk import desk_of  # the whole application, which most tests do without

    with desk_of(tmp_path_factory.mktemp("desk")) as served:
        yield served

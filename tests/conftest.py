"""Real parts for tests: database servers and a browser, started here and stopped here.

Servers start at the first test of a worker that asks for one and stop with it; every test gets a fresh database.
The browser lives for one test module: Playwright keeps an event loop running, which other modules must not meet.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.examples import register_profiles
from tests.servers import MariaDBServer, PostgresServer, find_binary
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
# what is imported and collected stays: it is not to be looked through for garbage again and again
gc.disable()

HERE = Path(__file__).parent
# they mostly wait for servers, pages and the passing of time: begun first, the others fill what they leave of the machine
WAITING = ("faults", "browser", "integration", "frozen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.relative_to(HERE).parts[0] not in WAITING)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


CHROMIUM_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
# A window with its own popups costs two processes more than a page needs. The last list counts: Playwright's own is in it.
CHROMIUM_WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *(
        "DestroyProfileOnBrowserClose",
        "HttpsFirstBalancedModeAutoEnable",
        "HttpsUpgrades",
        "LensOverlay",
        "MediaRouter",
    ),
    *(
        "NetworkTimeServiceQuerying",
        "OptimizationHints",
        "PaintHolding",
        "PreconnectToSearch",
        "TcpPortRandomizationWin",
    ),
    *("ThirdPartyStoragePartitioning", "msEdgeUpdateLaunchServicesPreferredVersion", "msForceBrowserSignIn"),
)


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


def chromium_options() -> dict[str, Any]:
    """How Playwright is to start Debian's Chromium."""
    program = find_binary("chromium", ["/usr/bin/chromium", "/usr/bin/chromium-browser"], "chromium")
    without = f"--disable-features={','.join(CHROMIUM_WITHOUT)}"
    arguments = [*CHROMIUM_ARGUMENTS, without, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {"executable_path": program, "args": arguments, "headless": True}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright. Close the contexts that you open."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium_options())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Every page of the house behind the real server, over a small city; `.opened(chromium, path, role)` opens one."""
    from tests.desk import desk_of  # the whole application, which most tests do without

    with desk_of(tmp_path_factory.mktemp("desk")) as served:
        yield served

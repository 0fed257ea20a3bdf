"""Debian's Chromium as tests start it, and the one that a worker keeps for as long as module after module looks through it."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from tests.servers import find_binary

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# How long what is waited for may take where no promise of ours says how long, on a machine that is busy with other things.
PATIENCE_MS = 60_000
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


def chromium_options() -> dict[str, Any]:
    """How Playwright is to start Debian's Chromium."""
    program = find_binary("chromium", ["/usr/bin/chromium", "/usr/bin/chromium-browser"], "chromium")
    without = f"--disable-features={','.join(CHROMIUM_WITHOUT)}"
    arguments = [*CHROMIUM_ARGUMENTS, without, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {"executable_path": program, "args": arguments, "headless": True}


class KeptChromium:
    """Started when it is first asked for, and again after it was closed."""

    def __init__(self) -> None:
        self._browser: Browser | None = None
        self._until_closed = ExitStack()

    def running(self) -> Browser:
        if self._browser is None:
            from playwright.sync_api import expect, sync_playwright

            expect.set_options(timeout=PATIENCE_MS)
            playwright = self._until_closed.enter_context(sync_playwright())
            self._browser = playwright.chromium.launch(**chromium_options())
            self._until_closed.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        self._browser = None
        self._until_closed.close()

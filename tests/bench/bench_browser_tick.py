"""What a tick costs the browser's main thread, against writing the same texts into plain DOM nodes.

    python -m tests.bench.bench_browser_tick [--seconds 20] [--runs 5]

Both pages are the same document, drawn by Dash; in one the wall's script puts real frames on it, in the other the
script is blocked and a timer assigns the same texts to the same nodes. Processor slowed four times. Chromium's own
TaskDuration of the main thread, layout and painting included.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from collections.abc import Callable

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from layouts.live.frames import changes
from tests.bench.bench_stream import free_port, running
from tests.bench.wall_frames import wall_view

SLOWED = 4

_WRITE = """(ticks) => {
  let n = 0;
  setInterval(() => {
    for (const [id, text] of ticks[n++ % ticks.length]) document.getElementById(id).textContent = text;
  }, 1000);
}"""


def texts(ticks: int) -> list[list[tuple[str, str]]]:
    """By tick, the texts that change in it."""
    found = []
    for tick in range(1, ticks + 1):
        changed = changes(wall_view(tick - 1), wall_view(tick))
        found.append([(name, str(props["text"])) for name, props in changed.items() if "text" in props])
    return found


def wall_page(browser: Browser, address: str) -> Page:
    page = browser.new_page()
    page.goto(address)
    page.locator("html[data-link=live]").wait_for(state="attached")
    return page


def plain_page(browser: Browser, address: str) -> Page:
    page = browser.new_page()
    page.route("**/assets/*.js*", lambda route: route.abort())
    page.goto(address)
    page.locator("#speed-value").wait_for(state="attached")
    page.evaluate(
        "(texts) => { for (const [id, text] of texts) document.getElementById(id).textContent = text; }",
        [(name, props["text"]) for name, props in wall_view(0).items() if "text" in props],
    )
    page.evaluate(_WRITE, texts(60))
    return page


def main_thread_s(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def measured(make: Callable[[Browser, str], Page], browser: Browser, address: str, seconds: int) -> float:
    """Milliseconds of the main thread per tick."""
    page = make(browser, address)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.wait_for_timeout(3000)
    before = main_thread_s(session)
    page.wait_for_timeout(seconds * 1000)
    spent = main_thread_s(session) - before
    page.close()
    return 1000 * spent / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    port = free_port()
    wall, plain = [], []
    server = [sys.executable, "-m", "tests.bench.stream_server", str(port)]
    with running(server, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        address = f"http://127.0.0.1:{port}/"
        for _ in range(options.runs):
            wall.append(measured(wall_page, browser, address, options.seconds))
            plain.append(measured(plain_page, browser, address, options.seconds))
        browser.close()
    per_tick = statistics.mean(len(tick) for tick in texts(60))
    print(f"{len(wall_view(0))} components, {per_tick:.0f} texts a tick, processor slowed {SLOWED} times")
    for name, runs in (("wall's script", wall), ("plain writes", plain)):
        print(f"{name:14} {statistics.median(runs):6.2f} ms a tick   ({min(runs):.2f} to {max(runs):.2f})")
    print(f"ratio {statistics.median(wall) / statistics.median(plain):.2f} (at most 2)")


if __name__ == "__main__":
    main()

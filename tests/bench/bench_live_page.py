"""What the live page costs for 60 queues, 1,500 agents and 400 callers, a fifth of whose rows change twice a second.

    python -m tests.bench.bench_live_page [--seconds 15] [--runs 3] [--streams 500] [--hours 0]

(1) Milliseconds of the browser's main thread a second, against AG Grid's own API that is fed the same rows: the same page
and the same cells, whose scripts are blocked, and a timer that hands over each update as it is. (2) How long what somebody
does waits for an answer, with the processor slowed four times: the keyboard in a table, and text in a field. (3) What an
update costs the server for so many streams whose readers filter alike, and for as many who all filter otherwise. (4) With
--hours, that long of ticks at once: what the page holds then.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from layouts.live.frames import changes
from layouts.page.live_grid import ROW
from tests.bench.bench_stream import free_port, raise_file_limit, running, streamed
from tests.bench.live_page_server import SHARE, busy_floor
from tests.chromium import chromium_options
from tests.long_day import held, live_a_day

SLOWED = 4
PARTS = 8  # of the hours, after each of which is told what the page holds
_STILL = "{ const every = setInterval; window.setInterval = (run, ms, ...more) => (ms === 1000 ? 0 : every(run, ms, ...more)); }"
_FEED = """async ([rows, ticks]) => {
  for (const name of Object.keys(rows)) {
    const api = await dash_ag_grid.getApiAsync(name);
    api.updateGridOptions({ columnDefs: api.getColumnDefs().map(liveCells.column) });
    api.applyColumnState({ state: [{ queues: { colId: "help", sort: "asc" }, agents: { colId: "agent", sort: "asc" }, callers: { colId: "since", sort: "desc" } }[name]] });
    api.setGridOption("rowData", rows[name]);
  }
  let n = 0;
  setInterval(() => {
    const tick = ticks[n++] || {};
    for (const name of Object.keys(tick)) dash_ag_grid.getApi(name).applyTransaction(tick[name]);
  }, 500);
}"""
_DELAYS = """() => {
  window.delays = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.interactionId || one.name === "keydown") window.delays.push(one.processingStart - one.startTime);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""


def table_of(id: str) -> tuple[str, str]:
    name, _, key = id.removeprefix(ROW).partition(":")
    return name, key


def fed(updates: int) -> list[Any]:
    """The rows at first, and each update as AG Grid takes it: the same that the page is sent."""
    floor = busy_floor()
    before = floor.view()
    rows: dict[str, list[Any]] = {"queues": [], "agents": [], "callers": []}
    for id, cells in before.items():
        if id.startswith(ROW) and table_of(id)[0] in rows:
            rows[table_of(id)[0]].append({"id": table_of(id)[1], **cells})
    ticks = []
    for _ in range(updates):
        floor.tick(SHARE)
        after = floor.view()
        tick: dict[str, dict[str, list[Any]]] = {}
        for id in changes(before, after):
            name, key = table_of(id)
            if name in rows:
                how = "remove" if id not in after else "update" if id in before else "add"
                row = {"id": key, **after.get(id, {})}
                tick.setdefault(name, {}).setdefault(how, []).append(row)
        ticks.append(tick)
        before = after
    return [rows, ticks]


def live_page(browser: Browser, address: str, seconds: int = 0) -> Page:
    del seconds  # it goes on for as long as the server
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/live")
    page.locator("html[data-link=live]").wait_for(state="attached", timeout=60_000)
    page.locator("#agents .ag-row").first.wait_for(timeout=60_000)
    return page


def plain_page(browser: Browser, address: str, seconds: int) -> Page:
    """With updates for so many seconds and some more."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(_STILL)
    for blocked in ("live.js", "live_tables.js", "live_cards.js", "live_view.js", "live_page.js"):
        page.route(f"**/assets/{blocked}*", lambda route: route.abort())
    page.goto(f"{address}/live")
    page.locator("#agents .ag-header").wait_for(timeout=60_000)
    page.evaluate(_FEED, fed(2 * (seconds + 8)))
    page.locator("#agents .ag-row").first.wait_for(timeout=60_000)
    return page


def main_thread_s(browser: Browser, page: Page) -> float:
    """Processor time of the page's main thread, which others on the machine do not lengthen."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    here = max(int(each["id"]) for each in told if each["type"] == "renderer")  # the youngest: of the page made last
    assert page.url, page
    ran = Path(f"/proc/{here}/task/{here}/schedstat").read_text("ascii").split()[0]
    return int(ran) / 1e9


def session_of(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return session


def measured(make: Callable[[Browser, str, int], Page], browser: Browser, address: str, seconds: int) -> float:
    """Milliseconds of the main thread a second."""
    page = make(browser, address, seconds)
    page.wait_for_timeout(3000)
    before = main_thread_s(browser, page)
    page.wait_for_timeout(seconds * 1000)
    spent = main_thread_s(browser, page) - before
    page.close()
    return 1000 * spent / seconds


class Waits(NamedTuple):
    """ms with the processor slowed: how long each key waited until the page looked at it, and the processor time of every
    turn of the main thread. A key waits for at most one of those, where nobody else wants the processor."""

    keys: list[float]
    turns: list[float]


def delays(browser: Browser, address: str, seconds: int) -> Waits:
    page = live_page(browser, address)
    session = session_of(page)
    page.evaluate(_DELAYS)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    browser.start_tracing(page=page, categories=["toplevel", "__metadata"])
    page.locator("#agents .ag-row [col-id='agent']").first.click()
    for _ in range(seconds * 3):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(130)
    page.locator("#agents-find input").focus()
    for letter in ("Agent 00" + "\b" * 8) * max(1, seconds // 4):
        page.keyboard.press("Backspace" if letter == "\b" else letter)
        page.wait_for_timeout(130)
    turns = turns_of(json.loads(browser.stop_tracing()))
    page.wait_for_timeout(2000)
    found: list[float] = page.evaluate("window.delays")
    page.close()
    return Waits(sorted(found), sorted(turns))


def turns_of(trace: Any) -> list[float]:
    """ms of processor time of each turn of the busiest page's main thread."""
    events = trace["traceEvents"]
    mains = {(e["pid"], e["tid"]) for e in events if e.get("args", {}).get("name") == "CrRendererMain"}
    turns: dict[tuple[int, int], list[float]] = {main: [] for main in mains}
    for event in events:
        if (event["pid"], event["tid"]) in mains and event["name"].endswith("RunTask") and "tdur" in event:
            turns[event["pid"], event["tid"]].append(event["tdur"] / 1000)
    return max(turns.values(), key=sum)


def asked_by(browser: Browser, address: str, hash: str) -> set[str]:
    """All that the server is told while somebody looks by this view, without who asks."""
    page = browser.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.removeprefix(address)))
    page.goto(f"{address}/live{hash}")
    page.locator("#queues .ag-row").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    page.close()
    return asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--hours", type=float, default=0)
    options = parser.parse_args()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = [sys.executable, "-m", "tests.bench.live_page_server", str(port)]
    with running(server, port) as process, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium_options())
        costs(browser, address, options.seconds, options.runs)
        waits(browser, address, options.seconds)
        alike = [asked_by(browser, address, hash) for hash in ("", "#in=main%2Fq07&agents.which=paused&agents.find=07")]
        print(f"the server is told of filters: {'nothing' if alike[0] == alike[1] else alike[0] ^ alike[1]}")
        if options.hours:
            print_day(live_page(browser, address), options.hours)
        browser.close()
        if options.streams:
            of_streams(process, port, options.streams, options.seconds)


def costs(browser: Browser, address: str, seconds: int, runs: int) -> None:
    live, plain = [], []
    for _ in range(runs):
        live.append(measured(live_page, browser, address, seconds))
        plain.append(measured(plain_page, browser, address, seconds))
    for name, told in (("live page", live), ("AG Grid's own API", plain)):
        print(
            f"{name:18} {statistics.median(told):6.1f} ms of the main thread a second ({min(told):.1f} to {max(told):.1f})"
        )
    print(f"ratio {statistics.median(live) / statistics.median(plain):.2f} (at most 1.2)")


def waits(browser: Browser, address: str, seconds: int) -> None:
    keys, turns = delays(browser, address, seconds)
    print(
        f"processor slowed {SLOWED} times: {len(keys)} keys, delayed {statistics.median(keys):.0f} ms (median), "
        f"{keys[int(len(keys) * 0.95)]:.0f} ms (95 of 100), {keys[-1]:.0f} ms at most (at most 200)"
    )
    print(
        f"the longest turns of its main thread took {', '.join(f'{turn:.0f}' for turn in turns[-5:])} ms of processor time"
    )


def of_streams(process: psutil.Process, port: int, streams: int, seconds: int) -> None:
    """The requests are the same whatever somebody filters: so are their costs."""
    raise_file_limit()
    ways = ("the same filters", "different ones")
    told = [streamed(process, port, "/stream?page=%2Flive", streams, seconds) for _ in ways]
    for way, each in zip(ways, told, strict=True):
        cost = 1000 * each["share_of_core"]
        print(f"{streams} streams with {way}: {each['updates']:.0f} updates, {cost:.0f} ms of the server a second")
    print(f"ratio {told[1]['share_of_core'] / told[0]['share_of_core']:.2f} (at most 2)")


def print_day(page: Page, hours: float) -> None:
    session = session_of(page)
    print(f"{hours:g} hours of ticks; before: {held(session)}", flush=True)
    for part in range(1, PARTS + 1):
        frames = live_a_day(page, hours / PARTS)
        print(f"after {hours * part / PARTS:g} hours ({frames} frames more): {held(session)}", flush=True)
    page.close()


if __name__ == "__main__":
    main()

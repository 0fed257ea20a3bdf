"""Hours of ticks on the live page at once, and what the page holds afterwards: heap, nodes and listeners."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import CDPSession, Page

TICKS_AN_HOUR = 7_200  # two a second

# Frames as the page's own scripts take them, one after the other: a turn of the browser's loop between two of them.
_LIVE = """async (frames) => {
  const rows = window.wallboardRows, view = new BoardView(), f = {};
  for (const name of ["queues", "agents", "callers"]) for (const { id, ...cells } of rows.of(name).values()) f[`row:${name}:${id}`] = cells;
  view.take({ f });
  const turn = () => new Promise((next) => { const channel = new MessageChannel(); channel.port1.onmessage = next; channel.port2.postMessage(0); });
  const states = ["on_call", "available", "paused", "wrap_up"];
  const agents = [...rows.of("agents").keys()], queues = [...rows.of("queues").keys()];
  const waiting = []; // only its own callers leave: whoever the server told of is the server's to take away
  for (let n = 0; n < frames; n++) {
    const d = {}, now = Date.now();
    for (let k = 0; k < 6; k++) d[`row:agents:${agents[(n * 7 + k * 31) % agents.length]}`] = { state: states[(n + k) % 4], since: now, calls: n };
    d[`row:queues:${queues[n % queues.length]}`] = { waiting: [n % 9, String(n % 9), n % 3 ? "ok" : "alarm"], longest: now };
    if (waiting.length > 30 || n > frames - 32) d[`row:callers:${waiting.shift()}`] = { queue: null, in: null, position: null, since: null, hour: null, day: null, site_key: null };
    if (n < frames - 31) waiting.push(`made-${n}`);
    if (n < frames - 31) d[`row:callers:made-${n}`] = { queue: "Queue", in: [], position: 1, since: now, hour: 0, day: 1, site_key: "main" };
    rows.take(view.take({ d }), view.parts, () => Date.now());
    await turn();
    if (n % 50 === 0) await new Promise((next) => requestAnimationFrame(next));
  }
  return frames;
}"""


class Held(NamedTuple):
    """After garbage was collected."""

    heap_mb: float
    nodes: int
    listeners: int
    objects: int  # of JavaScript; the heap holds its compiled code too, which comes and goes

    def __str__(self) -> str:
        return f"{self.heap_mb:.1f} MB, {self.nodes} nodes, {self.listeners} listeners, {self.objects} objects"


def live_a_day(page: Page, hours: float) -> int:
    """How many frames that was."""
    frames = int(hours * TICKS_AN_HOUR)
    for done in range(0, frames, 500):  # an answer is waited for only so long
        page.evaluate(_LIVE, min(500, frames - done))
    return frames


def held(session: CDPSession) -> Held:
    session.send("HeapProfiler.collectGarbage")
    told = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return Held(told["JSHeapUsedSize"] / 1e6, int(told["Nodes"]), int(told["JSEventListeners"]), _objects(session))


def _objects(session: CDPSession) -> int:
    every = session.send("Runtime.evaluate", {"expression": "Object.prototype"})["result"]["objectId"]
    found = session.send("Runtime.queryObjects", {"prototypeObjectId": every, "objectGroup": "held"})["objects"]
    count = {"functionDeclaration": "function () { return this.length; }", "objectId": found["objectId"]}
    number = int(session.send("Runtime.callFunctionOn", count)["result"]["value"])
    session.send("Runtime.releaseObjectGroup", {"objectGroup": "held"})
    return number

"""What the gate costs: processor time of the server with it and without it, in one run on one machine.

    python -m tests.bench.bench_gate [--screens 3000] [--seconds 10] [--pages 400] [--runs 5]

With: host, route, origin, who is asking (a real session or screen, from the access database), rule, and the session watch
that ends streams. Without: the same handlers, reached without a question. Both take turns, so that what else goes on on
the machine falls on both.
"""

from __future__ import annotations

import argparse
import http.client
import math
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench.bench_stream import ROOT, free_port, median, processor_s, raise_file_limit, running, spread, streamed

ASKED = {"page": "/board/wall", "layout": "/board/wall/_dash-layout", "script": "/assets/live.js"}


def asked(process: psutil.Process, port: int, path: str, cookie: str, times: int) -> float:
    """Microseconds of processor per request, one after the other on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    before = 0.0
    for number in range(-20, times):  # the first ones are not counted
        if number == 0:
            before = processor_s(process)
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
    spent = processor_s(process) - before
    connection.close()
    return 1e6 * spent / times


def measured(how: str, options: argparse.Namespace, root: Path = ROOT) -> dict[str, float]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.gate_server", str(port), folder, how]
        with running(command, port, root) as process:
            time.sleep(1.0)  # the first tick
            screen, session = (Path(folder) / "cookie").read_text(encoding="utf-8").splitlines()
            found = {name: asked(process, port, path, session, options.pages) for name, path in ASKED.items()}
            update = streamed(process, port, "/stream?board=wall", options.screens, options.seconds, screen)
            return {**found, "update": update["us_per_update"], "p99_s": update["p99_s"], "missed": update["missed"]}


def quotient(ours: float, other: float) -> float:
    """Not a number where too little was done to be measured."""
    return ours / other if other else math.nan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screens", type=int, default=3000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    raise_file_limit()
    found: dict[str, list[dict[str, float]]] = {"with": [], "without": []}
    for run in range(options.runs):
        for how in ("with", "without") if run % 2 == 0 else ("without", "with"):
            found[how].append(measured(how, options))
            print(f"run {run + 1} {how:8} {found[how][-1]}", flush=True)
    print(f"\n{options.screens} screens, one tick a second, medians of {options.runs} runs (smallest to largest)")
    for field in ("update", *ASKED):
        for how, results in found.items():
            print(f"{field:7} {how:8} us of processor {spread(results, field)}")
        each = [quotient(a[field], b[field]) for a, b in zip(found["with"], found["without"], strict=True)]
        ratio = quotient(median(found["with"], field), median(found["without"], field))
        goal = " (at most 1.1)" if field == "update" else ""
        print(f"{field:7} with / without {ratio:.3f}{goal}; of each run {statistics.median(each):.3f}")


if __name__ == "__main__":
    main()

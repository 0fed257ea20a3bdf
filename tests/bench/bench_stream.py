"""The stream against two baselines, in one run on one machine:

(a) the documented Dash pattern, an interval callback per screen that queries, computes and draws;
(b) the limit, a bare event stream of the same bytes.

    python -m tests.bench.bench_stream [--screens 3000] [--seconds 15] [--runs 5] [--baselines DIR]

Processor time is the server process's own (user + system), per update that a screen received.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import psutil

from layouts.live.frames import changes
from tests.bench.wall_frames import wall_view

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CPUCLOCK_SCHED = 2  # clock_getcpuclockid(3): the processor time of another process


def raise_file_limit() -> None:
    """Every screen is a connection, and a connection a file."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, root: Path = ROOT, **environment: str) -> Iterator[psutil.Process]:
    """A server in a process of its own, up when its port answers; `root` is the tree whose code it is."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=root)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def processor_s(process: psutil.Process) -> float:
    """Of all its threads and children, to the nanosecond where the clocks of processes can be read (Linux): the sums that
    psutil has are counted in hundredths of a second, too coarse for a server that is idle 97 % of the time."""
    everyone = (process, *process.children(recursive=True))
    if sys.platform == "linux":
        return sum(time.clock_gettime((~each.pid << 3) | CPUCLOCK_SCHED) for each in everyone)
    return float(sum(sum(each.cpu_times()[:2]) for each in everyone))


def streamed(
    process: psutil.Process, port: int, path: str, screens: int, seconds: int, cookie: str = ""
) -> dict[str, float]:
    command = [sys.executable, str(HERE / "screens.py"), str(port), path, str(screens), str(seconds), cookie]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        ready = client.stdout.readline()
        before = processor_s(process)
        result: dict[str, float] = json.loads(client.stdout.readline())
        spent = processor_s(process) - before
    assert ready == "ready\n"
    return {**result, "us_per_update": 1e6 * spent / result["updates"], "share_of_core": spent / seconds}


def ours(screens: int, seconds: int) -> dict[str, float]:
    port = free_port()
    with running([sys.executable, "-m", "tests.bench.stream_server", str(port)], port) as process:
        return streamed(process, port, "/stream?board=wall", screens, seconds)


def bare_stream(baselines: Path, screens: int, seconds: int) -> dict[str, float]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        frame = Path(folder) / "frame.json"
        head = {"b": "wall", "e": "0" * 12, "s": 1000, "v": "bench+" + "0" * 12, "at": 1_790_000_000_000}
        frame.write_bytes(orjson.dumps({**head, "d": changes(wall_view(20), wall_view(21))}))
        command = [sys.executable, "-m", "uvicorn", "stream_baseline:server", "--port", str(port)]
        command += ["--log-level", "warning", "--backlog", "4096", "--app-dir", str(baselines)]
        with running(command, port, FRAME=str(frame)) as process:
            return streamed(process, port, "/stream", screens, seconds)


def interval_callbacks(baselines: Path, seconds: int) -> dict[str, float]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "calls.db")
        body = subprocess.run(
            [sys.executable, str(baselines / "interval_baseline.py"), "body"],
            env={**os.environ, "CALLS_DB": database},
            capture_output=True,
            check=True,
        ).stdout
        command = [sys.executable, "-m", "gunicorn", "-w", "1", "--threads", "8", "-b", f"127.0.0.1:{port}"]
        command += ["--log-level", "error", "--chdir", str(baselines), "interval_baseline:server"]
        with running(command, port, CALLS_DB=database) as process:
            post(port, body)
            before = processor_s(process)
            updates = drive(port, body, seconds)
            spent = processor_s(process) - before
    return {"updates": updates, "us_per_update": 1e6 * spent / updates, "per_second": updates / seconds}


def post(port: int, body: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/_dash-update-component", body, {"content-type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    connection.close()


def drive(port: int, body: bytes, seconds: int) -> int:
    counts: list[int] = []

    def ask() -> None:
        end = time.monotonic() + seconds
        count = 0
        while time.monotonic() < end:
            post(port, body)
            count += 1
        counts.append(count)

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return sum(counts)


def median(results: list[dict[str, float]], field: str) -> float:
    return statistics.median(result[field] for result in results)


def spread(results: list[dict[str, float]], field: str) -> str:
    values = sorted(result[field] for result in results)
    return f"{statistics.median(values):10.4f}   ({values[0]:.4f} to {values[-1]:.4f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screens", type=int, default=3000)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--baselines", type=Path, default=HERE / "baselines")
    options = parser.parse_args()
    raise_file_limit()
    a, b, wall = [], [], []
    for run in range(options.runs):
        wall.append(ours(options.screens, options.seconds))
        b.append(bare_stream(options.baselines, options.screens, options.seconds))
        a.append(interval_callbacks(options.baselines, min(options.seconds, 8)))
        print(f"run {run + 1}: wall {wall[-1]}\n       bare {b[-1]}\n       interval {a[-1]}", flush=True)
    print(f"\n{options.screens} screens, one tick a second, medians of {options.runs} runs (smallest to largest)")
    for name, results in (("wall", wall), ("(b) bare stream", b), ("(a) interval", a)):
        print(f"{name:16} us of processor per update {spread(results, 'us_per_update')}")
    for name, results in (("wall", wall), ("(b) bare stream", b)):
        print(
            f"{name:16} p99 tick to receipt, s     {spread(results, 'p99_s')}   missed {median(results, 'missed'):.0f}"
        )
    cost = median(wall, "us_per_update")
    print(f"(a) / wall {median(a, 'us_per_update') / cost:.0f} (at least 200)")
    print(f"wall / (b) {cost / median(b, 'us_per_update'):.2f} (at most 1.2)")
    print(f"p99 wall / (b) {median(wall, 'p99_s') / median(b, 'p99_s'):.2f} (at most 1.5)")


if __name__ == "__main__":
    main()

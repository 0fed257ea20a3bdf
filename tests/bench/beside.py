"""The server of this tree beside that of another one, in turns, so that what else goes on falls on both.

    python -m tests.bench.beside OTHER [--screens 1500] [--seconds 10] [--pages 300] [--runs 5]

OTHER is the folder of another version of Wallboard, with .venv in it or a link to this one's. Each is asked by the client
and measured by the clock of this tree: a screen's update without a gate, and with one; a page and its layout with one.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from tests.bench.bench_gate import ASKED, measured
from tests.bench.bench_stream import ROOT, free_port, raise_file_limit, running, streamed


def without_gate(root: Path, screens: int, seconds: int) -> dict[str, float]:
    port = free_port()
    with running([sys.executable, "-m", "tests.bench.stream_server", str(port)], port, root) as process:
        return {"update": streamed(process, port, "/stream?board=wall", screens, seconds)["us_per_update"]}


def with_gate(root: Path, options: argparse.Namespace) -> dict[str, float]:
    found = measured("with", options, root)
    return {"update behind the gate": found["update"], **{name: found[name] for name in ASKED}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path)
    parser.add_argument("--screens", type=int, default=1500)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    raise_file_limit()
    found: dict[Path, list[dict[str, float]]] = {options.other.resolve(): [], ROOT: []}
    for run in range(options.runs):
        for root in list(found) if run % 2 == 0 else list(reversed(found)):
            each = without_gate(root, options.screens, options.seconds)
            each |= with_gate(root, options)
            found[root].append(each)
            print(f"run {run + 1} {root.name:10}", {name: round(value, 2) for name, value in each.items()}, flush=True)
    print(
        f"\n{options.screens} screens, us of processor, medians of {options.runs} runs: the other, this, this / other"
    )
    theirs, ours = found.values()
    for name in ours[0]:
        before, now = (statistics.median(each[name] for each in results) for results in (theirs, ours))
        print(f"{name:24} {before:9.2f} {now:9.2f} {now / before:6.3f}")


if __name__ == "__main__":
    main()

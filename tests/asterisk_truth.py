"""What a real Asterisk told of itself, and whether a snapshot says the same (tests/data/asterisk/ORIGIN.md)."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from wallboard.model import SECOND, Micros, Reason, Scope, Snapshot
from wallboard.settings import Settings

EXCERPT = Path(__file__).parent / "data" / "asterisk"
FOLDER = Path(os.environ.get("WALLBOARD_ASTERISK", EXCERPT))  # a folder with the same three files, perhaps the whole
WHOLE = "WALLBOARD_ASTERISK" in os.environ
AFTERWARDS: Micros = 1_795_320_000 * SECOND  # two hours after the log's last row
FAILED = [reason.value for reason in Reason if reason.failed]


def truth(every: int = 1) -> list[dict[str, Any]]:
    """What Asterisk said, by instant: all of it where the whole folder was asked for, else every nth instant."""
    lines = (FOLDER / "truth.jsonl").read_text().splitlines()
    return [json.loads(line) for line in (lines if WHOLE else lines[::every])]


def instants(told: dict[str, Any]) -> list[Micros]:
    """Before and after asking."""
    return [int(told[name] * SECOND) for name in ("t0", "t1")]


def table_rows() -> list[tuple[str, ...]]:
    """The rows of the table as texts, without their ids, which are 1, 2, 3 ..."""
    with (FOLDER / "queue_log_table.csv").open(newline="") as lines:
        return [tuple(row[1:]) for row in list(csv.reader(lines))[1:]]


def settings(ledger: str = "sqlite:///unused.db", **sources: Any) -> Settings:
    """One site, and the three queues with the seconds within which Asterisk wanted their calls answered."""
    within = {queue: told["within"] for queue, told in truth()[0]["queues"].items()}
    return Settings.model_validate(
        {
            "ledger": ledger,
            "sites": {"main": {"name": "Main", "zone": "UTC"}},
            "sources": sources,
            "queues": {queue: {"targets": [{"within_s": seconds}]} for queue, seconds in within.items()},
        }
    )


def apart(told: dict[str, Any], snapshots: Collection[Snapshot], longest_within_s: float = 1) -> list[str]:
    """The queues that none of the snapshots shows as Asterisk did."""
    return [
        queue
        for queue, its in told["queues"].items()
        if not any(agrees(snapshot, queue, its, longest_within_s) for snapshot in snapshots)
    ]


def agrees(snap: Snapshot, queue: str, told: dict[str, Any], longest_within_s: float = 1) -> bool:
    """Waiting and abandoned equal, completed within one, both service levels to the printed digit for that one."""

    def value(metric: str, window: str = "since_start", reason: str = "") -> float:
        reading = snap.get(metric, Scope("main", queue=queue, reason=reason), window)
        assert reading is not None
        return reading.value or 0

    abandoned = value("calls.abandoned") + sum(value("calls.diverted", reason=reason) for reason in FAILED)
    ahead = round(told["completed"] - value("calls.completed"))
    longest = max(told["waits"], default=0)
    return (
        value("calls.waiting", "now") == told["waiting"]
        and abs(value("calls.longest_wait_s", "now") - longest) <= longest_within_s
        and abandoned == told["abandoned"]
        and abs(ahead) <= 1
        and _printed(snap, queue, "completed_sl", told["sl"], ahead)
        and _printed(snap, queue, "completed_sl2", told["sl2"], ahead)
    )


def _printed(snap: Snapshot, queue: str, variant: str, told: float, ahead: int) -> bool:
    """Whether the share is the one printed, the call that is `ahead` being in time or not."""
    reading = snap.get("calls.service_level", Scope("main", queue=queue), "since_start", variant)
    assert reading is not None
    counted = reading.n or 0
    n, good = counted + ahead, (reading.value or 0) * counted
    return any(abs(100 * (good + more) / n - told) <= 0.0501 if n else told == 0 for more in {0, ahead})

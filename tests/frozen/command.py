"""Wallboard's own command line, run in this process, by a clock of ours and without this machine's settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import time_machine
from structlog.testing import capture_logs
from typer.testing import CliRunner

import app
from tests.frozen.questions import Question
from wallboard.clock import instant, utc


def run(now: str, *words: str) -> bytes:
    """What a command prints when it is run at the instant `now`. Raises whatever ended it."""
    # what is logged goes to standard error where logs are set up, which is the process's business and not a command's
    with time_machine.travel(utc(instant(now)), tick=False), _without_our_settings(), capture_logs():
        done = CliRunner().invoke(app.cli, words, catch_exceptions=False)
    assert done.exit_code == 0, f"{' '.join(words)}: {done.output}"
    return done.stdout_bytes


def read_in(settings: Path, now: str, *sources: str) -> None:
    """`import` of each source."""
    for source in sources:
        run(now, "import", source, "--settings", str(settings))


def snapshot(settings: Path, question: Question) -> dict[str, Any]:
    """What `snapshot --json` answers."""
    known = ("--known", question.known) if question.known else ()
    words = ("snapshot", "--json", "--at", question.at, *known, "--settings", str(settings))
    answer: dict[str, Any] = orjson.loads(run(question.now, *words))
    return answer


@contextmanager
def _without_our_settings() -> Iterator[None]:
    """Settings in the environment, and those of tests, are for other ledgers than these."""
    ours = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("WALLBOARD_")}
    os.environ["WALLBOARD_CALLERS__KEY"] = "k" * 40  # or one would be made in this folder
    try:
        yield
    finally:
        del os.environ["WALLBOARD_CALLERS__KEY"]
        os.environ |= ours

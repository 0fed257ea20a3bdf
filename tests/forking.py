"""Processes of the tests begin as copies of one that has imported the application: a start takes a twentieth of what Python
takes for it, and tests start hundreds. What they do is theirs: each has an environment, a log and an end of its own.

There is one such process for each worker, whoever asks first, so what it is to import is named here, once.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import runpy
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

FORKING = multiprocessing.get_context("forkserver")
# what the application imports only when it is loaded, built or served is imported there by name
FORKING.set_forkserver_preload(
    [
        *("tests.faults.runner", "tests.integration.notifier_process", "tests.wallboard.ledger.test_holding"),
        *("data_sources.asterisk_queue_log", "data_sources.sql_tickets", "wallboard.settings.file.read"),
        *("layouts.site.composition", "layouts.pages.screens_now", "layouts.pages.today"),
        *("alembic.command", "alembic.op", "tests.layouts.serving"),
        *("dash.backends._fastapi", "flask", "plotly.offline", "pydantic.v1"),
    ]
)


class Program:
    """A Python program in such a process, which writes to a log: what `subprocess.Popen` is to one that starts afresh.
    `words` are those after `python`: a file or "-m" and a module, and what they are told."""

    def __init__(self, words: Sequence[str], folder: Path, log: Path, environ: Mapping[str, str]) -> None:
        self._words = words
        self._process = FORKING.Process(
            target=_become, args=(list(words), str(folder), str(log), dict(environ)), daemon=True
        )
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """How it ended, as `subprocess` tells it; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """How it ended. Raises TimeoutExpired where it does not within so many seconds."""
        self._process.join(timeout)
        ended = self.poll()
        if ended is None:
            raise subprocess.TimeoutExpired(self._words, timeout)
        return ended

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _become(words: list[str], folder: str, log: str, environ: dict[str, str]) -> None:
    """In the new process: the program, as if Python had started it with these words."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    for number, name, flags in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
        opened = os.open(name, flags)
        os.dup2(opened, number)
        os.close(opened)
    os.dup2(1, 2)
    try:
        if words[0] == "-m":
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = words
            runpy.run_path(words[0], run_name="__main__")
    finally:
        atexit._run_exitfuncs()

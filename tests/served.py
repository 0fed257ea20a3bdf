"""Wallboards in processes of their own, served on loopback: the one shape for every test that starts, asks or stops one."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from tests.forking import Program
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[1]
START_WITHIN_S = 75  # on a machine that is busy with other tests
STOP_WITHIN_S = 20
PORT = "{port}"


class Served:
    """A program of ours, in a process of its own, and the address at which it answers; it may be stopped, killed and started
    again there. In the words of the program PORT stands for its port. Not what it shows: that is the program's."""

    ready, start_within_s = "/livez", START_WITHIN_S

    def __init__(self, folder: Path, *program: str, environ: Mapping[str, str] | None = None) -> None:
        self.folder, self.program, self.environ = folder, program, dict(environ or {})
        self.port = free_port()
        self.process: Program | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it wrote to standard output and error, of all its starts."""
        return self.folder / "log"

    def start(self, *more: str, **environ: str) -> None:
        """Starts it, with these words and this environment on top, and waits until it answers. Raises AssertionError."""
        words = [*(word.replace(PORT, str(self.port)) for word in self.program), *more]
        self.process = Program(words, ROOT, self.log, clean(self.environ | environ))
        self.await_answer()

    def await_answer(self) -> None:
        """Returns when it answers; raises AssertionError with the end of its log where it does not."""
        deadline = time.monotonic() + self.start_within_s
        while time.monotonic() < deadline and (self.process is None or self.process.poll() is None):
            if self.status(self.ready) == 200:
                return
            time.sleep(0.05)
        raise AssertionError(f"the wallboard did not start:\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> float:
        """Stops it in order; seconds that it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        assert self.process.wait(STOP_WITHIN_S) in (0, -15)
        self.process = None
        return time.monotonic() - began

    def kill(self) -> None:
        """Ends it at once, where it runs."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(STOP_WITHIN_S)
            self.process = None

    def end(self) -> None:
        """Stops it in order, where it runs and does so, and kills it else."""
        with suppress(AssertionError, subprocess.TimeoutExpired):
            self.stop()
        self.kill()

    def status(self, path: str, method: str = "GET") -> int:
        """What an address answers; 0 when nobody does."""
        return self.ask(path, method)[0]

    def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        """The status and the body of an answer; 0 and nothing when nobody answers."""
        data = b"{}" if method == "POST" else None
        request = urllib.request.Request(f"{self.address}{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""


A_WALL = TypeVar("A_WALL", bound=Served)


@contextmanager
def running(wall: A_WALL) -> Iterator[A_WALL]:
    """Started, and ended with the block."""
    try:
        wall.start()
        yield wall
    finally:
        wall.end()


def clean(more: Mapping[str, str]) -> dict[str, str]:
    """Our environment, without what would override a settings file, and `more` on top."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WALLBOARD_")} | dict(more)

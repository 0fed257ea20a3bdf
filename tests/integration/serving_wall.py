"""A real wallboard process for tests of access: `app.py serve` with sign-in on, and everything that it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 75  # on a machine that is busy with other tests
STOP_WITHIN_S = 20
_BETWEEN = "----- next -----"
_ONE_AFTER_THE_OTHER = """
import json, os, sys
import app
before = dict(os.environ)
for words, environ in json.loads(sys.argv[1]):
    print(sys.argv[2], flush=True)
    os.environ.clear()
    os.environ.update({**before, **environ})
    saved, sys.argv = sys.argv, ["app.py", *words]
    try:
        app.main()
    except SystemExit:
        pass
    sys.argv = saved
    sys.stdout.flush()
    sys.stderr.flush()
"""

SETTINGS = """\
ledger = "sqlite:///{folder}/ledger.db"

[server]
port = {port}

[access]
sign_in = true
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"

[sites.main]
name = "City 311"
zone = "America/Chicago"

[departments.Streets]
[departments.Parks]

[boards.wall]
rows = [["speed_of_answer", "waiting_now", "oldest_open", "sources"]]

[boards.other]
rows = [["speed_of_answer", "waiting_now", "oldest_open", "sources"]]
"""


@dataclass
class ServingWall:
    """One installation in a folder; it may be stopped and started again at the same address."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Path:
        return self.folder / "wallboard.toml"

    @property
    def log(self) -> Path:
        """What the server wrote to standard output and error, of all its starts."""
        return self.folder / "log"

    def configure(self, more: str = "") -> None:
        self.settings.write_text(SETTINGS.format(folder=self.folder, port=self.port) + more, encoding="utf-8")

    def command(self, *words: str, environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """`app.py WORDS --settings ...`, with all that it said."""
        return subprocess.run(
            [sys.executable, "app.py", *words, "--settings", str(self.settings)],
            cwd=ROOT,
            env=clean({**self.environ, **(environ or {})}),
            capture_output=True,
            text=True,
            timeout=STOP_WITHIN_S * 3,
            check=False,
        )

    def commands(self, *calls: tuple[Sequence[str], Mapping[str, str]]) -> list[str]:
        """What each of several commands says, with its own environment on top; in one process, which takes seconds to
        start where the machine is busy."""
        told = json.dumps([([*words, "--settings", str(self.settings)], dict(environ)) for words, environ in calls])
        done = subprocess.run(
            [sys.executable, "-c", _ONE_AFTER_THE_OTHER, told, _BETWEEN],
            cwd=ROOT,
            env=clean(self.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=START_WITHIN_S * 2,
            check=False,
        )
        said = done.stdout.split(_BETWEEN)
        assert len(said) == len(calls) + 1, done.stdout[-4000:]
        return said[1:]

    def add(self, name: str, role: str, *more: str) -> str:
        """Adds somebody on the command line; the one-time code that it printed."""
        done = self.command("people", "add", name, "--shown", name.title(), "--role", role, *more)
        assert done.returncode == 0, done.stderr
        found = re.search(r"One-time code for .*: (\S+)$", done.stdout, re.MULTILINE)
        assert found is not None, done.stdout
        return found[1]

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "app.py", "serve", "--settings", str(self.settings)],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env=clean(self.environ),
            )
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.get(f"{self.address}/livez", timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"the wallboard did not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(STOP_WITHIN_S)
            self.process = None

    def browser(self) -> httpx.Client:
        """Cookies of its own; says with each request what a browser says. Follows no redirect. Close it."""
        headers = {"origin": self.address, "sec-fetch-site": "same-origin", "user-agent": "tests"}
        headers["content-type"] = "application/x-www-form-urlencoded"  # of an empty form, too
        return httpx.Client(base_url=self.address, headers=headers, timeout=20, trust_env=False)


@contextmanager
def serving_wall(folder: Path, more: str = "", **environ: str) -> Iterator[ServingWall]:
    """Configured, not started yet."""
    wall = ServingWall(folder, environ)
    wall.configure(more)
    try:
        yield wall
    finally:
        wall.stop()


def clean(more: Mapping[str, str]) -> dict[str, str]:
    """Our environment, without what would override the settings file."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WALLBOARD_")} | dict(more)

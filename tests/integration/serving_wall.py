"""A real wallboard process for tests of access: `app.py serve` with sign-in on, and everything that it says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.installation import SIGN_IN, Installation
from tests.served import ROOT, START_WITHIN_S, clean

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

BOARDS = """
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


class ServingWall(Installation):
    """Two boards without a source, for people who sign in."""

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

    def browser(self) -> httpx.Client:
        """Cookies of its own; says with each request what a browser says. Follows no redirect. Close it."""
        headers = {"origin": self.address, "sec-fetch-site": "same-origin", "user-agent": "tests"}
        headers["content-type"] = "application/x-www-form-urlencoded"  # of an empty form, too
        return httpx.Client(base_url=self.address, headers=headers, timeout=20, trust_env=False)


@contextmanager
def serving_wall(folder: Path, more: str = "", **environ: str) -> Iterator[ServingWall]:
    """Configured, not started yet."""
    wall = ServingWall(folder, **environ)
    wall.configure(SIGN_IN, BOARDS, more)
    try:
        yield wall
    finally:
        wall.end()

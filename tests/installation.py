"""One installation of the wall in a folder: its settings file, its server, its commands, and its people as another process
has them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from app import load
from tests.served import ROOT, STOP_WITHIN_S, Served, clean
from wallboard.access.access import Access
from wallboard.access.person import Person
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role

PASSWORD = "blue kettle on the roof"
HEAD = """\
ledger = "sqlite:///{folder}/ledger.db"

[server]
port = {port}
"""
SIGN_IN = """
[access]
sign_in = true
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"
"""


class Installation(Served):
    """`app.py serve` over a settings file that `configure` writes."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.settings = folder / "wallboard.toml"
        super().__init__(folder, "app.py", "serve", "--settings", str(self.settings), environ=environ)

    def configure(self, *parts: str) -> None:
        """Writes the settings file as a whole, as an editor does: ledger and port, then the parts. In both, {folder} stands
        for the folder."""
        written = self.settings.with_suffix(".new")
        head = HEAD.replace("{port}", str(self.port))
        written.write_text("".join((head, *parts)).replace("{folder}", str(self.folder)), encoding="utf-8")
        written.replace(self.settings)

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

    def told(self, *words: str) -> str:
        """What `app.py WORDS --settings ...` prints; it must succeed."""
        done = self.command(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @cached_property
    def access(self) -> Access:
        """Its people and screens, seen from this process."""
        return Access(load(self.settings))

    def person(self, name: str, role: Role = Role.SUPERVISOR, remit: Remit = EVERYTHING) -> Person:
        """Somebody who chose PASSWORD, and is signed in nowhere."""
        person, code = self.access.people.add(name, name.title(), role, remit, by=None)
        self.access.entering.by_code(name, code.text, PASSWORD, address="127.0.0.1")
        self.access.sessions.end_all(person, by=None)
        return person

    def end(self) -> None:
        super().end()
        if "access" in self.__dict__:
            self.access.close()
            del self.access

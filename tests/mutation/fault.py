"""The faults of tests/mutation/faults/*.toml, and where in the code each belongs.

A fault is told by the text that it replaces and not by a file, so that files may be moved and renamed. The text must
stand in exactly one place of all the code; where it does not any more, it is to be pointed anew at what the code is now.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "faults"
CODE = ("app.py", "wallboard", "layouts", "data_sources", "assets")


class NotApplicable(ValueError):
    """The text that a fault replaces is nowhere, or in several places."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: what it breaks in words, the text `found` that `put` replaces, and the tests that are run first."""

    name: str
    breaks: str
    room: str
    found: str
    put: str
    tests: tuple[str, ...]

    def place(self, code: Mapping[Path, str]) -> Path:
        """The one file that holds the text, once. Raises NotApplicable."""
        places = [path for path, text in code.items() for _ in range(text.count(self.found))]
        if len(places) != 1:
            where = ", ".join(map(str, places)) or "no file"
            raise NotApplicable(f"its text is in {where}; point it anew at the code of now")
        return places[0]

    def put_in(self, text: str) -> str:
        return text.replace(self.found, self.put)


def faults() -> list[Fault]:
    """All of them, room by room."""
    return [fault for file in sorted(FOLDER.glob("*.toml")) for fault in _of(file)]


def _of(file: Path) -> Iterator[Fault]:
    for told in tomllib.loads(file.read_text(encoding="utf-8"))["fault"]:
        yield Fault(**told | {"tests": tuple(told["tests"])})


def code(root: Path) -> dict[Path, str]:
    """The texts of all Python and JavaScript of the wall, by path below `root`."""
    files = (file for name in CODE for file in [root / name, *sorted((root / name).rglob("*"))])
    return {
        file.relative_to(root): file.read_text(encoding="utf-8")
        for file in files
        if file.suffix in (".py", ".js") and file.is_file()
    }

"""What belongs to `make check`, and what to `make test` alone: a test that stands up a whole wall (an engine over a ledger), a server,
a process or the demo city is marked `whole`, and every test that is not is held to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
LEFT_OUT = (
    "bench",
    "browser",
    "faults",
    "integration",
)  # of these folders the Makefile takes no test into `make check`
_OUTSIDE = {
    "os.exec": "a process",
    "os.fork": "a process",
    "os.posix_spawn": "a process",
    "socket.bind": "a server",
    "subprocess.Popen": "a process",
}
_stood_up: set[str] = set()


def watch() -> None:
    """From now on what is stood up in this process is noted."""
    sys.addaudithook(_heard)


def begin() -> None:
    """Before a test."""
    _stood_up.clear()
    _watch_engines()


def hold(item: pytest.Item) -> None:
    """After a test: fails it where it stood up what it is not marked for."""
    left_out = item.path.relative_to(HERE).parts[0] in LEFT_OUT
    if _stood_up and not left_out and not any(item.get_closest_marker(mark) for mark in ("slow", "whole")):
        pytest.fail(f"stood up {' and '.join(sorted(_stood_up))}: mark it with pytest.mark.whole", pytrace=False)


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _OUTSIDE and not (event == "socket.bind" and isinstance(arguments[1], str)):  # a socket in a folder
        _stood_up.add(_OUTSIDE[event])


def _watch_engines() -> None:
    """Where the engine is imported: most tests do without."""
    engine = getattr(sys.modules.get("wallboard.engine.engine"), "Engine", None)
    if engine is None or hasattr(engine, "is_watched"):
        return
    make = engine.__init__

    def watched(self: Any, *arguments: Any, **named: Any) -> None:
        _stood_up.add("a wall")
        make(self, *arguments, **named)

    engine.__init__, engine.is_watched = watched, True

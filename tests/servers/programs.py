"""Programs that tests need, and ports for them. A missing binary is an error that says what to install."""

from __future__ import annotations

import glob
import os
import re
import shutil
import socket
from collections.abc import Iterable


class MissingBinary(RuntimeError):
    """A program that the tests need is not installed."""


def find_binary(name: str, places: Iterable[str], install: str) -> str:
    """The program's path: the newest of `places` (glob patterns), else from PATH.
    Raises MissingBinary naming the package to install."""
    for pattern in places:
        for path in sorted(glob.glob(pattern), key=_version, reverse=True):
            if os.access(path, os.X_OK):
                return path
    found = shutil.which(name)
    if found:
        return found
    raise MissingBinary(f"{name} is not installed; these tests need it: apt-get install {install}")


def _version(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

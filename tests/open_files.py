"""Which files this process has open: what was closed must not be among them."""

from __future__ import annotations

import os
from pathlib import Path


def held_open(file: Path) -> bool:
    """Whether this process has the file open, were it deleted meanwhile."""
    return any(_leads_to(each).removesuffix(" (deleted)") == str(file) for each in Path("/proc/self/fd").iterdir())


def _leads_to(descriptor: Path) -> str:
    try:
        return os.readlink(descriptor)
    except FileNotFoundError:  # closed just now, as the one is by which this is read
        return ""

"""Files as they were a while ago."""

from __future__ import annotations

import os
from pathlib import Path

from wallboard.model import SECOND, Micros


def written(path: Path, content: str | bytes, at: Micros) -> Path:
    """A file that was written at an instant."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (at / SECOND, at / SECOND))
    return path

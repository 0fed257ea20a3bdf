"""The page that docs/pages.md shows whole, as a module: what a stranger would write from it."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

DOC = Path(__file__).resolve().parents[3] / "docs" / "pages.md"


def department() -> ModuleType:
    """The first block of code."""
    return _module(_blocks()[0])


def by_type() -> ModuleType:
    """The same, with the stream of within one department in its stream's place."""
    (narrowed,) = [block for block in _blocks() if "context.narrowed(" in block]
    return _module(_blocks()[0], narrowed)


def _blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)


def _module(*blocks: str) -> ModuleType:
    module = ModuleType("department")
    for block in blocks:
        exec(compile(block, str(DOC), "exec"), module.__dict__)
    return module

"""The page that docs/pages.md shows whole, as a module: what a stranger would write from it."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

DOC = Path(__file__).resolve().parents[3] / "docs" / "pages.md"


def department() -> ModuleType:
    """The first block of code."""
    text = re.search(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    module = ModuleType("department")
    exec(compile(text[1], str(DOC), "exec"), module.__dict__)
    return module

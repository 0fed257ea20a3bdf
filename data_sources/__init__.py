"""Outside systems: one module each, named as its kind. Adding one is adding a file."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from wallboard.source import SourceKind


def kinds() -> dict[str, SourceKind]:
    """Every kind of outside system that this build has, by name (that of its module)."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {name: import_module(f"{__name__}.{name}").KIND for name in names}

"""Garbage is not looked for while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Modules that are imported, a past that is restored: to look through them for garbage again and again is a tenth of the
    time, and a sixth. Of several at once the one that began first ends it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

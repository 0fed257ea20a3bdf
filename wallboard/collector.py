"""Garbage is not looked for while much is made that stays, and room that was needed for a moment is given back."""

from __future__ import annotations

import ctypes
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


def give_back() -> None:
    """Memory that was let go of goes back to the system. Where the C library knows no such call, it keeps it for what comes."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):
        return

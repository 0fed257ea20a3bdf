"""What app.py hands to commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wallboard.settings import Settings
    from wallboard.source import Carries, Source


@dataclass(frozen=True, slots=True)
class Wiring:
    """How settings become parts: only the composition root knows."""

    load: Callable[[Path], Settings]
    open_source: Callable[[Settings, str], Source]
    carried: Callable[[Settings], Mapping[str, Carries]]

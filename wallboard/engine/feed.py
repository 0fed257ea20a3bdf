"""What the engine keeps of one source."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from wallboard.engine.health import SourceHealth
from wallboard.engine.reconcile import Reconciler
from wallboard.settings import SourceBase
from wallboard.source import Source


@dataclass
class Feed:
    """One source with its options and its health."""

    source: Source
    options: SourceBase
    health: SourceHealth
    reconciler: Reconciler | None
    catching_up: bool = False
    polling: threading.Lock = field(default_factory=threading.Lock)

"""What readers read of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from wallboard.ledger import Ledger
from wallboard.model import Health, Snapshot
from wallboard.model.floor import Floor
from wallboard.model.remit import Remit
from wallboard.settings import Settings
from wallboard.source import Source


class Reads(Protocol):
    """What is read of the present, and through it of the past: the engine's, wherever it polls."""

    @property
    def settings(self) -> Settings: ...

    @property
    def ledger(self) -> Ledger: ...

    def snapshot(self, remit: Remit) -> Snapshot: ...

    def full_snapshot(self, remit: Remit) -> Snapshot: ...

    def floor(self, remit: Remit) -> tuple[Snapshot, Floor]: ...

    def health(self, remit: Remit) -> tuple[Health, ...]: ...

    def sources(self) -> Mapping[str, Source]: ...

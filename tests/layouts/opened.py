"""A page as somebody opens it, over a past that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layouts.page import PageContext, Services, StreamContext
from layouts.page.moment import Moment
from tests.layouts.histories import FixedHistory
from tests.layouts.snapshots import NOW, settings
from wallboard.access.visitor import MACHINE, Visitor
from wallboard.model import Snapshot
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings


@dataclass
class FixedReaders:
    """Everybody reads the same."""

    reader: Any

    def within(self, remit: Remit, names: bool = False) -> Any:
        return self.reader


def services(reader: Any = None) -> Services:
    """What pages ask; people and screens there are none."""
    return Services(FixedReaders(reader), None, lambda: NOW, frozenset)  # type: ignore[arg-type]


def opened(
    reader: FixedHistory, visitor: Visitor = MACHINE, address: str = "/today", parts: Mapping[str, Any] | None = None
) -> PageContext:
    return PageContext(visitor, parts or {}, address, services(reader))


@dataclass
class SnapshotReader:
    """Reads one snapshot, and of any part of it another."""

    taken: Snapshot
    settings: Settings
    remit: Remit
    of_a_part: Snapshot

    def full_snapshot(self) -> Snapshot:
        return self.taken

    def narrowed(self, remit: Remit) -> SnapshotReader:
        return SnapshotReader(self.of_a_part, self.settings, self.remit.narrowed(remit), self.of_a_part)


def streamed(
    snapshot: Snapshot,
    parts: Mapping[str, Any] | None = None,
    whole: Settings | None = None,
    remit: Remit = EVERYTHING,
    asked: Services | None = None,
    narrowed: Snapshot | None = None,
) -> StreamContext:
    """One instant of a page's stream over a snapshot. `narrowed` is what is read of any part of it; else the same."""
    reader = SnapshotReader(snapshot, whole or settings(), remit, narrowed or snapshot)
    return StreamContext(parts or {}, Moment(reader), asked or services(reader))  # type: ignore[arg-type]

"""A page as somebody opens it, over a past that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layouts.page import PageContext, Services
from tests.layouts.histories import FixedHistory
from tests.layouts.snapshots import NOW
from wallboard.access.remit import Remit
from wallboard.access.visitor import MACHINE, Visitor


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

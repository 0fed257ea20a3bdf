"""What is drawn of a board."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def ids(component: Any) -> list[str]:
    def walk() -> Iterator[str]:
        for part in (component, *component._traverse()):
            if getattr(part, "id", None):
                yield part.id

    return list(walk())

"""Statements over SQLite, compiled once a process: SQLAlchemy does it once an engine, and each test has engines of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

_KEPT = 2_000


class _Compiled(LRUCache[tuple[Any, ...], Any]):
    """Its keys begin with the dialect of an engine; another engine's of the same kind compiles to the same."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), compiled)


def compile_each_once() -> None:
    """For all engines from now on."""
    compiled = _Compiled(_KEPT)

    def share(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", share)

"""Closing an engine's connections, also those that are at work just then: each is closed as it comes home.

SQLAlchemy closes what is idle alone, and leaves what comes home later to the garbage collector: until then a file stays
open that was deleted, or a server keeps a connection that nobody uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

from sqlalchemy import Engine

_CLOSED: WeakSet[Engine] = WeakSet()


def close_for_good(engine: Engine) -> None:
    """Closes what is idle; what is at work, or begins only now, is closed at its end. From any thread, any number of
    times."""
    _CLOSED.add(engine)
    engine.pool.dispose()


def begin_anew(engine: Engine) -> None:
    """Closes what is idle; what is at work is closed at its end, and nothing of before is used again."""
    before = engine.pool
    engine.dispose(close=False)  # first: whoever comes home from now on sees that it has no place any more
    before.dispose()


@contextmanager
def coming_home(engine: Engine) -> Iterator[None]:
    """Around every use of a connection, so that its end is noticed."""
    pool = engine.pool
    try:
        yield
    finally:
        if engine.pool is not pool or engine in _CLOSED:
            pool.dispose()

"""A whole source read anew under its name, in place of what it told before.

Everything is read first, into a file beside; only when the source has no more is the ledger changed, in one
transaction. A source that fails half way changes nothing.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from wallboard.clock import Clock
from wallboard.engine.importing import MOST_POLLS
from wallboard.ledger import Extent, Ledger, SourceContents
from wallboard.settings import Settings
from wallboard.settings.meaning import meaning, reach
from wallboard.source import Batch, Cursor, Source


class ReadAnew(NamedTuple):
    """What the ledger held of the source before, and holds now."""

    before: SourceContents
    after: SourceContents


def read_anew(
    source: Source, ledger: Ledger, settings: Settings, clock: Clock, on_progress: Callable[[float], None]
) -> ReadAnew:
    """Raises SourceError, and then nothing was changed."""
    before, extent = ledger.contents(source.name), Extent()
    with tempfile.TemporaryFile(prefix="wallboard-") as spool:
        for batch in _all(source, clock, on_progress):
            extent.add(batch)
            pickle.dump(batch, spool)
        ledger.replace(source.name, source.site, extent, _read_back(spool), clock())
    ledger.keep_source_settings(source.name, meaning(settings, source.name), reach(settings.sources[source.name]))
    return ReadAnew(before, ledger.contents(source.name))


def _all(source: Source, clock: Clock, on_progress: Callable[[float], None]) -> Iterator[Batch]:
    since: Cursor | None = None
    for _ in range(MOST_POLLS):
        batch = source.changes(since, clock())
        yield batch
        on_progress(batch.progress if batch.more and batch.progress is not None else 1.0)
        if not batch.more:
            return
        since = batch.cursor


def _read_back(spool: IO[bytes]) -> Iterator[Batch]:
    spool.seek(0)
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 - we wrote it a moment ago, into a file that has no name
        except EOFError:
            return

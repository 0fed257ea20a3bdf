"""What the engine keeps of one source."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from wallboard.engine.health import LATE_AFTER_INTERVALS, SourceHealth
from wallboard.engine.reconcile import Reconciler
from wallboard.engine.rereading import Rereading, left_over
from wallboard.ledger import Ledger
from wallboard.model import Micros
from wallboard.settings import Settings, SourceBase
from wallboard.source import Source


@dataclass
class Feed:
    """One source with its options and its health."""

    source: Source
    options: SourceBase
    health: SourceHealth
    reconciler: Reconciler | None
    rereading: Rereading
    catching_up: bool = False
    polling: threading.Lock = field(default_factory=threading.Lock)


def new_feed(source: Source, ledger: Ledger, settings: Settings, now: Micros) -> Feed:
    """Of a source that was not polled yet; the ledger says what it brought before."""
    options: SourceBase = settings.sources[source.name]
    counts = ledger.counts(source.name)
    health = SourceHealth(
        source=source.name,
        site=source.site,
        carries=source.carries,
        interval_s=options.poll_every,
        deadline_s=options.deadline_s,
        late_after_s=options.late_after_s or LATE_AFTER_INTERVALS * options.poll_every,
        started=now,
        rows=counts.new,
        set_aside=counts.set_aside,
        set_aside_share=options.set_aside_share,
    )
    rereading = Rereading(source, ledger, settings)
    health.standing = "; ".join(filter(None, (rereading.notice(), *_left_over(source, ledger, settings))))
    reconciler = Reconciler(source, ledger) if source.carries == "tickets" else None
    return Feed(source, options, health, reconciler, rereading)


def _left_over(source: Source, ledger: Ledger, settings: Settings) -> Iterator[str]:
    """Rows of a source that the settings no longer have: are they this one's, under another name?"""
    for name, (site, rows) in left_over(ledger, settings).items():
        if site == source.site:
            yield f'{rows:,} rows of "{name}", which is no longer in the settings, are counted too'

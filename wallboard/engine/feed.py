"""What the engine keeps of one source."""

from __future__ import annotations

import random
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from wallboard.clock import Clock
from wallboard.engine.asking import Asking, FencedSource
from wallboard.engine.halves import HALVES
from wallboard.engine.halves.reconcile import Reconciler
from wallboard.engine.health import LATE_AFTER_INTERVALS, SourceHealth
from wallboard.engine.poll import Polled
from wallboard.engine.rereading import Rereading, left_over, take_over_renamed
from wallboard.languages import N_, Message, in_turn
from wallboard.ledger import Ledger, Recorded
from wallboard.model import Micros
from wallboard.settings import Settings, SourceBase
from wallboard.source import Carries, Source

LONGEST_BACK_OFF_S = 15.0
MOST_LEFT_BEHIND = 3  # workers and connections of one source that hang, beside the one at work


@dataclass
class Feed:
    """One source with its options and its health. Polls ask `asked`, which is the source behind a fence."""

    source: Source
    asking: Asking
    asked: FencedSource
    options: SourceBase
    health: SourceHealth
    reconciler: Reconciler | None
    rereading: Rereading
    catching_up: bool = False
    polling: threading.Lock = field(default_factory=threading.Lock)
    before: Feed | None = None  # whose worker was left behind

    @property
    def half(self) -> tuple[str, Carries]:
        """The half of a site that it feeds."""
        return self.source.site, self.source.carries

    def succeed(self, polled: Polled, done: Micros) -> None:
        """An answer was taken over."""
        self.catching_up = polled.batch.more
        recorded = polled.recorded
        self.health.succeed(polled.batch, recorded.new, recorded.set_aside, done, recorded.newest, recorded.mended)

    def gone(self, now: Micros) -> Iterator[Recorded]:
        """Asks whether what it told of is still there, where that is due. Raises SourceError."""
        return iter(()) if self.reconciler is None else self.reconciler.slice(now)

    def count(self, ledger: Ledger) -> None:
        """Rows that were set aside may have been taken."""
        counts = ledger.counts(self.source.name)
        self.health.count(counts.new - self.health.rows, counts.set_aside - self.health.set_aside)

    def time_is(self, now: Micros) -> None:
        """It is another time than was thought."""
        self.health.time_is(now)
        self.rereading.due = True  # rows that were set aside as from the future may not be

    def hanging(self) -> int:
        """How many workers of before still wait for an answer."""
        return 0 if self.before is None else self.before.polling.locked() + self.before.hanging()

    def end(self, within_s: float) -> bool:
        """Closes the source when no poll is under way any more. False where one hangs: nothing that it brings counts, and
        its worker closes the source when it is back."""
        ended = self.polling.acquire(timeout=within_s)
        self.asking.end()
        if ended or self.polling.acquire(blocking=False):  # back just now, before it could know
            self.source.close()
            return True
        return False

    def drop(self, within_s: float) -> None:
        """Nothing that it brings counts from now on. A poll that is still under way after that time closes the source."""
        self.asking.end()
        if self.polling.acquire(timeout=within_s):
            self.source.close()

    def anew(self, source: Source, ledger: Ledger, settings: Settings) -> Feed:
        """The same source, opened anew; its worker and its connection are left behind, and end if they can."""
        fresh = new_feed(source, ledger, settings, 0)
        self.source.close()
        while self.before is not None and not self.before.polling.locked():
            self.before = self.before.before
        return replace(fresh, health=self.health, catching_up=self.catching_up, before=self)

    def again_in_s(self) -> float:
        """After a poll that failed: soon after the first, later and later in an outage. Unit: seconds."""
        if self.health.failures == 1:
            return self.options.poll_every / 2
        back_off = min(LONGEST_BACK_OFF_S, self.options.poll_every * 2.0 ** min(self.health.failures - 2, 6))
        return max(self.options.poll_every / 2, back_off) * random.uniform(0.8, 1.0)  # noqa: S311


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
        superseded=ledger.superseded(source.name),
        set_aside_share=options.set_aside_share,
        newest=ledger.newest_told(source.carries, source.name),
        told=ledger.last_received(source.name, now) or 0,
    )
    asking = Asking(options.deadline_s)
    asked = FencedSource(source, asking)
    rereading = Rereading(asked, ledger, settings)
    health.standing = in_turn((rereading.notice(), *_left_over(source, ledger, settings)))
    reconciler = HALVES[source.carries].reconciler(asked, ledger)
    return Feed(source, asking, asked, options, health, reconciler, rereading)


class Feeds:
    """The feeds of all sources, by name. Any thread may call: whoever goes through them sees those of one moment."""

    def __init__(self, feeds: Mapping[str, Feed]) -> None:
        self._changing = threading.Lock()
        self._feeds = dict(feeds)

    def get(self, name: str) -> Feed | None:
        return self._feeds.get(name)

    def by_name(self) -> Mapping[str, Feed]:
        """Those of this moment."""
        return self._feeds

    def all(self) -> Collection[Feed]:
        return self._feeds.values()

    def replace(self, feeds: Mapping[str, Feed]) -> None:
        with self._changing:
            self._feeds = dict(feeds)

    def put(self, name: str, feed: Feed) -> None:
        """In place of the one of that name."""
        with self._changing:
            self._feeds = {**self._feeds, name: feed}


def feeds(
    sources: Mapping[str, Source], ledger: Ledger, settings: Settings, clock: Clock, before: Mapping[str, Feed] = {}
) -> dict[str, Feed]:
    """A feed a source; of one that stays open, the one that there was before."""
    take_over_renamed(ledger, settings, clock)
    kept = {name: feed for name, feed in before.items() if sources.get(name) is feed.source}
    return {name: kept.get(name) or new_feed(each, ledger, settings, clock()) for name, each in sources.items()}


def _left_over(source: Source, ledger: Ledger, settings: Settings) -> Iterator[str]:
    """Rows of a source that the settings no longer have: are they this one's, under another name?"""
    for name, (site, rows) in left_over(ledger, settings).items():
        if site == source.site:
            text = N_('{n} rows of "{name}", which is no longer in the settings, are counted too')
            yield Message(text, n=f"{rows:,}", name=name)


def heard(feeds: Iterable[Feed], ledger: Ledger, now: Micros) -> dict[tuple[str, Carries], Micros]:
    """When each half of a site was last heard of; none of those that never were."""
    by_half: dict[tuple[str, Carries], Micros] = {}
    for feed in feeds:
        # Both: an answer that changed nothing may be later, and rows that never reached the state are.
        last = max(feed.health.answered or 0, ledger.last_received(feed.source.name) or 0)
        if last:
            by_half[feed.half] = max(min(last, now), by_half.get(feed.half, 0))
    return by_half

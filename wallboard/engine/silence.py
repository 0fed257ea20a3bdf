"""Which sources are silent: looked up now and then, by what came in the weeks before. Not at every poll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from wallboard.calendar import calendar
from wallboard.calls.happenings import What
from wallboard.clock import local, local_day, micros
from wallboard.engine.clock_watch import span
from wallboard.metrics.silence import FEWEST_ARRIVALS, FEWEST_WEEKS, WITHOUT_HISTORY, Instants, is_silent, open_for
from wallboard.model import DAY, SECOND, Micros
from wallboard.settings import Settings
from wallboard.source import Batch, Carries, Finding, Source

if TYPE_CHECKING:  # `check` has neither
    from wallboard.engine.feed import Feed
    from wallboard.ledger import Ledger

# Requests that were read in one go say when they were opened, and not how often the source tells of some: an export
# of each night is no silence by day.
REQUESTS_AT_LEAST: Micros = 3 * DAY


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a source in the weeks before a day: when, and for how long at least it may be quiet."""

    instants: Instants
    at_least: Micros = 0
    without_history: Micros | None = None


class Silence:
    """Remembers what came before, a day long; `look` judges every source."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._came: dict[str, tuple[date, int, Came]] = {}

    def look(self, settings: Settings, feeds: Iterable[Feed], now: Micros) -> None:
        for feed in feeds:
            health = feed.health
            if health.newest is None or feed.catching_up:
                continue
            told = health.newest if health.carries == "calls" else max(health.newest, health.told)
            health.silent = health.silent or (now > told and self._is_silent(settings, feed, told, now))

    def _is_silent(self, settings: Settings, feed: Feed, last: Micros, now: Micros) -> bool:
        site, zone = feed.source.site, settings.zone(feed.source.site)
        hours = calendar(settings.sites[site].hours, zone)
        if feed.options.silent_after_s is not None:
            return open_for(hours, last, now) >= feed.options.silent_after_s * SECOND
        came = self._before(settings, feed, last)
        if now - last < came.at_least:
            return False
        return is_silent(last, now, came.instants, settings.usual_weeks, hours, zone, came.without_history)

    def _before(self, settings: Settings, feed: Feed, last: Micros) -> Came:
        name, zone = feed.source.name, settings.zone(feed.source.site)
        day, rows, came = self._came.get(name, (None, 0, None))
        today = local_day(last, zone)
        if came is None or day != today or feed.health.rows > 1.2 * rows + 1000:
            since = micros(local(last, zone) - timedelta(weeks=settings.usual_weeks, days=1))
            came = came_before(self._ledger, feed.source.site, name, feed.source.carries, since, last)
            self._came[name] = today, feed.health.rows, came
        return came


def came_before(ledger: Ledger, site: str, source: str, carries: Carries, since: Micros, until: Micros) -> Came:
    """Calls by when they came. Requests by when the source told of them, or, where it has not told for long enough,
    by when they were opened."""
    if carries == "calls":
        return Came(ledger.came("calls", site, source, since, until), without_history=WITHOUT_HISTORY)
    told = ledger.came("batches", site, source, since, until)
    if len(told) >= FEWEST_ARRIVALS and int(np.ptp(told)) >= FEWEST_WEEKS * 7 * DAY:
        return Came(told)
    return Came(ledger.came("requests", site, source, since, until), at_least=REQUESTS_AT_LEAST)


def newest_finding(batch: Batch, settings: Settings, source: Source, now: Micros) -> Iterator[Finding]:
    """Of a source's newest rows: whether it tells what is new, as far as they themselves let that be judged."""
    calls = source.carries == "calls"
    if calls:
        told = [*(each.at for each in batch.happenings), *(each.newest for each in batch.visits)]
        came = [each.at for each in batch.happenings if each.what is What.ENTERED]
        came += [each.entered for each in batch.visits]
    else:
        frame = batch.tickets
        told, came = ([], []) if frame is None else (frame["updated_at"].tolist(), frame["opened_at"].tolist())
    past = [at for at in told if at <= now]
    if not past:
        return
    zone, options = settings.zone(source.site), settings.sources[source.name]
    hours, last = calendar(settings.sites[source.site].hours, zone), max(past)
    if options.silent_after_s is not None:
        silent = open_for(hours, last, now) >= options.silent_after_s * SECOND
    else:
        before = np.sort(np.array(came, dtype=np.int64))
        silent = (calls or now - last >= REQUESTS_AT_LEAST) and is_silent(
            last, now, before, settings.usual_weeks, hours, zone, WITHOUT_HISTORY
        )
    age = f"the newest row is {span(now - last)} old"
    unusual = f"it answers, but {age}, far more than is usual: has it stopped writing, or is this a copy?"
    yield Finding(not silent, "tells what is new", unusual if silent else age)

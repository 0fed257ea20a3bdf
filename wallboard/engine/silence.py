"""Which sources are silent: looked up now and then, by what came in the weeks before. Not at every poll."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from wallboard.calendar import calendar
from wallboard.clock import local, local_day, micros
from wallboard.engine.feed import Feed
from wallboard.engine.halves import HALVES
from wallboard.ledger import Ledger
from wallboard.metrics.silence import Came, is_silent, open_for
from wallboard.model import SECOND, Micros
from wallboard.settings import Settings


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
            newest = max(health.newest, health.told) if HALVES[health.carries].tells_changes else health.newest
            health.silent = health.silent or (now > newest and self._is_silent(settings, feed, newest, now))

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
            came = HALVES[feed.source.carries].came(self._ledger, feed.source.site, name, since, last)
            self._came[name] = today, feed.health.rows, came
        return came

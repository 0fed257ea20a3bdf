"""A demo city with years behind it, read and counted as the wall does it, and what its review says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import app
from layouts.cli.demo_words import write_words
from wallboard.clock import instant
from wallboard.engine.day_keeper import count_missing
from wallboard.engine.importing import import_all
from wallboard.engine.review_days import ReviewDaysReader
from wallboard.ledger import Ledger
from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING
from wallboard.periods import PeriodKind
from wallboard.review import Review
from wallboard.review.make import ReviewDays, make_review
from wallboard.settings import Settings
from wallboard.simulate import demo_city
from wallboard.simulate.demo import WEEKS
from wallboard.simulate.old_city import OldCity
from wallboard.simulate.years import Years

NOW: Micros = instant("2026-11-27T12:00-05:00")  # a Friday
TODAY = date(2026, 11, 27)
SITE = "main"
LAST_WEEK = date(2026, 11, 22)


class CountedCity(NamedTuple):
    folder: Path
    ledger: Ledger
    settings: Settings
    years: Years
    days: ReviewDays
    requests_since: date  # the first day of them

    def review(self, day: date = LAST_WEEK, **periods: object) -> Review:
        """Of the week that holds a day. `periods`: settings of the site, how its weeks and years end."""
        site = self.settings.sites[SITE].model_copy(update=periods)
        settings = self.settings.model_copy(update={"sites": {SITE: site}})
        return make_review(settings, SITE, day, PeriodKind.WEEK, self.days, NOW)

    @property
    def carried(self) -> Mapping[str, str]:
        return app.carried(self.settings)


@contextmanager
def counted_city(
    folder: Path, years: Years, weeks: int = WEEKS, kept: float = 1.0, requests_of: int | None = None
) -> Iterator[CountedCity]:
    """`requests_of`: only so many days of requests are asked for."""
    city = OldCity(folder, lambda: NOW, years, weeks, kept=kept)
    city.fill()
    city.close()
    file = demo_city.write_settings(folder, {}, False, years)
    if requests_of is not None:
        text = re.sub(f"first_days = {years.days}\n", f"first_days = {requests_of}\n", file.read_text("utf-8"))
        file.write_text(text, "utf-8")
    settings = app.load(file, {})
    write_words(settings, years)
    with closing(Ledger(settings.ledger)) as ledger:
        for name in settings.sources:
            with closing(app.open_source(settings, name)) as source:
                import_all(source, ledger, lambda: NOW, lambda share: None)
        assert all(count_missing(ledger, settings, NOW))
        days = ReviewDaysReader(lambda: ledger).days(settings, SITE, NOW, EVERYTHING)
        since = years.first if requests_of is None else TODAY - timedelta(days=requests_of)
        yield CountedCity(folder, ledger, settings, years, days, since)

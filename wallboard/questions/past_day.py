"""One local day of the past as a line: when it was open, and what happened on it that somebody may want to see again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from wallboard.calendar import Calendar, calendar
from wallboard.clock import day_start
from wallboard.ledger import Ledger
from wallboard.model import MINUTE, SECOND, Micros
from wallboard.model.alerts import Alert
from wallboard.questions.errors import NoSuchSite
from wallboard.settings import Settings

LEAST_OUTAGE: Micros = MINUTE  # shorter ones are not worth a mark

Span = tuple[Micros, Micros]
Fired = Callable[[str, Micros, Micros], Iterable[Alert]]  # at a site in [since, until)


class MarkKind(StrEnum):
    ALERT = "alert"
    OUTAGE = "outage"  # of which was told only afterwards
    RESTART = "restart"  # of a phone system


class Mark(NamedTuple):
    """Something on the line: from `at` until `until`, which is None for what was at one instant or is not over. `source`
    is the one that it is of; of an alert, the alert itself says more."""

    kind: MarkKind
    at: Micros
    until: Micros | None = None
    source: str = ""
    alert: Alert | None = None


class PastDay(NamedTuple):
    """A day [since, until) of a site; `heard` is when the wall heard of anything there first, `kept` from when on calls are
    kept, each None where it is not known or not so."""

    site: str
    day: date
    since: Micros
    until: Micros
    open: tuple[Span, ...]
    marks: tuple[Mark, ...]
    heard: Micros | None
    kept: Micros | None


def read_past_day(ledger: Ledger, settings: Settings, site: str, day: date, fired: Fired) -> PastDay:
    """`fired` tells the alerts of a site that may be told. Raises NoSuchSite, and LedgerError."""
    if site not in settings.sites:
        raise NoSuchSite(settings.sites)
    zone = settings.zone(site)
    since, until = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    marks = sorted(_marks(ledger, settings, site, since, until, fired), key=lambda mark: (mark.at, mark.kind))
    hours = calendar(settings.sites[site].hours, zone)
    return PastDay(
        site,
        day,
        since,
        until,
        tuple(_open(hours, since, until)),
        tuple(marks),
        ledger.first_arrival(site),
        ledger.oldest("calls"),
    )


def _marks(ledger: Ledger, settings: Settings, site: str, since: Micros, until: Micros, fired: Fired) -> Iterator[Mark]:
    yield from (Mark(MarkKind.RESTART, each.at, None, each.source) for each in ledger.restarts(site, since, until))
    for name, options in settings.sources.items():
        if settings.site_of(options) == site:
            least = max(LEAST_OUTAGE, int((options.late_after_s or 0) * SECOND))
            for outage in ledger.outages(name, site, since, until, least):
                yield Mark(MarkKind.OUTAGE, outage.began, outage.ended, name)
    for alert in fired(site, since, until):
        yield Mark(MarkKind.ALERT, alert.raised.fired, alert.cleared, alert=alert)


def _open(hours: Calendar, since: Micros, until: Micros) -> Iterator[Span]:
    """When it was open that day; all of it where no hours are set."""
    at = since
    while at < until:
        opens = at if hours.is_open(at) else hours.next_open(at)
        if opens is None or opens >= until:
            return
        at = min(until, hours.open_until(opens) or until)
        yield opens, at

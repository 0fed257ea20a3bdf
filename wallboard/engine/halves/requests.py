"""The half that answers "are we delivering": the requests, open and lately closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from wallboard.clock import Clock, local_day
from wallboard.engine.halves.half import Part, Points, Unread, Wanted
from wallboard.engine.halves.reconcile import Reconciler
from wallboard.engine.halves.request_days import counted_requests, rules_of_requests
from wallboard.engine.halves.request_history import HORIZON, tickets_at
from wallboard.engine.halves.scoped_view import ScopedViews
from wallboard.engine.halves.ticket_readings import asked_readings
from wallboard.ledger import Ledger, Recorded
from wallboard.metrics.silence import FEWEST_ARRIVALS, FEWEST_WEEKS, REQUESTS_AT_LEAST, Came
from wallboard.model import DAY, Asks, Micros, OnDuty, Reading
from wallboard.model.day_counts import DayCounts
from wallboard.model.floor import Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.settings.within import within
from wallboard.source import Carries, PolledSource
from wallboard.state.tickets import TicketState


class SiteRequests:
    """The requests of one site, and those of every limited remit in use."""

    def __init__(self, ledger: Ledger, settings: Settings, tickets: TicketState, remit: Remit) -> None:
        """`tickets` are those of the `remit`."""
        self.tickets, self.scoped = tickets, ScopedViews(ledger, settings, tickets)
        self._settings = settings if remit.everything else within(settings, remit)

    def apply(self, recorded: Recorded) -> None:
        if recorded.versions is not None:
            if not self.tickets.remit.whole_sites:
                self.tickets.coverage.learn(recorded.versions)  # of everybody's, and it takes in its own alone
            self.tickets.apply(recorded.versions)
            self.scoped.apply(recorded.versions)

    def wants_restoring(self) -> bool:
        return False

    def advance(self, now: Micros) -> None:
        self.tickets.advance(now)

    def readings(self, now: Micros, wanted: Wanted) -> Iterator[Reading]:
        return asked_readings(self.tickets, self._settings, now, wanted.asks)

    def people(self) -> tuple[OnDuty, ...]:
        return ()

    def floor(self) -> Floor:
        return Floor()

    def series(self) -> Points:
        return {}

    def unread(self, remit: Remit, now: Micros) -> Sequence[Unread]:
        return self.scoped.unread(remit, now)

    def within(self, remit: Remit) -> Part | None:
        return None if remit.whole_sites else self.scoped.of(remit)


class Requests:
    carries: Carries = "tickets"
    by_place = True
    of_whole_sites = False
    compared = False
    tells_changes = True
    looks_back = HORIZON
    tried_daily = False

    def restore(
        self,
        ledger: Ledger,
        settings: Settings,
        site: str,
        at: Micros,
        known: Micros | None = None,
        *,
        live: bool = False,
        remit: Remit = EVERYTHING,
        asks: Asks | None = None,
    ) -> SiteRequests:
        coverage = None if remit.whole_sites else ledger.coverage(site, at, known, HORIZON)
        tickets = tickets_at(ledger, settings, site, at, known, live=live, remit=remit, coverage=coverage)
        return SiteRequests(ledger, settings, tickets, remit)

    def keep_checkpoints(self, ledger: Ledger, settings: Settings, site: str, clock: Clock) -> None:
        """None are needed: the open set and eight days of flow are read at once."""

    def counted(
        self, ledger: Ledger, settings: Settings, site: str, days: Sequence[date]
    ) -> Iterator[tuple[date, Mapping[str, DayCounts]]]:
        return counted_requests(ledger, settings, site, days)

    def rules(self, settings: Settings, site: str) -> Callable[[date], str]:
        rules = rules_of_requests(settings, site)
        return lambda day: rules

    def first_day(self, ledger: Ledger, settings: Settings, site: str) -> date | None:
        """Of requests that were over before a source's first read reached back, nobody told."""
        first = ledger.first_opened(site)
        ours = [name for name, its in settings.sources.items() if settings.site_of(its) == site]
        told = ledger.first_told(name for name in ours if ledger.newest_told("tickets", name) is not None)
        reached = min((at - settings.sources[name].first_days * DAY for name, at in told.items()), default=None)
        if first is None or reached is None:
            return None
        return local_day(max(first, reached), settings.zone(site))

    def came(self, ledger: Ledger, site: str, source: str, since: Micros, until: Micros) -> Came:
        """By when the source told of them, or, where it has not told for long enough, by when they were opened."""
        told = ledger.came("batches", site, source, since, until)
        if len(told) >= FEWEST_ARRIVALS and int(np.ptp(told)) >= FEWEST_WEEKS * 7 * DAY:
            return Came(told)
        return Came(ledger.came("requests", site, source, since, until), at_least=REQUESTS_AT_LEAST)

    def reconciler(self, source: PolledSource, ledger: Ledger) -> Reconciler | None:
        return Reconciler(source, ledger)

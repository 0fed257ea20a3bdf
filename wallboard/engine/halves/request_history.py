"""The requests of a site as the ledger knows them at an instant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from wallboard.ledger import AsOf, Ledger
from wallboard.model import DAY, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.state.coverage import Coverage
from wallboard.state.past_requests import PastRequests
from wallboard.state.redecided import Redecided
from wallboard.state.requests_known import RequestsKnown
from wallboard.state.tickets import TicketState

if TYPE_CHECKING:
    import pandas as pd

HORIZON = 8 * DAY  # seven days of flow, and the rest of the day before them


def tickets_at(
    ledger: Ledger,
    settings: Settings,
    site: str,
    at: Micros,
    known: Micros | None,
    *,
    live: bool,
    remit: Remit = EVERYTHING,
    coverage: Coverage | None = None,
    versions: pd.DataFrame | None = None,
) -> TicketState:
    """The requests of a site at an instant, all or those in the `remit`. `coverage` as for TicketState; `versions` as
    `versions_at` gives them, for whoever has them already."""
    ahead = DAY if live else 0  # a source whose clock is ahead has told of what is still to come
    tickets = TicketState(settings, site, None if live else at, remit, coverage)
    if versions is None:
        standing = ledger.standing(AsOf(site, at + ahead, known, HORIZON + ahead, remit))
        tickets.apply_columns(standing.alone, standing.others)
    else:
        tickets.apply(versions)
    tickets.advance(at)
    tickets.coverage.watched_since(ledger.first_told(tickets.coverage.sources, known))
    if tickets.coverage.nothing:  # of no request that is open or lately was: but perhaps of others, long over
        tickets.coverage.remember(ledger.told_long_ago(site, at, known))
    return tickets


class RequestsBetween(NamedTuple):
    """What `tickets_at` tells of each of some instants, and what a time between them changed of decisions of before it."""

    at: Callable[[Micros], RequestsKnown]
    redecided: Callable[[Micros, Micros], Iterator[Redecided]]


def requests_between(ledger: Ledger, settings: Settings, site: str, instants: Collection[Micros]) -> RequestsBetween:
    """Of these instants (there is one at least), by all that is known now: read once."""
    since, until = min(instants) - HORIZON, max(instants)
    versions = ledger.standing_between(site, since, until)
    told_first = ledger.first_told(versions["source"].unique())
    past = PastRequests(settings, site, versions, told_first, instants)

    def at(instant: Micros) -> RequestsKnown:
        requests = past.at(instant)
        if requests.coverage.nothing:
            requests.coverage.remember(ledger.told_long_ago(site, instant))
        return requests

    return RequestsBetween(at, past.redecided)

"""What a ledger knows of requests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from wallboard.ledger import (
    names_reader,
    requests_reader,
    retention,
    standing,
    standing_versions,
    stories_reader,
    tickets_reader,
)
from wallboard.ledger.bulk import let_pages_go
from wallboard.ledger.holder import Holding
from wallboard.ledger.kept_requests import KeptRequests
from wallboard.ledger.names_reader import Named
from wallboard.ledger.records import AsOf, Belonging, RequestKey
from wallboard.ledger.standing import StandingRequests
from wallboard.model import DAY, Micros
from wallboard.model.remit import Remit
from wallboard.state.coverage import Coverage, SourceCoverage
from wallboard.state.ticket_versions import of_tickets

if TYPE_CHECKING:
    import pandas as pd


class RequestRecords(Holding):
    """Of requests, as they were told or as they were known at some instant."""

    _kept_as_of: tuple[int, KeptRequests] | None = None

    @property
    def _kept(self) -> KeptRequests:
        """Nothing, once rows were rewritten."""
        rewritten = self.rewritten
        if self._kept_as_of is None or self._kept_as_of[0] != rewritten:
            self._kept_as_of = rewritten, KeptRequests()
        return self._kept_as_of[1]

    def names(self, what: Named, sites: Collection[str] | None = None) -> frozenset[str]:
        """The departments or wards that any request of these sites (None: of all) ever named, by their own names."""
        with self._store.reading() as connection:
            return names_reader.names(connection, what, sites)

    def first_opened(self, site: str) -> Micros | None:
        """When the first known request of this site was opened; None before that."""
        with self._store.reading() as connection:
            return tickets_reader.first_opened(connection, site)

    def ticket_versions(self, asked: AsOf) -> pd.DataFrame:
        """All their versions (VERSION_COLUMNS; ordered by source, ticket, received_at, id). Raises OutOfRetention."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "tickets", asked.at - asked.horizon)
            return tickets_reader.versions_at(connection, asked)

    def standing(self, asked: AsOf) -> StandingRequests:
        """What `TicketState` is made of: of one with a plain history (state/plain_requests.py) the last
        version alone. Those that were open for long are kept in memory, and whoever asks next, of whatever instant, has them
        at once. Raises OutOfRetention."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "tickets", asked.at - asked.horizon)
            return standing.standing_at(connection, asked, self._kept)

    def look_back(self, site: str, since: Micros, horizon: Micros = 8 * DAY) -> bool:
        """A step of reading what `standing` takes for instants from `since` on, by what had arrived then. Whether more is to be read;
        of a site of which nobody asked yet, nothing is."""
        with self._store.reading() as connection:
            more = self._kept.look_back(connection, site, since - horizon, since)
            if more:
                let_pages_go(connection)
            return more

    def standing_versions(self, asked: AsOf) -> pd.DataFrame:
        """The same as rows of one frame. Raises OutOfRetention."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "tickets", asked.at - asked.horizon)
            return standing_versions.standing_versions(connection, asked, self._kept)

    def of_channel(self, versions: pd.DataFrame, channel: str, asked: AsOf) -> pd.DataFrame:
        """Of such versions those of the tickets that came by a channel, by what was told of them last ("": of which no channel
        is told)."""
        with self._store.reading() as connection:
            theirs = tickets_reader.came_by(connection, channel, asked)
        return versions[of_tickets(versions, theirs)]

    def standing_between(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        """Likewise of every ticket that was open or changed in [since, until], by all that is known now, each row with the bounds
        of its ticket: what `PastRequests` is made of. Raises OutOfRetention."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "tickets", since)
            return tickets_reader.standing_between(connection, site, since, until)

    def coverage(self, site: str, at: Micros, known: Micros | None = None, horizon: Micros = 8 * DAY) -> Coverage:
        """What the versions that `ticket_versions` gives, of everything, say of their sources."""
        with self._store.reading() as connection:
            return Coverage(tickets_reader.coverage_at(connection, site, at, known, horizon))

    def told_long_ago(self, site: str, at: Micros, known: Micros | None = None) -> dict[str, SourceCoverage]:
        """The sources that told of requests opened by `at`, though all may have been over for longer than any horizon:
        where they did, no request is 0 requests and not nothing known."""
        with self._store.reading() as connection:
            return tickets_reader.told_long_ago(connection, site, at, known)

    def first_told(self, sources: Iterable[str], known: Micros | None = None) -> dict[str, Micros]:
        """When each of these sources first told of anything, as far as that is kept and had arrived by then."""
        with self._store.reading() as connection:
            return tickets_reader.first_told(connection, sources, known)

    def open_requests(
        self, site: str, remit: Remit, after: RequestKey | None = None, limit: int = 500
    ) -> tuple[pd.DataFrame, RequestKey | None]:
        """All versions of the next `limit` open tickets of a site that are or were in the remit's departments and
        wards, and the last one's key; None when there are no more."""
        with self._store.reading() as connection:
            return requests_reader.open_requests(connection, site, remit, after, limit)

    def open_tickets(self, source: str, after: str = "", limit: int = 500) -> list[str]:
        """The next open tickets of a source in the order of their keys, to ask it whether it still has them."""
        with self._store.reading() as connection:
            return tickets_reader.open_tickets(connection, source, after, limit)

    def belonging(self, source: str, ticket: str, remit: Remit, most: int) -> list[Belonging]:
        """Requests of which this one is the parent by what is true of them now, so many at most; those that are in the `remit`'s
        departments and wards."""
        with self._store.reading() as connection:
            return stories_reader.belonging(connection, source, ticket, remit, most)

    def versions_of_request(self, source: str, ticket: str) -> pd.DataFrame:
        """All versions of one request (VERSION_COLUMNS), in the order of arrival."""
        with self._store.reading() as connection:
            return stories_reader.versions_of_request(connection, source, ticket)

"""What a ledger knows of its sources: where each stands, what came in of it and when, what made no sense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wallboard.calls.fold import Restart
from wallboard.ledger import (
    arrivals,
    arrived,
    batches_reader,
    calls_reader,
    checkpoints,
    journal,
    outside_days,
    replacing,
    rereading,
)
from wallboard.ledger.arrivals import Arrivals, Instants
from wallboard.ledger.holder import Holding
from wallboard.ledger.records import Counts, Outage, Recorded, SetAsideRow, SourceContents, SourceSettings
from wallboard.model import Micros
from wallboard.source import Carries, Cursor


class SourceRecords(Holding):
    """Of sources: where each stands, and how it was heard of."""

    def cursor(self, source: str) -> Cursor | None:
        """Where the source stands; None before its first batch."""
        with self._store.reading() as connection:
            return journal.read_cursor(connection, source)

    def newest_told(self, kind: Carries, source: str) -> Micros | None:
        """The instant of the row that a source told last; None when it never told any."""
        with self._store.reading() as connection:
            return arrivals.newest_told(connection, kind, source)

    def came(self, what: Arrivals, site: str, source: str, since: Micros, until: Micros) -> Instants:
        """When its calls entered, its requests were opened or its batches were received, in order."""
        with self._store.reading() as connection:
            return arrivals.came(connection, what, site, source, since, until)

    def counts(self, source: str) -> Counts:
        with self._store.reading() as connection:
            return journal.read_counts(connection, source)

    def superseded(self, source: str) -> int:
        """Rows set aside because a newer one of the same ticket stands for them."""
        with self._store.reading() as connection:
            return journal.read_superseded(connection, source)

    def source_settings(self, source: str) -> SourceSettings | None:
        with self._store.reading() as connection:
            return rereading.read_settings(connection, source)

    def known_sources(self) -> dict[str, tuple[str, int]]:
        """Site and rows taken of every source that ever brought something."""
        with self._store.reading() as connection:
            return rereading.known_sources(connection)

    def contents(self, source: str) -> SourceContents:
        """What the ledger holds of a source, counted."""
        with self._store.reading() as connection:
            return replacing.read_contents(connection, source)

    def last_received(self, source: str, until: Micros | None = None) -> Micros | None:
        """When the source last brought something, by `until` (None: by now)."""
        with self._store.reading() as connection:
            return journal.read_last_received(connection, source, until)

    def arrived(self, site: str, after: Micros, by: Micros) -> Recorded:
        """What came in of a site in (after, by], as `record` told it then and as if it were one batch. Where there are
        `restarts`, visits that they cut off are not among the `visits`."""
        with self._store.reading() as connection:
            return arrived.arrived(connection, site, after, by)

    def first_arrival(self, site: str) -> Micros | None:
        """When anything of a site was heard of first; None before that."""
        with self._store.reading() as connection:
            return batches_reader.first_arrival(connection, site)

    def next_told(self, source: str, after: Micros) -> tuple[Micros, Micros] | None:
        """Of which instant a source that tells each step of a call told next, and when; None where it did not."""
        with self._store.reading() as connection:
            return batches_reader.next_told(connection, source, after)

    def restarts(self, site: str, since: Micros, until: Micros) -> list[Restart]:
        """The starts of the site's phone systems in [since, until)."""
        with self._store.reading() as connection:
            return calls_reader.restarts_between(connection, site, since, until)

    def outages(self, source: str, site: str, since: Micros, until: Micros, least: Micros) -> list[Outage]:
        """When in [since, until) a source that tells each step of a call was not heard for longer than `least`, though
        something happened, as it told later. In order, without overlaps."""
        with self._store.reading() as connection:
            return batches_reader.outages(connection, source, site, since, until, least)

    def newest_batch(self) -> int:
        """The number of the batch that came in last; 0 before the first."""
        with self._store.reading() as connection:
            return checkpoints.newest_batch(connection)

    def set_aside_rows(self, source: str, limit: int | None = 100) -> list[SetAsideRow]:
        """Rows that make no sense and wait to be corrected or read once more, oldest first; all with None."""
        with self._store.reading() as connection:
            return journal.list_set_aside(connection, source, limit)

    def mended_rows(self, source: str, limit: int | None = 100) -> list[SetAsideRow]:
        """Rows that were set aside and make sense by now, those mended last first; all with None."""
        with self._store.reading() as connection:
            return journal.list_mended(connection, source, limit)

    def outside_days(self, site: str, source: str, known: Micros | None = None) -> dict[date, Mapping[str, float]]:
        """The numbers of each local day that a source told of a site, by their names in the settings, in the order of
        days: those that arrived last, by now or (with `known`) by then. A number that was not told of a day is not there,
        and a day of which nothing is told has none."""
        with self._store.reading() as connection:
            return outside_days.read_days(connection, site, source, known)

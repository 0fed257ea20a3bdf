"""What a ledger knows of calls, callers and agents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.ledger import (
    agents_reader,
    callbacks_reader,
    callers_reader,
    calls_reader,
    checkpoints,
    retention,
    stories_reader,
)
from wallboard.ledger.holder import Holding
from wallboard.ledger.records import CallHistory
from wallboard.model import HOUR, NO_INSTANT, CallbackOwed, CalledAgain, CalledBefore, Micros, Visit, VisitKey

if TYPE_CHECKING:
    import pandas as pd


class CallRecords(Holding):
    """Of calls, callers and agents, as they were told or as they were known at some instant."""

    def first_entered(self, site: str) -> Micros | None:
        """When the first known caller entered a queue of this site; None before that."""
        with self._store.reading() as connection:
            return calls_reader.first_entered(connection, site)

    def queues_seen(self, site: str, queues: Collection[str], since: Micros, until: Micros) -> set[str]:
        """Those of `queues` that any caller entered in [since, until)."""
        with self._store.reading() as connection:
            return {queue for queue in queues if calls_reader.was_entered(connection, site, queue, since, until)}

    def calls_at(
        self,
        site: str,
        at: Micros,
        since: Micros,
        known: Micros | None = None,
        *,
        from_checkpoint: bool = True,
        checkpoint_by: Micros | None = None,
        usable: Callable[[Any], bool] = lambda payload: True,
        since_start: bool = True,
    ) -> CallHistory:
        """All that call state at `at` is made of, clipped to what was true then.

        Visits that entered since `since` (the site's local midnight), or that left or ended in the 60 minutes
        before `at`, or were open or talking at `at`, or left or ended since the phone system's last start; where
        there is a valid checkpoint of kind "calls" (made of an instant at or before `checkpoint_by`, `at` when
        None) whose payload is `usable`, it is the `base`, and only what left or ended since it counts. Without
        `since_start` nothing of before `since` is read to count what happened since the start.
        Of agents: all since `since` and before that the last of each kind for each queue and agent. With `known`, by what had arrived then. Raises OutOfRetention.
        """
        with self._store.reading() as connection:
            retention.refuse_before(connection, "calls", min(since, at - HOUR))
            latest = at if checkpoint_by is None else checkpoint_by
            kept = checkpoints.read_checkpoint(connection, site, latest, "calls", known) if from_checkpoint else None
            base = kept if since_start and kept is not None and usable(kept.payload) else None
            # soon after midnight the last hours began before it: with no earlier one, all of history would tell who is there
            of_agents = kept
            if kept is not None and kept.at > since:
                of_agents = checkpoints.read_checkpoint(connection, site, since, "calls", known)
            return calls_reader.calls_at(connection, site, at, known, since, base, of_agents, since_start=since_start)

    def agents_before(self, site: str, at: Micros) -> list[tuple[str, int]]:
        """Source and seq of the rows that decide how agents stand at `at`: what a checkpoint of calls holds of them."""
        with self._store.reading() as connection:
            kept = checkpoints.read_checkpoint(connection, site, at, "calls")
            return agents_reader.agents_before(connection, site, at, kept)

    def visits(self, site: str, since: Micros, until: Micros, queues: Collection[str] | None = None) -> pd.DataFrame:
        """Visits that entered in [since, until), by what is known now, ordered by entry.

        Columns: queue, entered, left, outcome, reason, wait_s, talk_s, ended, completed, agent; instants that are
        not there are NO_INSTANT, counts NOT_KNOWN, texts "". Raises OutOfRetention.
        """
        with self._store.reading() as connection:
            retention.refuse_before(connection, "calls", since)
            return calls_reader.read_visits_frame(connection, site, since, until, queues)

    def visits_known(self, site: str, since: Micros, until: Micros, known: Micros) -> pd.DataFrame:
        """The same by what had arrived by `known`."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "calls", since)
            return calls_reader.read_visits_known(connection, site, since, until, known)

    def visits_entered(self, site: str, since: Micros, until: Micros, known: Micros | None = None) -> list[Visit]:
        """The same one by one, with all that is known of each."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "calls", since)
            return calls_reader.read_entered(connection, site, since, until, known)

    def visits_in_spans(
        self,
        site: str,
        spans: Sequence[tuple[Micros, Micros]],
        known: Micros | None = None,
        *,
        judged: bool = False,
    ) -> list[pd.DataFrame]:
        """Visits that entered in each of these spans [since, until), which rise, each ordered by entry: the columns queue,
        entered and left of `visits`, and where they are to be `judged` outcome, reason and wait_s. Nothing of spans that are
        no longer kept. With `known`, by what had arrived then."""
        with self._store.reading() as connection:
            oldest = retention.read_oldest(connection, "calls")
            since = NO_INSTANT if oldest is None else oldest
            return calls_reader.read_spans(connection, site, spans, known, since, judged=judged)

    def called_again(self, site: str, since: Micros, until: Micros, known: Micros | None = None) -> CalledAgain | None:
        """How many calls in [since, until] came of callers who had called the site in the day before each. None where
        callers have not been recognised for so long. With `known`, by what had arrived then."""
        with self._store.reading() as connection:
            return callers_reader.called_again(connection, site, since, until, known)

    def called_before(
        self, site: str, calls: Collection[tuple[str, str]], known: Micros | None = None
    ) -> dict[tuple[str, str], CalledBefore]:
        """How often the callers of these calls (source and callid) had called before, of those whose callers are known.
        With `known`, by what had arrived then."""
        with self._store.reading() as connection:
            return callers_reader.called_before(connection, site, calls, known) if calls else {}

    def recognised_calls(
        self, site: str, since: Micros, until: Micros, known: Micros | None = None
    ) -> list[tuple[Visit, bool]]:
        """The first visit of each of those calls, ordered by entry, and whether its caller had called in the day before."""
        with self._store.reading() as connection:
            return callers_reader.recognised_calls(connection, site, since, until, known)

    def visits_by_key(self, keys: Collection[VisitKey]) -> list[Visit]:
        """Those of these visits that are known, as they are known now."""
        with self._store.reading() as connection:
            return calls_reader.read_by_key(connection, keys)

    def visits_of_call(self, source: str, callid: str) -> list[Visit]:
        """All visits of one call."""
        with self._store.reading() as connection:
            return stories_reader.visits_of_call(connection, source, callid)

    def steps_of_call(self, source: str, callid: str) -> list[tuple[Happening, Micros]]:
        """All that a phone system told of one call step by step, in its own order, each with when it was received."""
        with self._store.reading() as connection:
            return stories_reader.steps_of_call(connection, source, callid)

    def versions_of_visit(self, source: str, key: str) -> list[tuple[VisitVersion, Micros]]:
        """All that a phone system told of one whole visit, in the order of arrival, each with when it was received."""
        with self._store.reading() as connection:
            return stories_reader.versions_of_visit(connection, source, key)

    def callbacks_owed(
        self, site: str, since: Micros, at: Micros, known: Micros | None = None
    ) -> list[CallbackOwed] | None:
        """Who asked in [since, at] to be called back, or since callers are recognised where that is later, and was not
        answered until `at`, the first first. None where callers were not recognised by then. With `known`, by whose calls
        were known then; how their visits went on is as it is known now."""
        with self._store.reading() as connection:
            return callbacks_reader.callbacks_owed(connection, site, since, at, known)

    def same_caller(self, site: str, source: str, callid: str, since: Micros, until: Micros) -> list[Visit] | None:
        """The visits of all other calls to the site in [since, until) by the caller of this one, ordered by entry. None
        where it is not known who that is."""
        with self._store.reading() as connection:
            return callers_reader.calls_of_same_caller(connection, site, source, callid, since, until)

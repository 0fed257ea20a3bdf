"""The ledger: what was recorded, when it was true, and when we learned it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wallboard.calls.fold import Restart
from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.ledger import (
    agents_reader,
    arrivals,
    arrived,
    backup,
    batches_reader,
    callbacks_reader,
    callbacks_writer,
    callers_reader,
    calls_reader,
    checkpoints,
    journal,
    names_reader,
    outside_days,
    replacing,
    requests_reader,
    rereading,
    retention,
    standing,
    stories_reader,
    tickets_reader,
    wall_messages,
)
from wallboard.ledger.alert_log import AlertLog
from wallboard.ledger.arrivals import Arrivals, Instants
from wallboard.ledger.day_log import DayLog
from wallboard.ledger.edition_log import EditionLog
from wallboard.ledger.holder import Holding
from wallboard.ledger.intake import Step, no_step, take_in, take_out
from wallboard.ledger.journal import Arrival
from wallboard.ledger.kept_open import KeptOpen
from wallboard.ledger.mailing_log import MailingLog
from wallboard.ledger.names_reader import Named
from wallboard.ledger.records import (
    CallHistory,
    Checkpoint,
    Counts,
    Outage,
    Recorded,
    RecordKind,
    RequestKey,
    SetAsideRow,
    SourceContents,
    SourceSettings,
)
from wallboard.ledger.replacing import Extent
from wallboard.ledger.review_log import ReviewLog
from wallboard.ledger.standing import Standing
from wallboard.model import DAY, HOUR, NO_INSTANT, CallbackOwed, CalledAgain, CalledBefore, Micros, Visit, VisitKey
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.wall_messages import WallMessage
from wallboard.settings import Retention
from wallboard.source import Batch, Carries, Cursor
from wallboard.state.coverage import Coverage, SourceCoverage
from wallboard.state.ticket_versions import of_tickets

if TYPE_CHECKING:
    import pandas as pd


class Ledger(Holding):
    """History of all sites at one address. Any thread may call; writes go one after the other.

    Every method may raise LedgerError when the database cannot be reached or is full.
    """

    @cached_property
    def _kept_open(self) -> KeptOpen:
        return KeptOpen()

    # -- writing

    def record(self, source: str, site: str, batch: Batch, received_at: Micros, step: Step = no_step) -> Recorded:
        """Takes in one batch and its cursor, in one transaction. The same batch again changes nothing.

        `step` is called with "begun", "visits", "happenings", "tickets", "days", "set_aside", "cursor",
        "before_commit" and "after_commit", as far as there is something to do; what it raises before the commit undoes everything.
        """
        arrival = Arrival(source, site, received_at)
        with self._writing() as connection:
            step("begun")
            recorded = take_in(connection, arrival, batch, step)
            step("before_commit")
        step("after_commit")
        return recorded

    def mark_removed(
        self, source: str, site: str, tickets: Collection[str], at: Micros, received_at: Micros
    ) -> Recorded:
        """The source no longer has these tickets: they get a version with state "removed", true from `at` on."""
        with self._writing() as connection:
            return take_out(connection, Arrival(source, site, received_at), tickets, at)

    def save_checkpoint(
        self,
        site: str,
        at: Micros,
        made_at: Micros,
        kind: RecordKind,
        payload: Any,
        after_batch: int | None = None,
    ) -> bool:
        """Saves the state at `at` as known at `made_at`; `payload` is plain JSON values. With `after_batch` (what
        `newest_batch` said before the state was read), nothing is saved and False given back when calls of before
        `at` have arrived since."""
        with self._writing() as connection:
            return checkpoints.save_checkpoint(connection, site, at, made_at, kind, payload, after_batch)

    def purge(self, now: Micros, keep: Retention) -> dict[str, int]:
        """Deletes what is older than its retention, never what is open. Gives back rows deleted, by table. It is taken
        to be at most a day later than the newest call or request: a wrong clock deletes nothing."""
        with self._writing() as connection:
            return retention.purge(connection, now, keep)

    def forget_callers(self, before: Micros | None) -> int:
        """Deletes whose calls those were that came before an instant; of all with None. The calls stay. Whatever the clock
        says: where it is wrong, callers are strangers again, and nothing else is lost. Gives back how many calls."""
        with self._writing() as connection:
            return retention.forget_callers(connection, before)

    def settle_callback(self, site: str, key: VisitKey, who: str, at: Micros) -> bool:
        """Somebody says that a call-back is no longer owed, whose caller first asked for it in that visit: nor are those for
        which they asked again until then. False where somebody has said so already."""
        with self._writing() as connection:
            return callbacks_writer.settle(connection, site, key, who, at)

    def record_again(
        self, source: str, site: str, batch: Batch, tried: Collection[str], received_at: Micros
    ) -> Recorded:
        """Takes in rows that were set aside under the keys `tried` and are read once more; its cursor stays. Those
        that still make no sense are kept anew."""
        arrival = Arrival(source, site, received_at)
        with self._writing() as connection:
            rereading.mark_tried(connection, arrival, tried)
            return take_in(connection, arrival, batch, no_step, again=True)

    def replace(self, source: str, site: str, extent: Extent, batches: Iterable[Batch], received_at: Micros) -> None:
        """All that a source tells now, the last batch with its cursor, in place of what it told before."""
        with self._writing() as connection:
            replacing.replace_source(connection, Arrival(source, site, received_at), extent, batches)

    def keep_source_settings(self, source: str, meaning: Mapping[str, str], reach: str) -> None:
        """By which settings the rows of a source were read."""
        with self._writing() as connection:
            rereading.keep_settings(connection, source, meaning, reach)

    def rename_source(self, old: str, new: str, at: Micros) -> None:
        """Everything of the source `old` goes on under the name `new`, which has nothing yet."""
        with self._writing() as connection:
            rereading.rename(connection, old, new, at)

    def forget_source(self, source: str, at: Micros) -> int:
        """Deletes all that a source told. Gives back how many rows that were."""
        with self._writing() as connection:
            return rereading.forget(connection, source, at)

    def put_wall_messages(self, messages: Sequence[WallMessage]) -> None:
        with self._writing() as connection:
            wall_messages.put(connection, messages)

    def take_wall_message(self, id: int, at: Micros) -> bool:
        """Whether it was still there to be taken away."""
        with self._writing() as connection:
            return wall_messages.take_away(connection, id, at)

    # -- reading

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

    def names(self, what: Named, sites: Collection[str] | None = None) -> frozenset[str]:
        """The departments or wards that any request of these sites (None: of all) ever named, by their own names."""
        with self._store.reading() as connection:
            return names_reader.names(connection, what, sites)

    def newest_batch(self) -> int:
        """The number of the batch that came in last; 0 before the first."""
        with self._store.reading() as connection:
            return checkpoints.newest_batch(connection)

    def first_opened(self, site: str) -> Micros | None:
        """When the first known request of this site was opened; None before that."""
        with self._store.reading() as connection:
            return tickets_reader.first_opened(connection, site)

    def first_entered(self, site: str) -> Micros | None:
        """When the first known caller entered a queue of this site; None before that."""
        with self._store.reading() as connection:
            return calls_reader.first_entered(connection, site)

    def queues_seen(self, site: str, queues: Collection[str], since: Micros, until: Micros) -> set[str]:
        """Those of `queues` that any caller entered in [since, until)."""
        with self._store.reading() as connection:
            return {queue for queue in queues if calls_reader.was_entered(connection, site, queue, since, until)}

    def set_aside_rows(self, source: str, limit: int | None = 100) -> list[SetAsideRow]:
        """Rows that make no sense and wait to be corrected or read once more, oldest first; all with None."""
        with self._store.reading() as connection:
            return journal.list_set_aside(connection, source, limit)

    def mended_rows(self, source: str, limit: int | None = 100) -> list[SetAsideRow]:
        """Rows that were set aside and make sense by now, those mended last first; all with None."""
        with self._store.reading() as connection:
            return journal.list_mended(connection, source, limit)

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

    def versions_of_request(self, source: str, ticket: str) -> pd.DataFrame:
        """All versions of one request (VERSION_COLUMNS), in the order of arrival."""
        with self._store.reading() as connection:
            return stories_reader.versions_of_request(connection, source, ticket)

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

    def ticket_versions(
        self,
        site: str,
        at: Micros,
        known: Micros | None = None,
        horizon: Micros = 8 * DAY,
        remit: Remit = EVERYTHING,
    ) -> pd.DataFrame:
        """All versions (VERSION_COLUMNS; ordered by source, ticket, received_at, id) of every ticket that was open
        or changed in [at - horizon, at], and perhaps of some more; only of those that are or were in the `remit`'s
        departments and wards. With `known`, those that had arrived then. Raises OutOfRetention."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "tickets", at - horizon)
            return tickets_reader.versions_at(connection, site, at, known, horizon, remit)

    def standing(
        self,
        site: str,
        at: Micros,
        known: Micros | None = None,
        horizon: Micros = 8 * DAY,
        remit: Remit = EVERYTHING,
        *,
        keep: bool = False,
    ) -> Standing:
        """Of the same tickets what `TicketState` is made of: of one with a plain history (state/plain_requests.py) the last
        version alone. With `keep` the open ones are kept in memory, and whoever asks next, of whatever instant, has them at
        once. Raises OutOfRetention."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "tickets", at - horizon)
            asked = standing.Asked(site, at, known, horizon, remit)
            return standing.standing_at(connection, asked, self._kept_open, keep=keep)

    def standing_versions(
        self,
        site: str,
        at: Micros,
        known: Micros | None = None,
        horizon: Micros = 8 * DAY,
        remit: Remit = EVERYTHING,
    ) -> pd.DataFrame:
        """The same as rows of one frame. Raises OutOfRetention."""
        return self.standing(site, at, known, horizon, remit).frame()

    def of_channel(
        self, versions: pd.DataFrame, site: str, channel: str, at: Micros, horizon: Micros, remit: Remit = EVERYTHING
    ) -> pd.DataFrame:
        """Of such versions those of the tickets that came by a channel, by what was told of them last ("": of which no channel
        is told)."""
        with self._store.reading() as connection:
            theirs = tickets_reader.came_by(connection, site, channel, (at - horizon, at), remit)
        return versions[of_tickets(versions, theirs)]

    def standing_between(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        """Likewise of every ticket that was open or changed in [since, until], by all that is known now, each row with the bounds
        of its ticket: what `PastRequests` is made of. Raises OutOfRetention."""
        with self._store.reading() as connection:
            retention.refuse_before(connection, "tickets", since)
            return tickets_reader.standing_between(connection, site, since, until)

    def first_told(self, sources: Iterable[str], known: Micros | None = None) -> dict[str, Micros]:
        """When each of these sources first told of anything, as far as that is kept and had arrived by then."""
        with self._store.reading() as connection:
            return tickets_reader.first_told(connection, sources, known)

    def coverage(self, site: str, at: Micros, known: Micros | None = None, horizon: Micros = 8 * DAY) -> Coverage:
        """What the versions that `ticket_versions` gives, of everything, say of their sources."""
        with self._store.reading() as connection:
            return Coverage(tickets_reader.coverage_at(connection, site, at, known, horizon))

    def told_long_ago(self, site: str, at: Micros, known: Micros | None = None) -> dict[str, SourceCoverage]:
        """The sources that told of requests opened by `at`, though all may have been over for longer than any horizon:
        where they did, no request is 0 requests and not nothing known."""
        with self._store.reading() as connection:
            return tickets_reader.told_long_ago(connection, site, at, known)

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

    def outside_days(self, site: str, source: str, known: Micros | None = None) -> dict[date, Mapping[str, float]]:
        """The numbers of each local day that a source told of a site, by their names in the settings, in the order of
        days: those that arrived last, by now or (with `known`) by then. A number that was not told of a day is not there,
        and a day of which nothing is told has none."""
        with self._store.reading() as connection:
            return outside_days.read_days(connection, site, source, known)

    def checkpoint(self, site: str, at: Micros, kind: RecordKind, known: Micros | None = None) -> Checkpoint | None:
        """The newest checkpoint at or before `at` that nothing which arrived later (by `known`) has made wrong."""
        with self._store.reading() as connection:
            return checkpoints.read_checkpoint(connection, site, at, kind, known)

    def wall_messages(self, now: Micros) -> tuple[WallMessage, ...]:
        """What is written on walls and not over at this instant, the oldest first."""
        with self._store.reading() as connection:
            return wall_messages.read(connection, now)

    def oldest(self, kind: RecordKind) -> Micros | None:
        """From when on records are complete; None while nothing was purged."""
        with self._store.reading() as connection:
            return retention.read_oldest(connection, kind)

    # -- keeping

    @cached_property
    def alerts(self) -> AlertLog:
        """What fired, who took it, and what was sent of it."""
        return AlertLog(self._store.reading, self._writing)

    @cached_property
    def days(self) -> DayLog:
        """Days that were counted."""
        return DayLog(self._store.reading, self._writing)

    @cached_property
    def review_words(self) -> ReviewLog:
        """What people have written in the weekly review, with every edit."""
        return ReviewLog(self._store.reading, self._writing)

    @cached_property
    def mailings(self) -> MailingLog:
        """Which reviews were sent round."""
        return MailingLog(self._store.reading, self._writing)

    @cached_property
    def editions(self) -> EditionLog:
        """Published editions of reviews."""
        return EditionLog(self._store.reading, self._writing)

    def backup(self, target: Path) -> None:
        """One consistent moment as one SQLite file, while others go on writing. See `backup.restore`."""
        backup.back_up(self._store, target)

"""The past once more: the floor at an instant by what had arrived then, and from there on as fast as anybody likes.

A replay is restored from the ledger once, and then fed what arrived next, as polls fed the live state. Each of its
snapshots is that of `snapshot_at` with `known`, at the price of what happened since the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from wallboard.clock import midnight_before
from wallboard.collector import nothing_collected
from wallboard.engine.active_alerts import within
from wallboard.engine.halves import HALVES, HalfState, Wanted
from wallboard.engine.halves.background import Background, background_at
from wallboard.engine.halves.source_state import worst
from wallboard.engine.health import told_to
from wallboard.engine.health_then import health_then
from wallboard.engine.recipe import Frame, compose, take
from wallboard.ledger import Ledger, Recorded
from wallboard.model import HOUR, MINUTE, Asks, Demand, Health, Micros, Snapshot, State
from wallboard.model.floor import CallerNow, Floor
from wallboard.model.remit import Remit
from wallboard.questions.usual import UsualDay, usual_day
from wallboard.settings import Settings
from wallboard.source import Carries

FARTHEST_STEP: Micros = 15 * MINUTE  # what is farther away is restored sooner than fed
LONGEST_RUN: Micros = HOUR - MINUTE  # without arrivals a restored state knows of an hour to come

SiteHalf = tuple[str, Carries]


class _Run(NamedTuple):
    """What goes on from the instant `began`; `known` is None where the wall did not listen yet: then it goes by what it
    was told later."""

    began: Micros
    known: Micros | None
    halves: Mapping[SiteHalf, HalfState]


class Replay:
    """The sites of one remit. Used by one thread at a time; every method may raise LedgerError and OutOfRetention."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        carried: Mapping[str, Carries],
        remit: Remit,
        demand: Demand | None,
        reading: Callable[[], Mapping[str, float]] = dict,
    ) -> None:
        """`carried` says which half each source carries. With a `demand` readings are taken of what is in it alone.
        `reading` says of each source that still reads its history what share of it is read."""
        self._ledger, self._settings, self._carried, self._remit = ledger, settings, carried, remit
        self._demand, self._asks = demand, None if demand is None else demand.asks
        self._sites = [site for site in settings.sites if remit.has_site(site)]
        self._at: Micros = 0
        self._reading_now, self._unread = reading, dict[str, float]()
        self._rewritten = ledger.rewritten
        self._run: _Run | None = None
        self._usual: dict[str, tuple[date, UsualDay]] = {}

    def snapshot(self, at: Micros) -> Snapshot:
        """What was true at an instant, by what had arrived then. Where the wall did not listen yet, sources whose history
        is still being read say so: what is read of it so far is true of no instant."""
        self._look_what_is_known()
        with nothing_collected():
            return self._snapshot(at)

    def _snapshot(self, at: Micros) -> Snapshot:
        if not self._goes_on(at) or not self._moved(at):
            self._restore(at)
        assert self._run is not None  # noqa: S101 - restored above where there was none
        self._at, run = at, self._run
        told_later = run.known is None
        wanted = Wanted(self._asks, self._background(at, None if told_later else at))
        figures = [take(half, at, wanted) for half in run.halves.values()]
        health = (self._health(name, carries, at, told_later) for name, carries in self._carried.items())
        on = within(self._ledger.alerts.were_on(None, at), self._remit)
        told = told_to(self._remit, tuple(health))
        return compose(figures, Frame(at, at, told, self._settings.demo, (), self._demand, self._asks, on))

    def _health(self, name: str, carries: Carries, at: Micros, told_later: bool) -> Health:
        then = health_then(self._ledger, self._settings, name, carries, at, told_later=told_later)
        return replace(then, catching_up=self._unread.get(name)) if told_later else then

    def _look_what_is_known(self) -> None:
        before = self._unread, self._rewritten
        self._unread, self._rewritten = dict(self._reading_now()), self._ledger.rewritten
        if before != (self._unread, self._rewritten):
            self._run = None  # more is known of the past than it was restored from, or it has other names

    def floor(self, at: Micros) -> tuple[Snapshot, Floor]:
        """The same, and who was on duty and who waited at that very instant. Nobody where nothing was heard yet."""
        snapshot = self.snapshot(at)
        assert self._run is not None  # noqa: S101 - the snapshot is of it
        heard = (half.floor() for place, half in self._run.halves.items() if _heard(snapshot.health, *place))
        floors = list(heard)
        agents = tuple(agent for each in floors for agent in each.agents)
        return snapshot, Floor(agents, tuple(self._recognised([caller for each in floors for caller in each.callers])))

    def _recognised(self, callers: Sequence[CallerNow]) -> Iterator[CallerNow]:
        """With how often they had called before: of what arrived since it was restored, nothing is said of that."""
        known = None if self._run is None else self._run.known and self._at
        waiting: dict[str, set[tuple[str, str]]] = {}
        for caller in callers:
            waiting.setdefault(caller.site, set()).add((caller.key.source, caller.key.callid))
        before = {site: self._ledger.called_before(site, calls, known) for site, calls in waiting.items()}
        for caller in callers:
            yield caller._replace(called_before=before[caller.site].get((caller.key.source, caller.key.callid)))

    # ------------------------------------------------------------ moving

    def _goes_on(self, at: Micros) -> bool:
        """Whether the instant is a step from where it stands."""
        before, self._asks = self._asks, None if self._demand is None else self._demand.asks
        run = self._run
        if _of_start(self._asks) and not _of_start(before):
            return False  # what was since the phone system's start was not counted so far
        if run is None or not 0 <= at - self._at <= FARTHEST_STEP:
            return False
        return run.known is not None or at - run.began <= LONGEST_RUN

    def _moved(self, at: Micros) -> bool:
        """Feeds what arrived meanwhile. False where that is more than a step."""
        assert self._run is not None  # noqa: S101 - it goes on from there
        if self._run.known is not None:
            came = {site: self._ledger.arrived(site, self._at, at) for site in self._sites}
            if any(recorded.restarts for recorded in came.values()):
                return False
            for (site, _), half in self._run.halves.items():
                half.apply(came[site])
            for site, recorded in came.items():
                self._doubt_usual(site, recorded)
        for half in self._run.halves.values():
            half.advance(at)
        return not any(half.wants_restoring() for half in self._run.halves.values())

    def _restore(self, at: Micros) -> None:
        known = known_at(self._ledger, self._sites, at)
        if self._run is None or (known is None) is not (self._run.known is None):
            self._usual.clear()
        fed = {
            (self._settings.site_of(self._settings.sources[name]), carries) for name, carries in self._carried.items()
        }
        restore = partial(_restored, self._ledger, self._settings, at, known, self._remit, self._asks)
        halves = {
            (site, half.carries): restore(half.carries, site)
            for site in self._sites
            for half in HALVES.values()
            if (site, half.carries) in fed
        }
        self._at, self._run = at, _Run(at, known, halves)

    # ------------------------------------------------------------ what stands beside

    def _background(self, at: Micros, known: Micros | None) -> Background:
        assert self._run is not None  # noqa: S101 - asked of what was restored
        compared = [site for site, carries in self._run.halves if HALVES[carries].compared]
        read = partial(self._ledger.visits_in_spans, known=known)

        def usual_of(site: str, day: date) -> UsualDay:
            if site not in self._usual or self._usual[site][0] != day:
                self._usual[site] = day, usual_day(read, self._settings, site, day)
            return self._usual[site][1]

        return background_at(self._ledger, self._settings, compared, at, known, usual_of)

    def _doubt_usual(self, site: str, recorded: Recorded) -> None:
        """What was told late may be of the days that say what is usual."""
        midnight = midnight_before(self._at, self._settings.zone(site))
        entered = (visit.entered for visit in (*recorded.visits, *recorded.former.values()))
        if any(instant < midnight for instant in entered):
            self._usual.pop(site, None)


def known_at(ledger: Ledger, sites: Iterable[str], at: Micros) -> Micros | None:
    """By what is shown that was true at `at` of these sites: what had arrived then; None where the wall did not listen yet:
    then all that is known now. Raises LedgerError."""
    first = [arrival for site in sites if (arrival := ledger.first_arrival(site)) is not None]
    return at if not first or at >= min(first) else None


def _heard(health: Iterable[Health], site: str, carries: Carries) -> bool:
    """Whether anything was told of a half by then."""
    return worst(each.state for each in health if (each.site, each.carries) == (site, carries)) is not State.NO_DATA


def _of_start(asks: Asks | None) -> bool:
    return asks is None or "since_start" in asks.windows


def _restored(
    ledger: Ledger,
    settings: Settings,
    at: Micros,
    known: Micros | None,
    remit: Remit,
    asks: Asks | None,
    carries: Carries,
    site: str,
) -> HalfState:
    return HALVES[carries].restore(ledger, settings, site, at, known, live=True, remit=remit, asks=asks)

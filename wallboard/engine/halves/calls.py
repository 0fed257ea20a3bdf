"""The half that answers "are we answering": queues, and the people who take their calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from wallboard.clock import Clock, local_day
from wallboard.engine.halves import call_history
from wallboard.engine.halves.call_days import counted_calls, rules_of_calls
from wallboard.engine.halves.call_readings import call_readings
from wallboard.engine.halves.half import Points, Unread, Wanted
from wallboard.engine.halves.reconcile import Reconciler
from wallboard.engine.halves.source_state import nothing_yet
from wallboard.ledger import CallHistory, Ledger, Recorded
from wallboard.metrics.calls_table import CALL_WINDOWS
from wallboard.metrics.silence import WITHOUT_HISTORY, Came
from wallboard.metrics.trends import trends
from wallboard.model import Asks, Micros, OnDuty, Reading
from wallboard.model.day_counts import DayCounts
from wallboard.model.floor import CallerNow, Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.source import Carries, PolledSource
from wallboard.state.agents import AgentBook
from wallboard.state.calls import CallState


class SiteCalls:
    """The calls of one site, and its agents. `told`: whether anything at all was known of them."""

    def __init__(self, settings: Settings, calls: CallState, history: CallHistory) -> None:
        self.calls, self.agents = calls, AgentBook(settings, calls.site)
        self.agents.apply(history.of_agents)
        self._called_before = dict(history.called_before)
        self.told = bool(history.base or history.visits or history.restarts or history.of_agents)
        self._settings = settings
        self._named = any(
            board.agent_names and settings.site_of(board) == calls.site for board in settings.boards.values()
        )

    def apply(self, recorded: Recorded) -> None:
        self.calls.apply(recorded.visits, recorded.gone, recorded.former)
        for restart in recorded.restarts:
            self.calls.restart(restart)
        self.agents.apply(recorded.happenings)
        self._know_callers(recorded)
        self.told = self.told or bool(recorded.happenings or recorded.visits)

    def _know_callers(self, recorded: Recorded) -> None:
        """Of those who wait; who only went on to another queue still does."""
        calls = {(visit.key.source, visit.key.callid) for visit in recorded.visits}
        waiting = {(visit.key.source, visit.key.callid) for visit in recorded.visits if visit.left is None}
        for call in calls - waiting:
            self._called_before.pop(call, None)
        self._called_before |= recorded.called_before

    def wants_restoring(self) -> bool:
        """Something became known so late that it must be read again: a start of the phone system, a queue without calls."""
        return self.calls.reload_wanted

    def advance(self, now: Micros) -> None:
        self.calls.advance(now)

    def readings(self, now: Micros, wanted: Wanted) -> Iterator[Reading]:
        asks = wanted.asks
        windows = CALL_WINDOWS if asks is None else [window for window in CALL_WINDOWS if window in asks.windows]
        want = None if asks is None else asks.metrics
        found = call_readings(self.calls, self.agents, self._settings, now, want, windows)
        yield from found if self.told else map(nothing_yet, found)
        yield from wanted.background.readings(self._settings, self.calls.site, now, want)

    def people(self) -> tuple[OnDuty, ...]:
        return self.agents.people() if self._named else ()

    def floor(self) -> Floor:
        return Floor(self.agents.floor(self.calls.conversations), tuple(self._callers()))

    def _callers(self) -> Iterator[CallerNow]:
        for queue in self.calls.queues():
            waiting = sorted(self.calls.group(queue).entered.items(), key=lambda each: (each[1], each[0]))
            for position, (key, entered) in enumerate(waiting, 1):
                before = self._called_before.get((key.source, key.callid))
                yield CallerNow(self.calls.site, key, entered, position, before)

    def series(self) -> Points:
        return trends(self.calls) if self.told else {}  # else nobody knows that nobody waited

    def unread(self, remit: Remit, now: Micros) -> Sequence[Unread]:
        return ()

    def within(self, remit: Remit) -> None:
        return None


class Calls:
    carries: Carries = "calls"
    by_place = False
    of_whole_sites = False
    compared = True
    tells_changes = False
    looks_back = 0
    tried_daily = True  # calls that a phone system dated in the future: their time may have come

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
    ) -> SiteCalls:
        since_start = asks is None or "since_start" in asks.windows
        told = call_history.calls_at(ledger, settings, site, at, known, live=live, since_start=since_start)
        return SiteCalls(settings, *told)

    def keep_checkpoints(self, ledger: Ledger, settings: Settings, site: str, clock: Clock) -> None:
        call_history.keep_checkpoints(ledger, settings, site, clock)

    def counted(
        self, ledger: Ledger, settings: Settings, site: str, days: Sequence[date]
    ) -> Iterator[tuple[date, Mapping[str, DayCounts]]]:
        return counted_calls(ledger, settings, site, days)

    def rules(self, settings: Settings, site: str) -> Callable[[date], str]:
        return rules_of_calls(settings, site)

    def first_day(self, ledger: Ledger, settings: Settings, site: str) -> date | None:
        first = ledger.first_entered(site)
        return None if first is None else local_day(first, settings.zone(site))

    def came(self, ledger: Ledger, site: str, source: str, since: Micros, until: Micros) -> Came:
        return Came(ledger.came("calls", site, source, since, until), without_history=WITHOUT_HISTORY)

    def reconciler(self, source: PolledSource, ledger: Ledger) -> Reconciler | None:
        return None

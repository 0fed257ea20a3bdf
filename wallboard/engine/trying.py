"""What rules would have fired on past days, by what is known now: the same conditions over the same state as live, moved on
from one instant to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from wallboard.alerts.condition import Condition
from wallboard.alerts.looking import conditions
from wallboard.alerts.watch import Watch
from wallboard.calendar import calendar
from wallboard.clock import day_start, local_day
from wallboard.engine.halves import HALVES, Wanted
from wallboard.engine.halves.background import Background
from wallboard.engine.halves.call_history import gather_calls
from wallboard.engine.halves.calls import SiteCalls
from wallboard.engine.recipe import Frame, HalfFigures, compose, take
from wallboard.judging.instant import instant
from wallboard.judging.memory import ToneMemory
from wallboard.ledger import Ledger
from wallboard.metrics import WINDOWS
from wallboard.model import HOUR, SECOND, Demand, Micros, Snapshot, readings_by_key
from wallboard.model.alerts import Alert
from wallboard.model.floor import AgentNow
from wallboard.questions.usual import UsualDay, usual_day
from wallboard.settings import Settings

EVERY_S = 15.0  # between two looks
SETTLED: Micros = HOUR  # after closing
Progress = Callable[[Micros], None]


@dataclass(slots=True)
class Tried:
    """What would have fired in [since, until), the oldest first; `cleared` None is of what was still on at the end."""

    since: Micros
    until: Micros
    alerts: list[Alert] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trial:
    """Which days of which site, looked at how often."""

    site: str
    since: Micros
    until: Micros
    every_s: float = EVERY_S


def try_rules(ledger: Ledger, settings: Settings, trial: Trial, progress: Progress = lambda _: None) -> Tried:
    """Raises OutOfRetention. `progress` is told each instant that is looked at, and may end it by raising. Outages of sources
    are not known of past days: `source_lost` never fires."""
    tried, run = Tried(trial.since, trial.until), _Run(ledger, settings, trial)
    for day, begins, ends in _days(settings, trial):
        for now in run.instants(begins, ends):
            progress(now)
            _note(tried, run.look(day, now), run.watch, now)
    return tried


def _note(tried: Tried, found: Sequence[Condition], watch: Watch, now: Micros) -> None:
    on = [alert for alert in tried.alerts if alert.on]
    change = watch.step(found, on, now)
    for alert in change.clear:
        tried.alerts[alert.id] = replace(alert, cleared=now)
    tried.alerts += [Alert(len(tried.alerts) + nth, raised) for nth, raised in enumerate(change.fire)]


def _days(settings: Settings, trial: Trial) -> Iterator[tuple[date, Micros, Micros]]:
    """Each local day of the trial, from when to when."""
    zone = settings.zone(trial.site)
    day = local_day(trial.since, zone)
    while (begins := day_start(day, zone)) < trial.until:
        after = day + timedelta(days=1)
        yield day, max(begins, trial.since), min(day_start(after, zone), trial.until)
        day = after


class _Run:
    """One trial, day by day: of each day all visits are known at once, and none counts before its instant."""

    def __init__(self, ledger: Ledger, settings: Settings, trial: Trial) -> None:
        self._ledger, self._settings, self._trial = ledger, settings, trial
        self._demand, self._memory, self.watch = Demand(WINDOWS), ToneMemory(), Watch()
        self._day: date | None = None
        self._calls: SiteCalls | None = None
        self._usual = UsualDay(None, {})  # type: ignore[arg-type]
        self._requests = HalfFigures()
        self._requests_of: Micros = 0
        self._hours = calendar(settings.sites[trial.site].hours, settings.zone(trial.site))
        self._always = any(rule.hours == "always" for rule in settings.alerts.values())
        self._reads_requests = any(rule.reading.startswith("tickets.") for rule in settings.alerts.values())

    def instants(self, begins: Micros, ends: Micros) -> Iterator[Micros]:
        """When to look. While the site is closed nothing fires but what always holds; what was on is over a while after."""
        every, closed_for, now = round(self._trial.every_s * SECOND), 0, begins
        while now < ends:
            closed_for = 0 if self._always or self._hours.is_open(now) else closed_for + every
            if closed_for > SETTLED:
                opens = self._hours.next_open(now)
                now = ends if opens is None else max(now, min(ends, opens))
                closed_for = 0
                continue
            yield now
            now += every

    def look(self, day: date, now: Micros) -> list[Condition]:
        if day != self._day:
            self._begin(day)
        if self._reads_requests and now - self._requests_of >= HOUR:
            self._requests, self._requests_of = self._requests_at(now), now
        while True:
            snapshot = self._snapshot(now)
            at = instant(snapshot, self._settings, self._trial.site, self._memory)
            found = list(conditions(at, self._agents()))
            if snapshot.complete:
                return found

    def _agents(self) -> Sequence[AgentNow]:
        return self._calls.floor().agents if self._calls is not None and self._settings.pauses else ()

    def _begin(self, day: date) -> None:
        site, zone = self._trial.site, self._settings.zone(self._trial.site)
        begins, ends = day_start(day, zone), day_start(day + timedelta(days=1), zone)
        settings, since = self._settings, begins - 3 * HOUR
        calls, history = gather_calls(self._ledger, settings, site, ends, None, since, begins, since_start=False)
        self._calls, self._day = SiteCalls(self._settings, calls, history), day
        self._usual = usual_day(self._ledger.visits_in_spans, self._settings, site, day)

    def _requests_at(self, now: Micros) -> HalfFigures:
        state = HALVES["tickets"].restore(self._ledger, self._settings, self._trial.site, now)
        return take(state, now, Wanted())

    def _snapshot(self, now: Micros) -> Snapshot:
        site, asks = self._trial.site, self._demand.asks
        figures = [self._requests]
        if self._calls is not None:
            self._calls.advance(now)
            wanted = Wanted(asks, Background({site: self._usual}))
            figures.append(HalfFigures(readings_by_key(self._calls.readings(now, wanted))))
        return compose(figures, Frame(now, now, (), False, demand=self._demand, asks=asks))

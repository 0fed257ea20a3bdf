"""A site as it was at an instant, within a remit, restored as `recount.py` restores it: for whoever asks what is behind
one of its figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, partial
from threading import RLock
from typing import TYPE_CHECKING

from wallboard.engine.halves import HalfState, Wanted
from wallboard.engine.halves.background import Background, UsualOf, background_at
from wallboard.engine.halves.call_history import calls_at
from wallboard.engine.halves.calls import SiteCalls
from wallboard.engine.halves.request_history import HORIZON, tickets_at
from wallboard.engine.halves.requests import SiteRequests
from wallboard.engine.recipe import take
from wallboard.judging.instant import CARRIES
from wallboard.ledger import AsOf, CallHistory, Ledger
from wallboard.model import Asks, Micros, Reading, ReadingKey, Visit
from wallboard.model.demand import dimension_of
from wallboard.model.remit import Remit
from wallboard.questions.behind import Behind, FigureQuestion, RequestsThen, VisitsThen, read_behind
from wallboard.questions.behind.callers import CALLERS
from wallboard.questions.callers import CallersOf, windows_of
from wallboard.questions.departments.open_items import OpenItems, read_open_items
from wallboard.questions.since_closing import WINDOW as SINCE_CLOSING
from wallboard.questions.usual import SURGE, ReadSpans
from wallboard.questions.usual import VARIANT as USUAL
from wallboard.settings import Settings
from wallboard.settings.within import within
from wallboard.source import Carries
from wallboard.state.agents import AgentBook
from wallboard.state.calls import CallState

if TYPE_CHECKING:
    import pandas as pd


class SiteThen:
    """At `at`, by what is `known` (None: now). Each half is restored when it is asked for first. Any thread may ask
    `behind`; everything else is for the questions."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        site: str,
        at: Micros,
        known: Micros | None,
        remit: Remit,
        fed: Collection[Carries],
        usual: UsualOf,
    ) -> None:
        """`settings` are everyone's; `fed` which halves have a source; `usual` tells what is usual by what is known now."""
        self.settings = settings
        self._ledger, self._site, self._at, self._known, self._remit = ledger, site, at, known, remit
        self._fed, self._usual = fed, usual if known is None else None
        self._lock = RLock()

    def behind(self, question: FigureQuestion) -> Behind | None:
        """What makes a figure of this site at this instant; None where there is no such figure."""
        with self._lock:
            return read_behind(question, self)

    def open_items(self, department: str) -> OpenItems:
        """What is open in a department at this instant."""
        with self._lock:
            return read_open_items(department, self.requests(), self._at)

    def reading(self, key: ReadingKey) -> Reading | None:
        carries = CARRIES[key.metric.partition(".")[0]]
        if carries not in self._fed:
            return None
        dimension = dimension_of(key.scope)
        asks = Asks(frozenset({key.metric}), frozenset({key.window}), frozenset({dimension} if dimension else ()))
        beside = key.variant in (USUAL, SURGE) or key.window == SINCE_CLOSING or key.metric in CALLERS
        background = self._background if beside else Background()
        half: HalfState = self._calls if carries == "calls" else self._requests
        return take(half, self._at, Wanted(asks, background)).readings.get(key)

    def visits(self, since_start: bool) -> VisitsThen:
        calls, history = self._since_start if since_start else self._since_midnight
        return VisitsThen(calls, history.visits)

    def entered(self, since: Micros, until: Micros) -> Sequence[Visit]:
        return self._ledger.visits_entered(self._site, since, until, self._known)

    def owed(self) -> Sequence[Visit]:
        callers = self._background.callers.get(self._site) or CallersOf()
        return self._ledger.visits_by_key({each.key for each in callers.owed or ()})

    def recognised(self, window: str) -> Sequence[tuple[Visit, bool]]:
        since = windows_of(self.settings, self._site, self._at)[window]
        return self._ledger.recognised_calls(self._site, since, self._at, self._known)

    def agents(self) -> AgentBook:
        self._calls.agents.follow(self._calls.calls)
        return self._calls.agents

    def requests(self) -> RequestsThen:
        settings = self.settings if self._remit.everything else within(self.settings, self._remit)
        return RequestsThen(self._requests.tickets, self._versions, settings)

    def read_days(self) -> ReadSpans:
        return partial(self._ledger.visits_in_spans, known=self._known)

    # ------------------------------------------------------------ what is read of the ledger, once

    @cached_property
    def _since_midnight(self) -> tuple[CallState, CallHistory]:
        return calls_at(self._ledger, self.settings, self._site, self._at, self._known, live=False)

    @cached_property
    def _since_start(self) -> tuple[CallState, CallHistory]:
        return calls_at(
            self._ledger, self.settings, self._site, self._at, self._known, live=False, from_checkpoint=False
        )

    @cached_property
    def _calls(self) -> SiteCalls:
        return SiteCalls(self.settings, *self._since_midnight)

    @cached_property
    def _versions(self) -> pd.DataFrame:
        return self._ledger.ticket_versions(AsOf(self._site, self._at, self._known, HORIZON, self._remit))

    @cached_property
    def _requests(self) -> SiteRequests:
        ledger, settings, site, at, known, remit = (
            self._ledger, self.settings, self._site, self._at, self._known, self._remit,
        )  # fmt: skip
        coverage = None if remit.whole_sites else ledger.coverage(site, at, known, HORIZON)
        tickets = tickets_at(
            ledger, settings, site, at, known, live=False, remit=remit, coverage=coverage, versions=self._versions
        )
        return SiteRequests(ledger, settings, tickets, remit)

    @cached_property
    def _background(self) -> Background:
        return background_at(self._ledger, self.settings, [self._site], self._at, self._known, self._usual)

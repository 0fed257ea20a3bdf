"""The requests of people who see only some departments or wards, counted live beside those of everyone.

Each is fed by the same polls as the whole. The first time that somebody asks, it is read from the ledger without
holding the wall up: what is recorded meanwhile waits, and is applied when the reading is over. Nothing is lost by
that, for a poll tells all versions of a request, and nothing is counted twice, for they replace what was known.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from wallboard.engine.halves.request_history import tickets_at
from wallboard.engine.halves.source_state import under
from wallboard.engine.halves.ticket_readings import asked_readings
from wallboard.ledger import Ledger
from wallboard.model import MINUTE, Asks, Micros, Reading, ReadingKey, State, readings_by_key
from wallboard.model.remit import Remit
from wallboard.settings import Settings
from wallboard.settings.within import within
from wallboard.state.tickets import TicketState

if TYPE_CHECKING:
    import pandas as pd

KEPT_UNASKED = 10 * MINUTE
MOST = 200  # at one site


class ScopedView:
    """One site's requests within one remit. All but `read` is called under the engine's lock."""

    def __init__(self, ledger: Ledger, settings: Settings, whole: TicketState, remit: Remit) -> None:
        """`settings` and `whole` are those of everyone."""
        self.asked: Micros = 0
        self._ledger, self._all_settings, self._whole, self._remit = ledger, settings, whole, remit
        self._settings = within(settings, replace(remit, sites=frozenset({whole.site})))
        self._reading = Lock()
        self._read: TicketState | None = None
        self._recorded: list[pd.DataFrame] = []  # since before the ledger is read
        self._state: TicketState | None = None
        self._taken: tuple[Micros, Asks | None, dict[ReadingKey, Reading]] | None = None
        self._shown: tuple[State, dict[ReadingKey, Reading]] | None = None

    def read(self, now: Micros) -> None:
        """From the ledger, without any lock that a poll needs. One thread reads, others wait for it."""
        with self._reading:
            if self._read is None:
                whole = self._whole
                at = now if whole.now is None else whole.now  # a source that is lost told of its last instant only
                self._read = tickets_at(
                    self._ledger,
                    self._all_settings,
                    whole.site,
                    at,
                    None,
                    live=True,
                    remit=self._remit,
                    coverage=whole.coverage,
                )

    def is_ready(self) -> bool:
        """Whether it has been read; takes over what was recorded meanwhile."""
        if self._state is None and self._read is not None:
            self._state = self._read
            for versions in self._recorded:
                self._state.apply(versions)
            self._recorded.clear()
        return self._state is not None

    def apply(self, versions: pd.DataFrame, places: Collection[tuple[str, str]]) -> None:
        """All versions of some requests, whose departments and wards are the `places`."""
        if not any(self._remit.has_request(*place) for place in places):
            return  # none of them ever was in the remit
        if self._state is None:
            self._recorded.append(versions)
        else:
            self._state.apply(versions)

    def shown(self, as_of: Micros, state: State, asks: Asks | None) -> Mapping[ReadingKey, Reading]:
        """What is asked for, taken once for an instant and a state of the source."""
        if self._taken is None or self._taken[0] != as_of or self._taken[1] is not asks:
            taken = asked_readings(self._tickets, self._settings, as_of, asks)
            self._taken, self._shown = (as_of, asks, readings_by_key(taken)), None
        if self._shown is None or self._shown[0] is not state:
            self._shown = state, under(state, self._taken[2])
        return self._shown[1]

    def all_readings(self, as_of: Micros) -> Mapping[ReadingKey, Reading]:
        return readings_by_key(asked_readings(self._tickets, self._settings, as_of, None))

    @property
    def _tickets(self) -> TicketState:
        if self._state is None:
            raise RuntimeError("asked before it was read")
        return self._state


class ScopedViews:
    """All of one site that are in use, by remit. What nobody asked for in ten minutes goes, and so does the one that was
    asked for longest ago when there are too many."""

    def __init__(self, ledger: Ledger, settings: Settings, whole: TicketState) -> None:
        self._ledger, self._settings, self._whole = ledger, settings, whole
        self._all: OrderedDict[Remit, ScopedView] = OrderedDict()

    def unread(self, remit: Remit, now: Micros) -> list[ScopedView]:
        """Those of a remit that are still to be read; from now on they miss nothing."""
        if remit.whole_sites:
            return []
        ours = self._ask(_here(remit), now)
        self._forget(now)
        return [] if ours.is_ready() else [ours]

    def of(self, remit: Remit) -> ScopedView:
        return self._all[_here(remit)]

    def apply(self, versions: pd.DataFrame) -> None:
        if self._all:
            places = set(zip(versions["department"], versions["ward"], strict=True))
            for each in self._all.values():
                each.apply(versions, places)

    def __len__(self) -> int:
        return len(self._all)

    def _ask(self, remit: Remit, now: Micros) -> ScopedView:
        if remit not in self._all:
            self._all[remit] = ScopedView(self._ledger, self._settings, self._whole, remit)
        self._all.move_to_end(remit)
        self._all[remit].asked = now
        return self._all[remit]

    def _forget(self, now: Micros) -> None:
        while self._all:
            oldest = next(iter(self._all))
            if len(self._all) <= MOST and self._all[oldest].asked > now - KEPT_UNASKED:
                return
            del self._all[oldest]


def _here(remit: Remit) -> Remit:
    """What it is limited to at each of its sites."""
    return replace(remit, sites=None)

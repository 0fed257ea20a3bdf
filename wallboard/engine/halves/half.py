"""What a half of the wall is: one kind of record (calls, requests, what comes third), and what is known of it at a site.

The engine, the recount of a past instant and maintenance know halves by this shape alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from wallboard.clock import Clock
from wallboard.engine.halves.background import Background
from wallboard.engine.halves.reconcile import Reconciler
from wallboard.ledger import Ledger, Recorded
from wallboard.metrics.silence import Came
from wallboard.model import Asks, Micros, OnDuty, Reading, ReadingKey, State
from wallboard.model.day_counts import DayCounts
from wallboard.model.floor import Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.source import Carries, PolledSource

Readings = Mapping[ReadingKey, Reading]
Points = Mapping[ReadingKey, tuple[float | None, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is taken of a half, and what is known of other times than its instant."""

    asks: Asks | None = None  # None: every metric in every scope and window
    background: Background = field(default_factory=Background)


class Unread(Protocol):
    """A part of a half that somebody asks for and that is still to be read from the ledger."""

    def read(self, now: Micros) -> None:
        """Without any lock that a poll needs. Raises LedgerError."""


class Part(Protocol):
    """A half within a remit that holds a part of it."""

    def shown(self, as_of: Micros, state: State, asks: Asks | None) -> Readings:
        """What is asked for, as that state of the source allows."""

    def all_readings(self, as_of: Micros) -> Readings:
        """Every reading in every scope."""


class HalfState(Protocol):
    """One half at one site: live, fed by polls, or as it was at a past instant. Not thread-safe."""

    def apply(self, recorded: Recorded) -> None:
        """Fold what a poll brought."""

    def wants_restoring(self) -> bool:
        """Whether something was told so late that the ledger must be read again."""

    def advance(self, now: Micros) -> None:
        """Moves on to `now`, the instant of a poll."""

    def readings(self, now: Micros, wanted: Wanted) -> Iterable[Reading]:
        """Said to be of `now`, which it was moved on to."""

    def people(self) -> tuple[OnDuty, ...]:
        """Who is on duty, where a board of the site names them."""

    def floor(self) -> Floor:
        """Every agent on duty by name, and every caller who waits: whoever asks may name them."""

    def series(self) -> Points:
        """The course of some readings in the last hour."""

    def unread(self, remit: Remit, now: Micros) -> Sequence[Unread]:
        """What of a remit is to be read before `within` can tell it."""

    def within(self, remit: Remit) -> Part | None:
        """The part of it that a remit holds; None where whoever has the site has all of it."""


class Half(Protocol):
    """One kind of record. It remembers nothing: what is known of a site is in the state that it restores."""

    carries: Carries
    by_place: bool  # whether a remit of departments or wards holds a part of it only
    of_whole_sites: bool  # whether a remit of departments or wards is told nothing of it, not even how its sources are
    compared: bool  # whether its figures stand beside what is known of other times: `Wanted.background`
    tells_changes: bool  # whether a source that tells of something old has told what is new all the same
    tried_daily: bool  # whether rows set aside are tried again each day: those that were of the future may not be now

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
    ) -> HalfState:
        """A site at `at`, by what is known now or (with `known`) by what had arrived by then, of what is in the `remit`.
        A `live` state goes on from there; one that is not knows how things ended and leaves that out. Nothing but what it
        `asks` for will be taken of it (None: everything). Raises LedgerError."""

    def keep_checkpoints(self, ledger: Ledger, settings: Settings, site: str, clock: Clock) -> None:
        """Saves counts from which past instants are restored at less cost, where some are missing. Raises LedgerError."""

    def came(self, ledger: Ledger, site: str, source: str, since: Micros, until: Micros) -> Came:
        """When records of a source came, by which a silence is judged. Raises LedgerError."""

    def reconciler(self, source: PolledSource, ledger: Ledger) -> Reconciler | None:
        """Asks after records that a source may delete without a word; None where none does."""


class CountedByDay(Protocol):
    """A half whose days are counted, so that longer times are put together of them."""

    looks_back: Micros  # so long before a day records must be kept for it to be counted

    def counted(
        self, ledger: Ledger, settings: Settings, site: str, days: Sequence[date]
    ) -> Iterator[tuple[date, Mapping[str, DayCounts]]]:
        """Local days that are over, each by dimension; "site" is among them. All at once what is read of them, so that they
        should lie near each other. Raises LedgerError."""

    def rules(self, settings: Settings, site: str) -> Callable[[date], str]:
        """Of each day a digest of the settings by which it is counted."""

    def first_day(self, ledger: Ledger, settings: Settings, site: str) -> date | None:
        """The day on which anything is told of first; None before that. Raises LedgerError."""

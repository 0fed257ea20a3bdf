"""What the ledger gives out, and the errors that it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wallboard.calls.fold import Restart
from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.clock import iso
from wallboard.database.faults import DatabaseFailed
from wallboard.model import DAY, CalledBefore, Micros, Visit, VisitKey
from wallboard.model.outside_days import OutsideDay, instant_of
from wallboard.model.remit import EVERYTHING, Remit

if TYPE_CHECKING:
    import pandas as pd

RecordKind = Literal["calls", "tickets"]

AGENTS = "agents"  # in a checkpoint of calls: the rows, by source and seq, that decide how agents stand at its instant


class LedgerError(DatabaseFailed):
    """The ledger cannot be opened, brought up to date, saved or restored. The text holds no password."""


class OutOfRetention(LedgerError):
    """A question about a time whose records are purged. The answer is not 0."""

    def __init__(self, kind: str, oldest: Micros) -> None:
        super().__init__(f"out of retention: {kind} are kept from {iso(oldest)}")
        self.kind = kind
        self.oldest = oldest


class RequestKey(NamedTuple):
    """One request: its key in its own system, and the source that told of it."""

    ticket: str
    source: str


class Belonging(NamedTuple):
    """A work item or duplicate of a request, or what was merged into it, as it is known now. Texts are the source's own."""

    ticket: str
    relation: str  # child | duplicate | merged; "" where the source does not say
    state: str
    outcome: str
    department: str
    ward: str


class AsOf(NamedTuple):
    """Requests of a site: all that were open or changed in [at - horizon, at], and perhaps some more, by what had arrived by
    `known` (None: by now); of those alone that are or were in the `remit`'s departments and wards."""

    site: str
    at: Micros
    known: Micros | None = None
    horizon: Micros = 8 * DAY
    remit: Remit = EVERYTHING


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one batch changed. Everything is empty when the batch held nothing new."""

    happenings: tuple[Happening, ...] = ()  # only the new ones
    visit_versions: tuple[VisitVersion, ...] = ()  # only the new ones
    visits: tuple[Visit, ...] = ()  # the new state of every visit that is new or different
    former: Mapping[VisitKey, Visit] = field(default_factory=dict)  # how those, and the gone, were before
    gone: tuple[VisitKey, ...] = ()  # visits that late rows have shown not to exist
    restarts: tuple[Restart, ...] = ()  # new ones, in the order of seq
    # by source and callid: of the calls that wait now and of whose callers something new is known
    called_before: Mapping[tuple[str, str], CalledBefore] = field(default_factory=dict)
    versions: pd.DataFrame | None = None  # all versions of every ticket that got a new one
    days: tuple[OutsideDay, ...] = ()  # only the new ones, and those of which something else is told
    renamed: bool = (
        False  # what was recorded before has other names, and a state that was made of it is to be made anew
    )
    new: int = 0
    repeats: int = 0
    set_aside: int = 0
    mended: int = 0  # rows that were set aside before, and are taken now

    def with_removal(self, removed: Recorded) -> Recorded:
        """And a ticket that was taken out, of which it tells nothing else."""
        if removed.versions is None:
            return self
        versions = removed.versions
        if self.versions is not None:
            import pandas as pd  # late: who records a removal has it already

            versions = pd.concat([self.versions, versions], ignore_index=True)
        return replace(self, versions=versions, new=self.new + removed.new)

    @property
    def read(self) -> int:
        """Rows of the source, each counted once: as new, as a repeat or as set aside."""
        return self.new + self.repeats + self.set_aside

    def instants(self) -> list[Micros]:
        """Those of which its calls tell."""
        return [*(each.at for each in self.happenings), *(version.newest for version in self.visit_versions)]

    @property
    def newest(self) -> Micros | None:
        """The instant of the newest of its rows."""
        calls = self.instants()
        if calls:
            return max(calls)
        if self.versions is not None:
            return int(self.versions["updated_at"].max())
        return max((instant_of(each.day) for each in self.days), default=None)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """State of one site at an instant, saved so that later ones need not be counted from the beginning."""

    site: str
    kind: str
    at: Micros
    made_at: Micros
    payload: Any  # plain JSON values


@dataclass(frozen=True, slots=True)
class CallHistory:
    """All that call state at an instant is made of; see `Ledger.calls_at`."""

    visits: list[Visit]
    of_agents: list[Happening]
    restarts: list[Restart]
    called_before: Mapping[tuple[str, str], CalledBefore]  # by source and callid: of the calls that waited
    base: Checkpoint | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """A time of which a source told only afterwards: it, or the wall, was away."""

    source: str
    began: Micros  # when the first happened of which nobody heard
    ended: Micros  # when it was heard of


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of one source since the ledger began. `set_aside` counts those not replayed yet."""

    read: int = 0
    new: int = 0
    repeats: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class SourceContents:
    """What the ledger holds of one source: rows, visits by outcome, tickets by their present state."""

    calls: int  # happenings, and versions of whole visits
    visits: Mapping[str, int]
    versions: int
    tickets: Mapping[str, int]
    set_aside: int
    days: int = 0  # as often as they were told anew


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """By which settings the rows of a source were read (see wallboard/settings/meaning.py)."""

    meaning: Mapping[str, str]
    reach: str


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """A row that made no sense, as kept."""

    id: int
    source: str
    key: str
    reason: str
    content: str
    received_at: Micros
    replayed: Micros | None  # when it was read again with success

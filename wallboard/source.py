"""The contract that every outside system fulfils, and the one error that it may raise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from wallboard import outside_text
from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.mendable import Mendable
from wallboard.model import Micros
from wallboard.model.outside_days import OutsideDay

if TYPE_CHECKING:
    import pandas as pd
    from pydantic import BaseModel

Carries = Literal["calls", "tickets", "days"]

# Where a source stands, in its own words: plain JSON values, stored in the transaction of the rows it covers.
Cursor = Mapping[str, str | int | float | None]


class SourceError(Mendable):
    """A source cannot be read. The text says what happened, where, and what would be right;
    it holds no password and no query, and is one line
    whatever the names in it are. `permanent` means that trying again will not help."""

    def __init__(self, source: str, message: str, *, permanent: bool = False) -> None:
        super().__init__(outside_text.message(f"sources.{source}: {message}"))
        self.source = source
        self.permanent = permanent


# So begins the reason against a row for which a newer one of the same ticket stands: it makes sense, and is no fault.
SUPERSEDED = "superseded by"


def row_key(key: str | int) -> str:
    """Where a row is found that has a key of its own in its source: the key of the visit or request that it tells of."""
    return f"id {key}"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that makes no sense: kept with its reason, counted, never dropped. `content` is masked."""

    key: str  # where to find it: `row_key(4711)`, "line 12"
    reason: str  # a short sentence: what was found and what would be right
    content: str
    group: str = ""  # what rows with the same trouble share, for people who count them; the reason when empty


@dataclass(frozen=True, slots=True)
class Again:
    """Rows that were set aside, read once more."""

    batch: Batch  # without a cursor, and without counting them as read a second time
    tried: frozenset[str]  # the keys under which rows were found; the others wait on


class Recheck(NamedTuple):
    """Rows of a source that is no longer as it was may have been told before, under other numbers: those true up to
    `until` are compared by their content with those of numbers below `below_seq`."""

    until: Micros
    below_seq: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What changed since a cursor, and the cursor that covers it. Applying it twice changes nothing."""

    cursor: Cursor | None  # None: the source stays where it stands
    happenings: tuple[Happening, ...] = ()  # those of one row stand together, in the order of `part`
    visits: tuple[VisitVersion, ...] = ()  # of sources that tell whole visits
    tickets: pd.DataFrame | None = None  # columns: model.TICKET_COLUMNS
    # tickets that the source says it has no longer, and since when; those that are not known are passed over
    gone: Mapping[str, Micros] = field(default_factory=dict)
    # by the column of tickets: names that are others now, of all that was ever told by them, but for this batch, which has the new
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    days: tuple[OutsideDay, ...] = ()  # of sources that tell numbers by the day; each day once
    # by the call (of whole visits by the visit's key): the keyed hash of whose it is, of those that told a number
    callers: Mapping[str, str] = field(default_factory=dict, repr=False)
    set_aside: tuple[SetAside, ...] = ()
    read: int = 0  # rows of the source that were read: taken + repeats + set aside
    repeats: int = 0  # exact repeats within the batch
    source_now: Micros | None = None  # the source's own clock, where it has one
    more: bool = False  # there is more to read right now: poll again at once
    progress: float | None = None  # share of a first read that is done, while it lasts
    recheck: Recheck | None = None  # where the source is no longer the same
    notice: str = ""  # what people should know though it is read ("1 file set aside: ..."), as long as it is so


class Column(Protocol):
    """One field of every row."""

    def __iter__(self) -> Iterator[Any]: ...


class Columns(Protocol):
    """By the names of model.TICKET_COLUMNS: a frame, or arrays of equal length."""

    def __getitem__(self, name: str, /) -> Column: ...


class Sample(Protocol):
    """A source's newest rows. A batch is one; what is in plain columns is there sooner, without pandas."""

    @property
    def happenings(self) -> tuple[Happening, ...]: ...
    @property
    def visits(self) -> tuple[VisitVersion, ...]: ...
    @property
    def tickets(self) -> Columns | None: ...
    @property
    def days(self) -> tuple[OutsideDay, ...]: ...
    @property
    def set_aside(self) -> tuple[SetAside, ...]: ...
    @property
    def read(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `app.py check`."""

    ok: bool
    what: str  # "reachable", "account is read-only", ...
    detail: str = ""


class PolledSource(Protocol):
    """What a poll asks of a source."""

    name: str
    site: str
    carries: Carries

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        """Rows changed after `since` (None: the first time) and the cursor that covers them.
        Raises SourceError; never returns half."""

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        """Rows that were set aside, as they are read by the settings of today; `since` is where the source
        stands. Those that it cannot find again, or that are no better for being read again, are not tried.
        Raises SourceError."""

    def present(self, tickets: Collection[str]) -> set[str]:
        """Which of these tickets still exist at the source; used to notice hard deletes and merges.
        A source that cannot tell returns all of them."""


class Source(PolledSource, Protocol):
    def sample(self, now: Micros, most: int) -> Sample:
        """Its newest rows, `most` at most, as `changes` would give them now. Raises SourceError."""

    def check(self, now: Micros) -> list[Finding]:
        """Everything that could be wrong with this source, a finding each. Never raises."""

    def close(self) -> None:
        """Lets go of what is open. Perhaps from another thread, while a question of a worker that was given up hangs:
        where it can, it ends that. Never waits, and may be called again."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of outside system: its name (that of its module), its options, and how to open one."""

    name: str
    carries: Carries
    options: type[BaseModel]
    open: Callable[..., Source]  # (name, site, zone, options) -> Source; connects lazily
    # Whether its rows have callers' numbers: then `open` takes a fifth, the CallerHash, or none where it is left out.
    tells_callers: bool = False
    # Of days: the names of the numbers that they have, by the options.
    numbers: Callable[[Any], Collection[str]] = lambda options: ()

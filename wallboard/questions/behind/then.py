"""What was known of a site at an instant, within one remit: restored by whoever has the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from wallboard.model import Micros, Reading, ReadingKey, Visit
from wallboard.questions.usual import ReadSpans
from wallboard.settings import Settings
from wallboard.state.agents import AgentBook
from wallboard.state.calls import CallState
from wallboard.state.tickets import TicketState

if TYPE_CHECKING:
    import pandas as pd


class VisitsThen(NamedTuple):
    """The state, and all visits that may be counted in it."""

    calls: CallState
    visits: Sequence[Visit]


class RequestsThen(NamedTuple):
    """The state, all versions that it was made of, and the settings by which its figures are told."""

    tickets: TicketState
    versions: pd.DataFrame
    settings: Settings


class Then(Protocol):
    """One site at `at`, by what is `known`. Everything raises LedgerError, and OutOfRetention where records are no longer
    kept."""

    @property
    def settings(self) -> Settings: ...

    def reading(self, key: ReadingKey) -> Reading | None:
        """As a snapshot of that instant has it."""

    def visits(self, since_start: bool) -> VisitsThen:
        """With `since_start`, all since the phone system started too."""

    def entered(self, since: Micros, until: Micros) -> Sequence[Visit]:
        """The visits that entered in [since, until)."""

    def owed(self) -> Sequence[Visit]:
        """The visits in which those first asked who are owed a call."""

    def recognised(self, window: str) -> Sequence[tuple[Visit, bool]]:
        """The first visit of each call in a window whose caller is known, and whether they had called before."""

    def agents(self) -> AgentBook: ...

    def requests(self) -> RequestsThen: ...

    def read_days(self) -> ReadSpans:
        """The visits of other days, as the usual is made of them."""

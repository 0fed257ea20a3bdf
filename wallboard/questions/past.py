"""Where the answers come from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from wallboard.metrics.usual import Usual
from wallboard.model import Micros, Snapshot
from wallboard.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


class Past(Protocol):
    """What is known within one remit. Everything raises OutOfRetention where records are no longer kept."""

    @property
    def settings(self) -> Settings: ...

    def visits_between(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        """Queue visits that entered in [since, until), as `Ledger.visits` gives them."""

    def usual(self, site: str, day: date) -> Usual | None:
        """What is usual on that day's weekday, of all queues together; None where nothing is known of such a day."""

    def snapshot_at(self, at: Micros) -> Snapshot:
        """Everything that was true at that instant, by what is known now."""

"""What a page may ask of the past: of wallboard/engine/reader.py, within the remit of whoever is visiting."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from wallboard.model import Health, Micros, Snapshot
from wallboard.settings import Settings


class History(Protocol):
    @property
    def settings(self) -> Settings:
        """Of what may be seen: sites, queues, departments."""

    def visits(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        """Queue visits that entered in [since, until): queue, entered, left, outcome, reason, wait_s, agent ...
        Instants are int64 Micros, NO_INSTANT for none."""

    def health(self) -> tuple[Health, ...]:
        """How every source is doing now; one that is still reading its history knows only part of the past."""

    def snapshot_at(self, at: Micros) -> Snapshot:
        """Everything that was true at that instant, by what is known now."""

"""What a page may ask of the past: of wallboard/engine/reader.py, within the remit of whoever is visiting."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from wallboard.access.remit import Remit
from wallboard.engine.known_names import UnknownName
from wallboard.model import Health, Micros, Snapshot
from wallboard.settings import Settings


class History(Protocol):
    @property
    def settings(self) -> Settings:
        """Of what may be seen: sites, queues, departments."""

    @property
    def told_remit(self) -> Remit:
        """Whose requests are shown."""

    def unknown(self) -> tuple[UnknownName, ...]:
        """Departments and wards of the remit that nobody knows."""

    def visits(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        """Queue visits that entered in [since, until): queue, entered, left, outcome, reason, wait_s, agent ...
        Instants are int64 Micros, NO_INSTANT for none."""

    def health(self) -> tuple[Health, ...]:
        """How every source is doing now; one that is still reading its history knows only part of the past."""

    def snapshot_at(self, at: Micros) -> Snapshot:
        """Everything that was true at that instant, by what is known now."""

"""What a page may ask of the past: of wallboard/engine/reader.py, within the remit of whoever is visiting."""

from __future__ import annotations

from typing import Protocol

from wallboard.engine.known_names import UnknownName
from wallboard.model import Health
from wallboard.model.remit import Remit
from wallboard.questions.day import Day, DayQuestion
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

    def health(self) -> tuple[Health, ...]:
        """How every source is doing now; one that is still reading its history knows only part of the past."""

    def day(self, question: DayQuestion) -> Day:
        """One day of one site, by what is known now. Raises NoSuchSite and NoSuchDay."""

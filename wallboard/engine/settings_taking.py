"""Changed settings, taken over whole or not at all, and tried again until they are."""

from __future__ import annotations

from typing import Protocol

import structlog

from wallboard.database.faults import DatabaseFailed
from wallboard.engine.equipment import Equipment
from wallboard.languages import N_, Message
from wallboard.settings import Settings
from wallboard.settings.file.watch import SettingsWatch
from wallboard.settings.problems.wording import SettingsError
from wallboard.source import SourceError

log = structlog.get_logger(__name__)

PART = "settings"
_ACCESS = ("sign_in", "database", "keys", "keys_file")
_WAITING = Message(
    N_("Changed settings are not in force yet: the old ones go on until what they need can be read again")
)


class TakesOver(Protocol):
    def take_over(self, settings: Settings) -> list[str]:
        """Puts changed settings in force and gives back the keys that only count after a restart. Changes nothing where
        it raises."""


class SettingsTaking:
    """Looks whether the settings changed, whenever it is asked. What the wall could not take over is tried again at the
    next look, unless newer settings have come."""

    def __init__(
        self,
        watch: SettingsWatch,
        wall: TakesOver,
        equipment: Equipment,
    ) -> None:
        self._watch, self._wall = watch, wall
        self._troubles, self._telemetry, self._clock = equipment.troubles, equipment.telemetry, equipment.clock
        self._waiting: Settings | None = None
        self._failed: Settings | None = None

    def look(self) -> None:
        change = self._watch.poll()
        if isinstance(change, SettingsError):
            self._waiting = None  # whoever wrote these no longer wants the ones before
            self._telemetry.settings_refused.set(1)
            self._troubles.end(PART, self._clock())
            log.error("changed settings refused, the old ones stay in force", problems=str(change).splitlines())
            return
        self._waiting = change or self._waiting
        if self._waiting is not None:
            self._try(self._waiting)

    def _try(self, settings: Settings) -> None:
        self._telemetry.settings_refused.set(0)
        try:
            after_restart = self._wall.take_over(settings)
        except Exception as error:  # the old ones stay in force, whatever it is, and the next look tries again
            if not isinstance(error, DatabaseFailed | SourceError | OSError) and settings is not self._failed:
                log.exception("a fault of ours kept changed settings from being taken over")
            self._failed = settings
            self._troubles.begin(PART, _WAITING, self._clock(), f"{type(error).__name__}: {error}")
            return
        self._waiting = None
        self._troubles.end(PART, self._clock())
        log.info("settings taken over", only_after_a_restart=after_restart)


def after_restart(before: Settings, now: Settings) -> list[str]:
    """The keys whose change only counts after a restart."""
    waiting = [key for key in ("ledger", "server") if getattr(now, key) != getattr(before, key)]
    return waiting + [f"access.{key}" for key in _ACCESS if getattr(now.access, key) != getattr(before.access, key)]

"""Changed settings, taken over whole or not at all, and tried again until they are."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from wallboard.clock import Clock
from wallboard.database.faults import DatabaseFailed
from wallboard.engine.telemetry import Telemetry
from wallboard.engine.troubles import Troubles
from wallboard.settings import Settings
from wallboard.settings.file.watch import SettingsWatch
from wallboard.settings.file.wording import SettingsError
from wallboard.source import SourceError

log = structlog.get_logger(__name__)

PART = "settings"
_ACCESS = ("sign_in", "database", "keys", "keys_file")
_WAITING = "Changed settings are not in force yet: the old ones go on until what they need can be read again"


class SettingsTaking:
    """Looks whether the settings changed, whenever it is asked. `take_over` gives back the keys that only count after a
    restart, and changes nothing where it raises: then the same settings are tried again at the next look, unless newer
    ones have come."""

    def __init__(
        self,
        watch: SettingsWatch,
        take_over: Callable[[Settings], list[str]],
        troubles: Troubles,
        telemetry: Telemetry,
        clock: Clock,
    ) -> None:
        self._watch = watch
        self._take_over = take_over
        self._troubles = troubles
        self._telemetry = telemetry
        self._clock = clock
        self._waiting: Settings | None = None
        self._failed: Settings | None = None

    def look(self) -> None:
        found = self._watch.poll()
        if isinstance(found, SettingsError):
            self._waiting = None  # whoever wrote these no longer wants the ones before
            self._telemetry.settings_refused.set(1)
            self._troubles.end(PART, self._clock())
            log.error("changed settings refused, the old ones stay in force", problems=str(found).splitlines())
            return
        self._waiting = found or self._waiting
        if self._waiting is not None:
            self._try(self._waiting)

    def _try(self, settings: Settings) -> None:
        self._telemetry.settings_refused.set(0)
        try:
            after_restart = self._take_over(settings)
        except Exception as error:
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

"""Rows read once more because settings changed: those that were set aside, and sources that go by another name.

Rows that were taken keep the meaning that they were read with. Where settings have changed it since, that is said
until the source is read anew (`import --again`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import structlog

from wallboard.clock import Clock
from wallboard.languages import N_, Message
from wallboard.ledger import Ledger, Recorded
from wallboard.settings import Settings
from wallboard.settings.meaning import changed, meaning, reach
from wallboard.source import PolledSource, SetAside

log = structlog.get_logger(__name__)

ROWS_AT_ONCE = 2_000


class Rereading:
    """Of one source, from when its settings were read on. `due`: rows that were set aside are to be tried again."""

    def __init__(self, source: PolledSource, ledger: Ledger, settings: Settings) -> None:
        self._source, self._ledger = source, ledger
        options = settings.sources[source.name]
        self._meaning, self._reach = meaning(settings, source.name), reach(options)
        kept = ledger.source_settings(source.name)
        self._untold = kept is None or kept.reach != self._reach
        self.changed: tuple[str, ...] = () if kept is None else changed(options, kept.meaning, self._meaning)
        grown = kept is not None and not self.changed and dict(kept.meaning) != self._meaning
        self.due = bool(self.changed or grown)
        if self.changed:
            log.warning("settings give rows another meaning", source=source.name, changed=self.changed)

    def notice(self) -> str:
        """What people should know of rows that were read before; "" for nothing."""
        if not self.changed:
            return ""
        text = N_("{names} changed in the settings; what was read before keeps its old meaning")
        return Message(text, names=", ".join(self.changed))

    def settle(self) -> None:
        """Rows were read by these settings: they are kept beside them, unless older rows have another meaning."""
        if self._untold:
            kept = self._ledger.source_settings(self._source.name)
            old = kept.meaning if kept is not None and self.changed else self._meaning
            self._ledger.keep_source_settings(self._source.name, old, self._reach)
            self._untold = False

    def again(self, clock: Clock) -> Iterator[Recorded]:
        """Tries the rows that were set aside once more. Raises SourceError."""
        name, taken = self._source.name, 0
        waiting = [SetAside(row.key, row.reason, row.content) for row in self._ledger.set_aside_rows(name, None)]
        for start in range(0, len(waiting), ROWS_AT_ONCE):
            since = self._ledger.cursor(name)
            retried = self._source.again(waiting[start : start + ROWS_AT_ONCE], since, clock())
            if retried.tried:
                recorded = self._ledger.record_again(name, self._source.site, retried.batch, retried.tried, clock())
                taken += recorded.new
                yield recorded
        self.due = False
        if not self.changed:
            self._ledger.keep_source_settings(name, self._meaning, self._reach)
        if waiting:
            log.info("rows set aside tried again", source=name, waiting=len(waiting), taken=taken)


class Retried(NamedTuple):
    """What came of a command that reads a source: rows taken that were set aside before, and what is to be known."""

    taken: int
    notice: str


def retry(source: PolledSource, ledger: Ledger, settings: Settings, clock: Clock) -> Retried:
    """For a command, which has no polls: what `Engine` does after one."""
    rereading = Rereading(source, ledger, settings)
    rereading.settle()
    taken = sum(recorded.new for recorded in rereading.again(clock)) if rereading.due else 0
    return Retried(taken, rereading.notice())


def take_over_renamed(ledger: Ledger, settings: Settings, clock: Clock) -> None:
    """A source that has another name than before, and is the same system, goes on with its rows."""
    known = ledger.known_sources()
    gone = {name: ledger.source_settings(name) for name in known if name not in settings.sources}
    for name in settings.sources:
        if name in known:
            continue
        where = reach(settings.sources[name])
        old = next((each for each, kept in gone.items() if kept is not None and kept.reach == where), None)
        if old is not None:
            ledger.rename_source(old, name, clock())
            del gone[old]
            log.warning("source has another name, its rows go on under it", source=name, before=old)


def left_over(ledger: Ledger, settings: Settings) -> dict[str, tuple[str, int]]:
    """Site and rows of sources that the settings no longer have, and that count all the same."""
    return {name: told for name, told in ledger.known_sources().items() if name not in settings.sources and told[1]}

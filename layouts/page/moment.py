"""What the streams of pages look at: one instant within one remit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from layouts.wall.tile import Memory
from wallboard.engine.reader import Reader
from wallboard.judging.instant import Instant, instant
from wallboard.model import Snapshot
from wallboard.model.floor import Floor
from wallboard.model.remit import Remit

Then = Callable[[Reader], tuple[Snapshot, Floor]]


@dataclass(frozen=True)
class Moment:
    """What all streams of one remit look at in one round, read when the first of them asks. `memories` are what was judged
    of each site in the rounds before: with one, tones do not flutter and rows do not jump. `then` reads another instant than
    now."""

    reader: Reader
    memories: dict[str, Memory] = field(default_factory=dict)
    then: Then | None = None
    _narrowed: dict[Remit, Moment] = field(default_factory=dict)
    _judged: dict[str, Instant] = field(default_factory=dict)

    @cached_property
    def snapshot(self) -> Snapshot:
        return self.reader.full_snapshot() if self.then is None else self.floor[0]

    @cached_property
    def floor(self) -> tuple[Snapshot, Floor]:
        """Who is on duty and who waits, with the snapshot of that very instant."""
        return self.reader.floor() if self.then is None else self.then(self.reader)

    @property
    def complete(self) -> bool:
        """Whether all was there that was asked for: else it is to be looked at once more."""
        return self.snapshot.complete and all(narrowed.complete for narrowed in self._narrowed.values())

    def memory(self, site: str) -> Memory:
        return self.memories.setdefault(site, Memory())

    def narrowed(self, remit: Remit) -> Moment:
        """What those of them look at that show only so much of it."""
        if remit not in self._narrowed:
            self._narrowed[remit] = Moment(self.reader.narrowed(remit), then=self.then)
        return self._narrowed[remit]

    def at(self, site: str) -> Instant:
        if site not in self._judged:
            self._judged[site] = instant(self.snapshot, self.reader.settings, site, self.memory(site))
        return self._judged[site]

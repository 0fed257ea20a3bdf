"""What is known of other times than now, looked up now and then and not at every poll."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wallboard.model import Micros, Reading
from wallboard.questions.usual import UsualDay, usual_readings


@dataclass(frozen=True, slots=True)
class Background:
    """By site: the usual of this weekday, and what came in since it closed."""

    usual: Mapping[str, UsualDay] = field(default_factory=dict)
    since_closing: Mapping[str, Reading] = field(default_factory=dict)

    def readings(self, site: str, now: Micros) -> Iterator[Reading]:
        yield from usual_readings(site, self.usual.get(site), now)
        if site in self.since_closing:
            yield self.since_closing[site]

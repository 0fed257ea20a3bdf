"""What is known of other times than now, looked up now and then and not at every poll."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from wallboard.clock import local_day
from wallboard.ledger import Ledger
from wallboard.model import Micros, Reading
from wallboard.questions.callers import CallersOf, caller_readings, callers_of
from wallboard.questions.since_closing import calls_since_closing
from wallboard.questions.usual import UsualDay, usual_day, usual_readings
from wallboard.settings import Settings

UsualOf = Callable[[str, date], UsualDay]  # of a site, on a local day


@dataclass(frozen=True, slots=True)
class Background:
    """By site: the usual of this weekday, what came in since it closed, and who called again or is owed a call."""

    usual: Mapping[str, UsualDay] = field(default_factory=dict)
    since_closing: Mapping[str, Reading] = field(default_factory=dict)
    callers: Mapping[str, CallersOf] = field(default_factory=dict)

    def readings(
        self, settings: Settings, site: str, now: Micros, want: Collection[str] | None = None
    ) -> Iterator[Reading]:
        """`want` names the metrics of callers that are told; all with None. The others are few."""
        yield from usual_readings(site, self.usual.get(site), now)
        if site in self.since_closing:
            yield self.since_closing[site]
        if site in self.callers:
            yield from caller_readings(self.callers[site], settings, site, now, want)


def background_at(
    ledger: Ledger,
    settings: Settings,
    sites: Collection[str],
    at: Micros,
    known: Micros | None,
    usual: UsualOf | None = None,
) -> Background:
    """Of a past instant, by what is known now or (with `known`) by what had arrived by then. `usual` for whoever has it
    already."""
    read = ledger.visits if known is None else partial(ledger.visits_known, known=known)
    usual_of = usual or partial(usual_day, partial(ledger.visits_in_spans, known=known), settings)
    closing = {site: calls_since_closing(read, settings, site, at) for site in sites}
    return Background(
        {site: usual_of(site, local_day(at, settings.zone(site))) for site in sites},
        {site: reading for site, reading in closing.items() if reading is not None},
        {site: callers_of(ledger, settings, site, at, known) for site in sites},
    )

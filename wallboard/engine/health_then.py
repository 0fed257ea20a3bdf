"""How a source was at a past instant, as far as the ledger can tell.

It keeps what sources told, and not every poll that told nothing: a quiet night is no outage. What happened and was only
heard of later is one: the source was away then, or the wall.
"""

from __future__ import annotations

from wallboard.engine.health import LATE_AFTER_INTERVALS
from wallboard.ledger import Ledger, Outage
from wallboard.model import SECOND, Health, Micros, State
from wallboard.settings import Settings, SourceBase
from wallboard.source import Carries


def late_us(options: SourceBase) -> Micros:
    """How long a source may be silent before it is late."""
    return int((options.late_after_s or LATE_AFTER_INTERVALS * options.poll_every) * SECOND)


def health_then(
    ledger: Ledger, settings: Settings, name: str, carries: Carries, at: Micros, *, told_later: bool
) -> Health:
    """Of one source at `at`; with `told_later` the wall did not listen yet, and what is told of then is taken as told."""
    options = settings.sources[name]
    site, late = settings.site_of(options), late_us(options)
    heard = at if told_later else ledger.last_received(name, at)
    outage: Outage | None = None
    if heard is not None and not told_later:
        away = ledger.outages(name, site, at, at + 1, late)
        outage = next((each for each in away if each.began + late < at < each.ended), None)
    state = State.NO_DATA if heard is None else State.LIVE if outage is None else State.LOST
    since = at if outage is None else outage.began
    as_of = None if heard is None else since
    return Health(name, site, carries, state, as_of, since, options.poll_every, rows=None, set_aside=None)

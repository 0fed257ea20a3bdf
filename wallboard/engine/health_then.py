"""How a source was at a past instant, as far as the ledger can tell.

It keeps what sources told, and not every poll that told nothing: a quiet night is no outage. What happened and was only
heard of later is one: the source was away then, or the wall.
"""

from __future__ import annotations

from wallboard.engine.health import LATE_AFTER_INTERVALS
from wallboard.ledger import Ledger
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
    away: Micros | None = None  # since when it was not heard, though something happened
    if heard is not None and not told_later and (told := ledger.next_told(name, at)) is not None:
        away = told[0] if told[0] + late < at else None
    state = State.NO_DATA if heard is None else State.LIVE if away is None else State.LOST
    since = at if away is None else away
    as_of = None if heard is None else since
    return Health(name, site, carries, state, as_of, since, options.poll_every, rows=None, set_aside=None)

"""What was true at a past instant, recounted from the ledger by the same state and the same metrics as the live wall."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.access.remit import EVERYTHING, Remit
from wallboard.engine.halves import HALVES
from wallboard.engine.health import LATE_AFTER_INTERVALS, told_to
from wallboard.engine.remit_settings import within
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Health, Micros, Reading, ReadingKey, Snapshot, State
from wallboard.settings import Settings
from wallboard.source import Carries


def snapshot_at(
    ledger: Ledger,
    settings: Settings,
    carried: Mapping[str, Carries],
    at: Micros,
    known: Micros | None,
    now: Micros,
    remit: Remit = EVERYTHING,
) -> Snapshot:
    """The snapshot of the instant `at`, by what is known `now` or, with `known`, by what had arrived by then, of what
    is in the `remit`. `carried` says which half each source carries. Raises OutOfRetention where the ledger no longer
    reaches back."""
    readings: dict[ReadingKey, Reading] = {}
    named = settings if remit.everything else within(settings, remit)
    fed = {(_site(settings, name), carries) for name, carries in carried.items()}
    for site in filter(remit.has_site, settings.sites):
        for half in (half for half in HALVES.values() if (site, half.carries) in fed):
            readings.update(half.restore(ledger, settings, site, at, known, remit=remit).all_readings(at, named))
    by = now if known is None else known
    health = tuple(_health(ledger, settings, name, carries, by) for name, carries in carried.items())
    return Snapshot(as_of=at, known=by, readings=readings, health=told_to(remit, health), demo=settings.demo)


def _site(settings: Settings, source: str) -> str:
    return settings.site_of(settings.sources[source])


def _health(ledger: Ledger, settings: Settings, name: str, carries: Carries, by: Micros) -> Health:
    """How far the ledger had heard of a source by an instant."""
    options = settings.sources[name]
    heard, counts = ledger.last_received(name, by), ledger.counts(name)
    late_us = (options.late_after_s or LATE_AFTER_INTERVALS * options.poll_every) * SECOND
    state = State.NO_DATA if heard is None else State.LATE if by - heard > late_us else State.LIVE
    return Health(
        source=name,
        site=settings.site_of(options),
        carries=carries,
        state=state,
        as_of=heard,
        since=by if heard is None else heard,
        interval_s=options.poll_every,
        rows=counts.new,
        set_aside=counts.set_aside,
    )

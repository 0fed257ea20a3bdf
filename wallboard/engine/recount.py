"""What was true at a past instant, recounted from the ledger by the same state and the same metrics as the live wall."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.engine.active_alerts import within
from wallboard.engine.halves import HALVES, Wanted
from wallboard.engine.halves.background import UsualOf, background_at
from wallboard.engine.health import told_to
from wallboard.engine.health_then import late_us
from wallboard.engine.recipe import Frame, compose, take
from wallboard.ledger import Ledger
from wallboard.model import Health, Micros, Snapshot, State
from wallboard.model.remit import EVERYTHING, Remit
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
    usual: UsualOf | None = None,
) -> Snapshot:
    """The snapshot of the instant `at`, by what is known `now` or, with `known`, by what had arrived by then, of what
    is in the `remit`. `carried` says which half each source carries; `usual` tells what is usual, for whoever knows it
    already. Raises OutOfRetention where the ledger no longer reaches back."""
    fed = {(_site(settings, name), carries) for name, carries in carried.items()}
    ours = ((site, half) for site in filter(remit.has_site, settings.sites) for half in HALVES.values())
    halves = [(site, half) for site, half in ours if (site, half.carries) in fed]
    compared = [site for site, half in halves if half.compared]
    wanted = Wanted(background=background_at(ledger, settings, compared, at, known, usual))
    figures = [take(half.restore(ledger, settings, site, at, known, remit=remit), at, wanted) for site, half in halves]
    by = now if known is None else known
    health = tuple(_health(ledger, settings, name, carries, by) for name, carries in carried.items())
    on = within(ledger.alerts.were_on(None, min(at, by)), remit)
    return compose(figures, Frame(at, by, told_to(remit, health), settings.demo, alerts=on))


def _site(settings: Settings, source: str) -> str:
    return settings.site_of(settings.sources[source])


def _health(ledger: Ledger, settings: Settings, name: str, carries: Carries, by: Micros) -> Health:
    """How far the ledger had heard of a source by an instant."""
    options = settings.sources[name]
    heard, counts = ledger.last_received(name, by), ledger.counts(name)
    state = State.NO_DATA if heard is None else State.LATE if by - heard > late_us(options) else State.LIVE
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

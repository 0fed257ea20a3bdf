"""The calls of a site as the ledger knows them: at an instant, and at every midnight, so that others cost less."""

from __future__ import annotations

from datetime import timedelta

from wallboard.calendar import NEVER
from wallboard.clock import Clock, day_start, local_day, midnight_before
from wallboard.ledger import AGENTS, CallHistory, Ledger
from wallboard.model import DAY, HOUR, Micros
from wallboard.settings import Settings
from wallboard.state.calls import CallState

SEEN_WITHIN = 35 * DAY  # a queue of the settings in which no call was for so long is told as not seen
SWEEP = 60 * DAY  # as many days of visits are held in memory at once, at most


def calls_at(
    ledger: Ledger,
    settings: Settings,
    site: str,
    at: Micros,
    known: Micros | None,
    *,
    live: bool,
    since_start: bool = True,
    from_checkpoint: bool = True,
) -> tuple[CallState, CallHistory]:
    """The calls of a site at an instant; without `since_start` it is not known what was since the phone system's start,
    and costs nothing. The history of a state that is not made `from_checkpoint` has every visit since then."""
    since, until = midnight_before(at, settings.zone(site)), at
    if live:  # a phone system whose clock is ahead has told of what is still to come: it counts from its instant
        since, until = min(since, at - 3 * HOUR), at + HOUR
    ways = {"since_start": since_start, "from_checkpoint": from_checkpoint}
    calls, history = gather_calls(ledger, settings, site, until, known, since, at, **ways)
    calls.advance(at)
    unseen = [queue for queue in calls.queues() if not calls.seen(queue)]
    calls.seen_before(ledger.queues_seen(site, unseen, at - SEEN_WITHIN, at))
    return calls, history


def gather_calls(
    ledger: Ledger,
    settings: Settings,
    site: str,
    until: Micros,
    known: Micros | None,
    since: Micros,
    begin_by: Micros | None = None,
    *,
    since_start: bool = True,
    from_checkpoint: bool = True,
) -> tuple[CallState, CallHistory]:
    """All that happened up to `until`, from the last checkpoint (not after `begin_by`) where there is one that was made
    under today's promises and counts what is counted today; still to be advanced, to any instant after that
    checkpoint."""
    calls = CallState(settings, site)
    history = ledger.calls_at(
        site,
        until,
        since,
        known,
        from_checkpoint=from_checkpoint,
        checkpoint_by=begin_by,
        usable=calls.usable,
        since_start=since_start,
    )
    if not since_start:
        calls.lack_before(NEVER)
        calls.advance(until if begin_by is None else begin_by)  # each visit is counted once, as it is then
        _restart(calls, history)
    elif history.base is not None:
        calls.from_checkpoint(history.base.payload)
    elif (oldest := ledger.oldest("calls")) is not None:
        calls.lack_before(oldest)
    calls.apply(history.visits)
    if since_start:
        _restart(calls, history)
    return calls, history


def _restart(calls: CallState, history: CallHistory) -> None:
    for restart in history.restarts:
        calls.restart(restart)


def keep_checkpoints(ledger: Ledger, settings: Settings, site: str, clock: Clock) -> None:
    """The counts at every local midnight that has none yet, so that a past instant costs a day's rows and not a
    year's. One sweep over the visits serves all of its midnights. Where the last one cannot be used any more, today's
    is made anew: the state of now is counted from it whenever it is folded."""
    zone = settings.zone(site)
    today = midnight_before(clock(), zone)
    last = ledger.checkpoint(site, today, "calls")
    since = last.at if last is not None else ledger.first_entered(site)
    if last is not None and not CallState(settings, site).usable(last.payload):
        since = today - 1
    while since is not None and since < today:
        until = min(today, midnight_before(since + SWEEP, zone))
        since = until if _sweep(ledger, settings, site, since, until, clock) else None


def _sweep(ledger: Ledger, settings: Settings, site: str, since: Micros, until: Micros, clock: Clock) -> bool:
    """False when calls of before a midnight came in meanwhile: the next round begins from what is right."""
    batch, zone = ledger.newest_batch(), settings.zone(site)
    calls, _ = gather_calls(ledger, settings, site, until, None, until)
    day = local_day(since, zone)
    while (midnight := day_start(day := day + timedelta(days=1), zone)) <= until:
        calls.advance(midnight)
        kept = calls.to_checkpoint() | {AGENTS: ledger.agents_before(site, midnight)}
        if not ledger.save_checkpoint(site, midnight, clock(), "calls", kept, batch):
            return False
    return True

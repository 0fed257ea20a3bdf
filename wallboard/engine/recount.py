"""What was true at a past instant, recounted from the ledger by the same state and the same metrics as the live wall."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wallboard.access.remit import EVERYTHING, Remit
from wallboard.clock import midnight_before
from wallboard.engine.call_readings import call_readings
from wallboard.engine.health import LATE_AFTER_INTERVALS, told_to
from wallboard.engine.remit_settings import within
from wallboard.engine.showing import under
from wallboard.engine.ticket_readings import ticket_readings
from wallboard.ledger import CallHistory, Ledger
from wallboard.model import DAY, HOUR, SECOND, Health, Micros, Reading, ReadingKey, Snapshot, State, readings_by_key
from wallboard.settings import Settings
from wallboard.source import Carries
from wallboard.state.agents import AgentBook
from wallboard.state.calls import CallState
from wallboard.state.tellings import Tellings
from wallboard.state.tickets import TicketState

HORIZON = 8 * DAY  # seven days of flow, and the rest of the day before them
SEEN_WITHIN = 35 * DAY  # a queue of the settings in which no call was for so long is told as not seen
ALL_DIMENSIONS = ("department", "service_type", "ward")


@dataclass
class SiteState:
    """All that is going on at one site: fed by polls (live) or by the ledger (any past instant)."""

    site: str
    calls: CallState
    agents: AgentBook
    tickets: TicketState
    calls_told: bool = True  # whether anything at all was known of its calls


def state_at(
    ledger: Ledger,
    settings: Settings,
    site: str,
    at: Micros,
    known: Micros | None,
    *,
    live: bool,
    requests_at: Micros | None = None,
    remit: Remit = EVERYTHING,
) -> SiteState:
    """The state of a site at `at`, by what is known now or (with `known`) by what had arrived by then.
    A `live` state goes on from there; one that is not knows how things ended and leaves that out.
    `requests_at` is for a live one whose requests were heard of at another instant than its calls. Of its requests, those
    in the `remit`."""
    calls, history = calls_at(ledger, settings, site, at, known, live=live)
    agents = AgentBook(settings, site)
    agents.apply(history.agent_events)
    told = bool(history.base or history.visits or history.restarts or history.agent_events)
    requests_at = at if requests_at is None else requests_at
    tellings = None if remit.whole_sites else ledger.tellings(site, requests_at, known, HORIZON)
    tickets = tickets_at(ledger, settings, site, requests_at, known, live=live, remit=remit, tellings=tellings)
    return SiteState(site, calls, agents, tickets, told)


def tickets_at(
    ledger: Ledger,
    settings: Settings,
    site: str,
    at: Micros,
    known: Micros | None,
    *,
    live: bool,
    remit: Remit = EVERYTHING,
    tellings: Tellings | None = None,
) -> TicketState:
    """The requests of a site at an instant, all or those in the `remit`. `tellings` as for TicketState."""
    ahead = DAY if live else 0  # a source whose clock is ahead has told of what is still to come
    tickets = TicketState(settings, site, None if live else at, remit, tellings)
    tickets.apply(ledger.ticket_versions(site, at + ahead, known, HORIZON + ahead, remit))
    tickets.advance(at)
    if tickets.tellings.nothing:  # of no request that is open or lately was: but perhaps of others, long over
        tickets.tellings.remember(ledger.told_long_ago(site, at, known))
    return tickets


def calls_at(
    ledger: Ledger, settings: Settings, site: str, at: Micros, known: Micros | None, *, live: bool
) -> tuple[CallState, CallHistory]:
    """The calls of a site at an instant."""
    since, until = midnight_before(at, settings.zone(site)), at
    if live:  # a phone system whose clock is ahead has told of what is still to come: it counts from its instant
        since, until = min(since, at - 3 * HOUR), at + HOUR
    calls, history = gather_calls(ledger, settings, site, until, known, since, at)
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
) -> tuple[CallState, CallHistory]:
    """All that happened up to `until`, from the last checkpoint (not after `begin_by`) where there is one that was made
    under today's promises and counts what is counted today; still to be advanced, to any instant after that
    checkpoint."""
    calls = CallState(settings, site)
    history = ledger.calls_at(site, until, since, known, checkpoint_by=begin_by)
    if history.base is not None and not calls.usable(history.base.payload):
        history = ledger.calls_at(site, until, since, known, from_checkpoint=False)
    if history.base is not None:
        calls.from_checkpoint(history.base.payload)
    elif (oldest := ledger.oldest("calls")) is not None:
        calls.lack_before(oldest)
    calls.apply(history.visits)
    for restart in history.restarts:
        calls.restart(restart)
    return calls, history


def site_readings(
    state: SiteState, settings: Settings, now: Micros, halves: Collection[Carries] = ("calls", "tickets")
) -> Mapping[ReadingKey, Reading]:
    """Every reading of a site, all scopes; of the halves that its sources feed."""
    readings: dict[ReadingKey, Reading] = {}
    if "calls" in halves:
        calls = readings_by_key(call_readings(state.calls, state.agents, settings, now))
        readings |= under(State.LIVE if state.calls_told else State.NO_DATA, calls)
    if "tickets" in halves:
        readings |= readings_by_key(ticket_readings(state.tickets, settings, now, by=ALL_DIMENSIONS))
    return readings


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
    for site in filter(remit.has_site, settings.sites):
        state = state_at(ledger, settings, site, at, known, live=False, remit=remit)
        halves = {half for name, half in carried.items() if _site(settings, name) == site}
        readings.update(site_readings(state, named, at, halves))
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

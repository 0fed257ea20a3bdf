"""Callers who call again at one site, and those who are owed a call: looked up now and then, and told at every poll."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from wallboard.clock import midnight_before
from wallboard.metrics.callers import AGAIN_METRICS, AGAIN_WINDOWS, OWED_DAYS, OWED_METRICS, Owed
from wallboard.metrics.walk import plan, readings, unknown_readings
from wallboard.model import DAY, HOUR, CallbackOwed, CalledAgain, Micros, Reading, Scope
from wallboard.settings import Settings

_NOBODY = CalledAgain(0, 0)


class KnowsCallers(Protocol):
    """The ledger, as far as this asks it."""

    def called_again(
        self, site: str, since: Micros, until: Micros, known: Micros | None = None
    ) -> CalledAgain | None: ...

    def callbacks_owed(
        self, site: str, since: Micros, at: Micros, known: Micros | None = None
    ) -> list[CallbackOwed] | None: ...


@dataclass(frozen=True, slots=True)
class CallersOf:
    """What is known of a site's callers at an instant. None: unknown, for they are not recognised."""

    owed: tuple[CallbackOwed, ...] | None = None
    again: Mapping[str, CalledAgain | None] = field(default_factory=lambda: dict.fromkeys(AGAIN_WINDOWS))  # by window


def callers_of(
    ledger: KnowsCallers, settings: Settings, site: str, at: Micros, known: Micros | None = None
) -> CallersOf:
    """At an instant, by what is known now or (with `known`) by whose calls were known then."""
    if not settings.callers.days:
        return CallersOf()
    begins = windows_of(settings, site, at)
    owed = ledger.callbacks_owed(site, at - OWED_DAYS * DAY, at, known)
    again = {window: ledger.called_again(site, since, at, known) for window, since in begins.items()}
    return CallersOf(None if owed is None else tuple(owed), again)


def windows_of(settings: Settings, site: str, at: Micros) -> dict[str, Micros]:
    """When each window of those who call again began."""
    return {"60m": at - HOUR, "today": midnight_before(at, settings.zone(site))}


def caller_readings(
    callers: CallersOf, settings: Settings, site: str, now: Micros, want: Collection[str] | None = None
) -> Iterator[Reading]:
    """Of the site, and of each queue that the settings name or in which somebody is owed a call."""
    owed = plan(OWED_METRICS, "now", want)
    if owed:
        for queue in ("", *_queues(callers, settings, site)):
            asked = [each.asked for each in callers.owed or () if queue in ("", each.key.queue)]
            tell = unknown_readings if callers.owed is None else readings
            yield from tell(owed.compute(Owed(tuple(asked), now)), Scope(site, queue=queue), "now", now)
    for window, calls in callers.again.items():
        tell = unknown_readings if calls is None else readings
        yield from tell(plan(AGAIN_METRICS, window, want).compute(calls or _NOBODY), Scope(site), window, now)


def _queues(callers: CallersOf, settings: Settings, site: str) -> list[str]:
    named = (name for name, queue in settings.queues.items() if settings.site_of(queue) == site)
    return list(dict.fromkeys([*named, *(each.key.queue for each in callers.owed or ())]))

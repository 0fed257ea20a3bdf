"""Whom to tell of an alert, and when: what the settings say of its rule's channels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from zoneinfo import ZoneInfo

from wallboard.clock import local, micros
from wallboard.ledger import Telling
from wallboard.model import Micros
from wallboard.model.alerts import AlertKind, Raised, Why
from wallboard.settings import Channel, Settings


def tell_fired(settings: Settings, raised: Raised, now: Micros) -> Iterator[Telling]:
    """Its channels, quiet hours or not, and those that are told where nobody takes it: each once, and the soonest where
    several lead to it."""
    zone, escalated = settings.zone(raised.key.scope.site), dict[str, float]()
    for name in _channels(settings, raised):
        channel = settings.channels[name]
        yield Telling(name, Why.FIRED, waits_until=quiet_until(channel, now, zone), cool_down_s=channel.cool_down_s)
        if channel.escalate_after_s and channel.escalate_to in settings.channels:
            before = escalated.get(channel.escalate_to, channel.escalate_after_s)
            escalated[channel.escalate_to] = min(before, channel.escalate_after_s)
    for name, after_s in escalated.items():
        yield Telling(name, Why.ESCALATED, after_s=after_s, cool_down_s=settings.channels[name].cool_down_s)


def tell_cleared(settings: Settings, raised: Raised, now: Micros) -> Iterator[Telling]:
    """Those of its channels that want to know when it is over."""
    for name in _channels(settings, raised):
        channel = settings.channels[name]
        if channel.tell_cleared:
            zone = settings.zone(raised.key.scope.site)
            yield Telling(name, Why.CLEARED, waits_until=quiet_until(channel, now, zone))


def quiet_until(channel: Channel, now: Micros, zone: ZoneInfo) -> Micros | None:
    """When the channel's quiet hours end, where they are now. Hours that touch midnight go on after it."""
    end, moved = now, True
    while moved and end - now < 172_800_000_000:
        moved = False
        moment = local(end, zone)
        for start, stop in channel.quiet:
            if start <= moment.time() < stop:
                midnight = stop == time.max
                at = moment.replace(hour=stop.hour, minute=stop.minute, second=0, microsecond=0, fold=0)
                end = micros(at) + (60_000_000 if midnight else 0)
                moved = True
                break
    return None if end == now else end


def _channels(settings: Settings, raised: Raised) -> list[str]:
    """Those that its rule names and the settings have, each once; nobody where the settings have no such site any more."""
    if raised.key.scope.site not in settings.sites:
        return []
    if raised.kind is AlertKind.READING:
        rule = settings.alerts.get(raised.key.rule)
        named = rule.notify if rule else ()
    else:
        named = getattr(settings.built_in_alerts, raised.kind.value).notify
    return [name for name in dict.fromkeys(named) if name in settings.channels]

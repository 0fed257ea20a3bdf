"""What a mark on the line of a past day says."""

from __future__ import annotations

from layouts.wall.alert_words import alert_words
from layouts.wall.format import near_time
from wallboard.clock import local
from wallboard.languages import _, speaking
from wallboard.model import Micros
from wallboard.questions.past_day import Mark, MarkKind, PastDay
from wallboard.settings import Settings


def mark_words(mark: Mark, line: PastDay, settings: Settings, *, names: bool) -> str:
    """One sentence with its times. With `names`, agents are told by name."""
    zone = settings.zone(line.site)
    since = near_time(mark.at, mark.at, zone)
    if mark.kind is MarkKind.RESTART:
        return _("{time}: {source} started anew", time=since, source=mark.source)
    until = "" if mark.until is None else near_time(mark.until, mark.at, zone)
    if mark.kind is MarkKind.OUTAGE:
        return _("{since} to {until}: nothing was heard of {source}", since=since, until=until, source=mark.source)
    says = "" if mark.alert is None else alert_words(mark.alert.raised, settings, names=names)
    if until:
        return _("{since} to {until}: {alert}", since=since, until=until, alert=says)
    return _("since {since}: {alert}", since=since, alert=says)


def told_words(line: PastDay, at: Micros, settings: Settings) -> str:
    """That the wall did not listen yet; "" where it did."""
    if line.heard is None or at >= line.heard:
        return ""
    heard = local(line.heard, settings.zone(line.site))
    return _(
        "The wall has listened since {date}. What was before is shown as it was told later.",
        date=f"{speaking().dated(heard)}, {speaking().time(heard)}",
    )

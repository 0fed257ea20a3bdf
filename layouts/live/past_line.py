"""The line of a past day, as a page draws it: when it was open, and marks for what happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layouts.live.past_views import PastView
from layouts.live.past_words import mark_words, told_words
from wallboard.clock import local_day
from wallboard.model import Micros
from wallboard.questions.past_day import Mark, PastDay


def day_line(shown: PastView, at: Micros, now: Micros) -> dict[str, Any]:
    """The local day of the first site that holds the instant, with the marks of all. Instants are ms since 1970."""
    settings, first = shown.reader.settings, shown.sites[0]
    line = shown.reader.replay.day(first, local_day(at, settings.zone(first)))
    marks = [mark for site in shown.sites for mark in _marks(shown, site, line)]
    return {
        "day": line.day.isoformat(),
        "since": _ms(line.since),
        "until": _ms(line.until),
        "now": _ms(now),
        "open": [[_ms(since), _ms(until)] for since, until in line.open],
        "marks": sorted(marks, key=lambda mark: (mark["at"], mark["kind"])),
        "told": told_words(line, at, settings),
    }


def _marks(shown: PastView, site: str, line: PastDay) -> Iterator[dict[str, Any]]:
    settings = shown.reader.settings
    of = f"{settings.sites[site].name}: " if len(shown.sites) > 1 else ""
    for mark, theirs in _on(shown, site, line).items():
        until = None if mark.until is None else _ms(mark.until)
        says = f"{of}{mark_words(mark, theirs, settings, names=shown.names)}"
        yield {"kind": mark.kind, "at": _ms(mark.at), "until": until, "says": says}


def _on(shown: PastView, site: str, line: PastDay) -> dict[Mark, PastDay]:
    """What happened at a site while the line's day lasted, each with its own day: in another zone that is another one."""
    if site == line.site:
        return dict.fromkeys(line.marks, line)
    zone = shown.reader.settings.zone(site)
    days = {local_day(at, zone) for at in (line.since, line.until - 1)}
    found = {
        mark: theirs
        for day in sorted(days)
        for theirs in (shown.reader.replay.day(site, day),)
        for mark in theirs.marks
    }
    return {mark: day for mark, day in found.items() if mark.at < line.until and (mark.until or mark.at) >= line.since}


def _ms(instant: Micros) -> int:
    return instant // 1_000

"""What is usual on a day at a site, per queue and in all. There is one usual: the wall, Today, the API and a recounted
past have theirs from here. Figures need to know who came and who waited; only Today and the API draw the whole day.

The rule: the median of the same weekday in the weeks before (settings.usual_weeks), as far back as the ledger reaches,
without days on which the site was closed or nobody called; each of those days by the rules that held on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wallboard.calendar import Calendar, calendar, opens_on
from wallboard.clock import day_start
from wallboard.metrics.surge import Coming, minute_of
from wallboard.metrics.usual import DayWaits, Usual, UsualCourse, slot_edges, usual, usual_courses, usual_days
from wallboard.model import Micros, Reading, Scope
from wallboard.questions.call_rules import CallRules
from wallboard.settings import Settings
from wallboard.state.values import Ints

VARIANT = "usual"
SURGE = "surge"
REST_OF_HALF_HOUR = "rest_of_half_hour"  # from now until it ends
REST_OF_DAY = "rest_of_day"  # the window from now until the site closes
Span = tuple[Micros, Micros]  # [since, until)
# Of a site the queue visits that entered in each of these spans, oldest first (`Ledger.visits_in_spans`).
ReadSpans = Callable[[str, Sequence[Span]], Sequence[pd.DataFrame]]


@dataclass(frozen=True)
class UsualDay:
    """The usual of one local day, by queue; "" is the whole site. `closes`: when it closes for the last time."""

    edges: Ints
    by_queue: Mapping[str, UsualCourse]
    closes: Micros | None = None
    coming: Mapping[str, Coming] = field(default_factory=dict)  # likewise

    @cached_property
    def whole(self) -> Mapping[str, float | None]:
        """Usual calls from midnight until closing, by queue."""
        closes = self.closes
        return {} if closes is None else {q: its.offered_by(closes, self.edges) for q, its in self.by_queue.items()}


def usual_day(read: ReadSpans, settings: Settings, site: str, day: date) -> UsualDay:
    return usual_of(past_days(read, settings, site, day), settings, site, day)


def usual_of(
    known: Mapping[date, pd.DataFrame], settings: Settings, site: str, day: date, queues: Collection[str] = ()
) -> UsualDay:
    """What is usual on a day by the visits of others: at the site, in the queues that had some, and in these `queues`."""
    zone = settings.zone(site)
    hours = calendar(settings.sites[site].hours, zone)
    names, days = _days(known, zone, queues) if known else ([], [])
    return UsualDay(
        slot_edges(day, zone),
        dict(zip(names, usual_courses(days), strict=True)) if days else {},
        _closing(hours, day, zone),
        {queue: Coming(np.vstack([each.came[row] for each in days])) for row, queue in enumerate(names)},
    )


def _days(
    known: Mapping[date, pd.DataFrame], zone: ZoneInfo, also: Collection[str]
) -> tuple[list[str], list[DayWaits]]:
    """Each of the days, and whose its rows are: of the site (""), and of each queue, `also` of these. A day on which the
    site had calls counts for each of its queues, also for one that had none."""
    every = pd.concat([frame["queue"] for frame in known.values()], ignore_index=True)
    codes, queues = every.astype(object).factorize(sort=True)
    names = ["", *map(str, queues), *sorted(set(also).difference(queues))]
    of_days = np.split(codes.astype(np.int64), np.cumsum([len(frame) for frame in known.values()])[:-1])
    days = [
        DayWaits.of(*_in_and_out(frame), ours, len(names) - 1, slot_edges(day, zone))
        for (day, frame), ours in zip(known.items(), of_days, strict=True)
    ]
    return names, days


def _in_and_out(visits: pd.DataFrame) -> tuple[Ints, Ints]:
    return visits["entered"].to_numpy(np.int64), visits["left"].to_numpy(np.int64)


def usual_of_site(read: ReadSpans, settings: Settings, site: str, day: date) -> Usual | None:
    """The whole day of all queues together, of visits with all columns; None where nothing is known of such a day."""
    rules = CallRules(settings, site)
    known = past_days(read, settings, site, day)
    return usual([rules.course(frame, then) for then, frame in known.items()])


def usual_readings(site: str, day: UsualDay | None, now: Micros) -> Iterator[Reading]:
    """Usual depth now, usual calls so far today, and those still to come, the medians; of the next minutes and the last
    ones the mean, and how many callers are a surge. `n` is how many days made them."""
    if day is None:
        return
    for queue, its in day.by_queue.items():
        scope = Scope(site, queue=queue)
        waiting, offered = its.waiting_at(now, day.edges), its.offered_by(now, day.edges)
        yield Reading("calls.waiting", scope, "now", waiting, "calls", now, VARIANT, its.days)
        yield Reading("calls.offered", scope, "today", offered, "calls", now, VARIANT, its.days)
        whole = day.whole.get(queue)
        rest = None if offered is None or whole is None else max(0.0, whole - offered)
        yield Reading("calls.offered", scope, REST_OF_DAY, rest, "calls", now, VARIANT, its.days)
    yield from _coming_readings(site, day, now)


def _coming_readings(site: str, day: UsualDay, now: Micros) -> Iterator[Reading]:
    """Of these minutes. Nothing until a quarter of an hour after midnight."""
    minute = int(minute_of(np.array([now]), day.edges)[0])
    for queue, its in day.coming.items():
        scope, days = Scope(site, queue=queue), its.days
        rest = its.between(minute, minute - minute % 30 + 30)
        yield Reading("calls.offered", scope, REST_OF_HALF_HOUR, rest, "calls", now, VARIANT, days)
        if (found := its.before(minute)) is not None:
            expected, surge = found
            yield Reading("calls.entered", scope, "15m", expected.mean, "calls", now, VARIANT, days)
            yield Reading("calls.entered", scope, "15m", surge, "calls", now, SURGE, days)


def past_days(read: ReadSpans, settings: Settings, site: str, day: date) -> dict[date, pd.DataFrame]:
    """The visits of the days that say what is usual on `day`."""
    zone = settings.zone(site)
    hours = calendar(settings.sites[site].hours, zone)
    days = [then for then in usual_days(day, settings.usual_weeks) if opens_on(hours, then, zone)]
    spans = [(day_start(then, zone), day_start(then + timedelta(days=1), zone)) for then in days]
    return {then: frame for then, frame in zip(days, read(site, spans), strict=True) if len(frame)}


def _closing(calendar: Calendar, day: date, zone: ZoneInfo) -> Micros:
    """When the site closes for the last time on a day; midnight where it never does, or only after that."""
    at, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    closes = end if calendar.always_open else at
    while not calendar.always_open and (opens := calendar.next_open(at)) is not None and opens < end:
        at = closes = min(end, calendar.open_until(opens) or end)
    return closes

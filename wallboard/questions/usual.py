"""What is usual on a day at a site, per queue and in all. There is one usual: the wall, Today, the API and a recounted
past have theirs from here.

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
from wallboard.metrics.surge import Coming, by_minute, minute_of
from wallboard.metrics.usual import Usual, slot_edges, usual_days, usuals
from wallboard.model import Micros, Reading, Scope
from wallboard.questions.call_rules import CallRules
from wallboard.settings import Settings
from wallboard.state.values import Ints

VARIANT = "usual"
SURGE = "surge"
REST_OF_HALF_HOUR = "rest_of_half_hour"  # from now until it ends
REST_OF_DAY = "rest_of_day"  # the window from now until the site closes
_NONE = np.zeros(0, np.int64)
Span = tuple[Micros, Micros]  # [since, until)
# Of a site the queue visits that entered in each of these spans, oldest first (`Ledger.visits_in_spans`).
ReadSpans = Callable[[str, Sequence[Span]], Sequence[pd.DataFrame]]


@dataclass(frozen=True)
class UsualDay:
    """The usual of one local day, by queue; "" is the whole site. `closes`: when it closes for the last time."""

    edges: Ints
    by_queue: Mapping[str, Usual]
    closes: Micros | None = None
    coming: Mapping[str, Coming] = field(default_factory=dict)  # likewise

    @property
    def site(self) -> Usual | None:
        """Of all queues together; None where nothing is known of such a day."""
        return self.by_queue.get("")

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
    zone, rules = settings.zone(site), CallRules(settings, site)
    hours = calendar(settings.sites[site].hours, zone)
    return UsualDay(
        slot_edges(day, zone),
        _usuals(known, rules, queues) if known else {},
        _closing(hours, day, zone),
        _coming(known, zone, queues) if known else {},
    )


def _usuals(known: Mapping[date, pd.DataFrame], rules: CallRules, also: Collection[str]) -> dict[str, Usual]:
    """By queue, `also` of these. A day on which the site had calls counts for each of its queues, also for one that had
    none."""
    of_days = [rules.courses(frame, day) for day, frame in known.items()]
    queues = sorted({queue for courses in of_days for queue in courses.by_queue} | set(also))
    by_queue = {queue: [courses.by_queue.get(queue, courses.none) for courses in of_days] for queue in queues}
    return usuals({"": [courses.whole for courses in of_days]} | by_queue)


def _coming(known: Mapping[date, pd.DataFrame], zone: ZoneInfo, also: Collection[str]) -> dict[str, Coming]:
    """Likewise."""
    of_days = []
    for day, frame in known.items():
        edges, entered = slot_edges(day, zone), frame["entered"].to_numpy(np.int64)
        by_queue = {str(queue): rows for queue, rows in frame.groupby("queue", sort=False).indices.items()}
        of_days.append((edges, entered, by_queue))
    queues = sorted({queue for _, _, by_queue in of_days for queue in by_queue} | set(also))
    whole = [by_minute(entered, edges) for edges, entered, _ in of_days]
    rows = {
        queue: [by_minute(entered[of.get(queue, _NONE)], edges) for edges, entered, of in of_days] for queue in queues
    }
    return {queue: Coming(np.vstack(days)) for queue, days in ({"": whole} | rows).items()}


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

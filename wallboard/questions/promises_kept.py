"""Promises kept: of those that were decided in some time, how many, how sure that is, and whether it differs from a year ago."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from wallboard.clock import day_start, local_day
from wallboard.metrics.combining import AmountOf
from wallboard.metrics.share_interval import ShareInterval, share_interval
from wallboard.metrics.survival import Untold
from wallboard.metrics.tickets import TOO_FEW
from wallboard.metrics.xmr import Chart, share_chart
from wallboard.model import NAMELESS, NO_INSTANT, Micros
from wallboard.periods import SAME_WEEKDAY, Period
from wallboard.questions.requests_past import RequestsPast
from wallboard.state.decisions import Decisions, decisions_of
from wallboard.state.in_order import passed
from wallboard.state.lives import Cohort, lives_of
from wallboard.state.postings import SITE, GroupKey
from wallboard.state.values import Ints


@dataclass(frozen=True, slots=True)
class PromisesQuestion:
    """Of promises decided on local days from `first` to `last`, both counted. `by`: besides for each department, service_type or
    ward of them; "" for none."""

    first: date
    last: date
    by: str = ""


class Kept(NamedTuple):
    """`on_time` of `decided`. No share and no interval (Wilson's, of 95 %) where fewer than five were decided: see `why`."""

    on_time: int
    decided: int

    @property
    def why(self) -> Untold | None:
        if self.decided >= TOO_FEW:
            return None
        return Untold.TOO_FEW if self.decided else Untold.NOTHING

    @property
    def share(self) -> float | None:
        return None if self.why else self.on_time / self.decided

    @property
    def interval(self) -> ShareInterval | None:
        return None if self.share is None else share_interval(self.share, self.decided)


class KeptOf(NamedTuple):
    """Of one group (`SITE`: of all that was asked for). `year_before`: of the same weekdays 52 weeks before; None where the past
    that was read does not go back so far."""

    group: GroupKey
    kept: Kept
    year_before: Kept | None

    @property
    def differs(self) -> bool | None:
        """Whether it is another share than a year before, by more than chance; None where one of them is not told."""
        now, before = self.kept.interval, self.year_before.interval if self.year_before else None
        return None if now is None or before is None else not now.meets(before)


class KeptInWeek(NamedTuple):
    """`whole`: the week is over, and all of it was read."""

    week: Period
    kept: Kept
    whole: bool


class PromisesKept(NamedTuple):
    """The whole first, then its parts, those with most decided first. `undecided`: open ones that were promised something and
    are not late yet; `unpromised`: open ones that were promised nothing. Weeks up to that of `last`, the oldest first, and what is
    signal in them."""

    groups: tuple[KeptOf, ...]
    undecided: int
    unpromised: int
    weeks: tuple[KeptInWeek, ...]
    chart: Chart


def read_promises_kept(question: PromisesQuestion, past: RequestsPast) -> PromisesKept:
    by = [question.by] if question.by else []
    decided = decisions_of(past.plain, past.spans, past.whose, past.now, by)
    weeks = tuple(_weeks(question, decided, past))
    chart = share_chart([AmountOf(each.kept.on_time, each.kept.decided) if each.whole else None for each in weeks])
    undecided, unpromised = _still_open(past)
    parts = sorted(_parts(question, decided, past), key=lambda each: (-each.kept.decided, each.group.name))
    return PromisesKept((_told(SITE, question, decided, past), *parts), undecided, unpromised, weeks, chart)


def decided_between(past: RequestsPast, since: Micros, until: Micros, group: GroupKey = SITE) -> Decisions:
    """Those of a group that were decided in [since, until)."""
    decided = decisions_of(past.plain, past.spans, past.whose, past.now)
    ours = (decided.at >= since) & (decided.at < until)
    if group.dimension:
        ours &= decided.groups[group.dimension].equal(group.name)
    return decided.of(ours)


def _parts(question: PromisesQuestion, decided: Decisions, past: RequestsPast) -> Iterator[KeptOf]:
    if not question.by:
        return
    words = decided.groups[question.by]
    for code, name in enumerate(words.values):
        told = _told(
            GroupKey(question.by, name or NAMELESS[question.by]), question, decided.of(words.codes == code), past
        )
        if told.kept.decided or (told.year_before and told.year_before.decided):
            yield told


def _told(group: GroupKey, question: PromisesQuestion, decided: Decisions, past: RequestsPast) -> KeptOf:
    first, last = question.first - SAME_WEEKDAY, question.last - SAME_WEEKDAY
    before = _kept(decided, first, last, past) if day_start(first, past.zone) >= past.since else None
    return KeptOf(group, _kept(decided, question.first, question.last, past), before)


def _kept(decided: Decisions, first: date, last: date, past: RequestsPast) -> Kept:
    since, until = day_start(first, past.zone), day_start(last + timedelta(days=1), past.zone)
    there = (decided.at >= since) & (decided.at < until)
    return Kept(int((there & decided.kept).sum()), int(there.sum()))


def _weeks(question: PromisesQuestion, decided: Decisions, past: RequestsPast) -> Iterator[KeptInWeek]:
    rules = past.settings.sites[past.question.site].periods
    oldest = max(past.since, int(decided.at.min()) if len(decided.at) else day_start(question.first, past.zone))
    weeks = [rules.week(local_day(oldest, past.zone))]
    while weeks[-1].first <= rules.week(question.last).first:
        weeks.append(rules.week(weeks[-1].last + timedelta(days=1)))
    edges = [day_start(week.first, past.zone) for week in weeks]
    place = passed(np.array(edges, np.int64), decided.at)
    counts = zip(*(_in_each(edges, its) for its in (place[decided.kept], place)), strict=True)
    for week, begins, ends, (kept, every) in zip(weeks[:-1], edges[:-1], edges[1:], counts, strict=True):
        yield KeptInWeek(week, Kept(kept, every), begins >= past.since and ends <= past.now)


def _in_each(edges: Sequence[Micros], place: Ints) -> list[int]:
    """How many are between each edge and the next."""
    counts: list[int] = np.bincount(place, minlength=len(edges) + 1)[1:-1].tolist()
    return counts


def _still_open(past: RequestsPast) -> tuple[int, int]:
    """How many open ones are not decided yet, and how many were promised nothing."""
    open_ones = past.plain.take(np.flatnonzero(past.plain.end > past.now))
    lives = lives_of(open_ones, past.spans, past.whose, Cohort(NO_INSTANT, past.now + 1, past.now), past.clock)
    is_open, promised = ~(lives.finished | lives.removed), ~np.isnan(lives.used)
    return int((is_open & promised & (lives.used <= 1)).sum()), int((is_open & ~promised).sum())

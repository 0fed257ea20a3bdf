"""What the metrics of requests are computed from: one group of a site's requests at one instant, and what became of it
in a window."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from wallboard.clock import local_day, midnight_before
from wallboard.metrics.tickets import band_names
from wallboard.model import DAY, MINUTE, Basis, Micros
from wallboard.settings import Settings
from wallboard.state.posting_table import LATE, ON_TIME, OPEN_SINCE
from wallboard.state.requests_known import GroupKnown, RequestsKnown

WEEK: Micros = 7 * DAY
FLOWS = ("opened", "finished", "reopened", "moved_in", "moved_out", "removed")


class RequestsAt:
    """A site's requests at one instant, and what is known of the time before it."""

    def __init__(self, tickets: RequestsKnown, settings: Settings, now: Micros) -> None:
        zone = settings.zone(tickets.site)
        self.tickets, self.settings, self.now = tickets, settings, now
        self.day = local_day(now, zone)
        # A window holds what came after its start: midnight itself belongs to today.
        self.starts = {"today": midnight_before(now, zone) - 1, "7d": now - WEEK}
        self._since = tickets.observed_since
        self.watched = self._since is not None and now >= self._since
        self.basis = Basis.OBSERVED if self.watched or self._since is None else Basis.RECONSTRUCTED
        self.window_basis = {
            window: Basis.RECONSTRUCTED if self._since is not None and start < self._since else Basis.OBSERVED
            for window, start in self.starts.items()
        }
        self.new_since = now - round(settings.alarm.emergency_new_min * MINUTE)
        self.bands = {
            edges: [("band", name) for name in band_names(edges)]
            for edges in {settings.bands(), *map(settings.bands, settings.departments)}
        }

    def tells(self, kind: str) -> bool:
        """Whether a flow that only history tells is known: not where the past was derived from the present row."""
        if self.watched or self._since is None:
            return True
        return kind == "reopened" and self.tickets.tells_reopens


class OpenNow:
    """The open requests of one group. Ages go by the department's own clock where it has one."""

    def __init__(self, at: RequestsAt, group: GroupKnown, department: str) -> None:
        """`department` is "" for a group that is none."""
        calendar = at.tickets.rules.book.ages_in(department)
        self.at, self.group, self.now = at, group, at.now
        self.open_since = group.series(OPEN_SINCE)
        self.clock = "calendar" if calendar is None else "business"
        self.age_now = at.now if calendar is None else calendar.business_us(at.now)
        self.day_us = DAY if calendar is None else calendar.mean_open_day_us(at.day)
        self.edges = at.settings.bands(department)

    @property
    def unassigned(self) -> int:
        return self.at.tickets.unassigned(self.group)

    @cached_property
    def at75(self) -> int:
        """How many have used 75 % of their promise, those past it too."""
        return self.group.marks("at75").count_until(self.now)

    @cached_property
    def at90(self) -> int:
        return self.group.marks("at90").count_until(self.now)

    @cached_property
    def breached(self) -> int:
        return self.group.marks("due").count_before(self.now)


class FlowIn(dict[str, int]):
    """What became of one group's requests in one window: how many, by series, each counted when it is asked for first."""

    def __init__(self, at: RequestsAt, group: GroupKnown, window: str) -> None:
        self.at, self.group, self._start = at, group, at.starts[window]

    def __missing__(self, series: str) -> int:
        count = self[series] = self.group.series(series).between(self._start, self.at.now)
        return count

    def told(self, kind: str) -> int | None:
        """Of what only history tells: None where it does not."""
        return self[kind] if self.at.tells(kind) else None

    def outcomes(self, kind: str) -> Iterator[tuple[str, int]]:
        """How those of a kind ended; those of which there is none are left out."""
        for series in self.group.names():
            its, _, outcome = series.partition(":")
            if outcome and its == kind and (ended := self[series]):
                yield outcome, ended

    @property
    def decided(self) -> tuple[int, int]:
        """How many were on time, and how many late."""
        return self[ON_TIME], self[LATE]

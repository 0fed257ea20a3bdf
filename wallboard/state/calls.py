"""What is going on in a site's queues: visits in, counts out. A tick costs what changed since the last one."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from wallboard.calls.fold import Restart, clip
from wallboard.model import NO_INSTANT, Micros, Outcome, Visit, VisitKey
from wallboard.settings import Settings
from wallboard.state.conversations import Conversations
from wallboard.state.counting import meaning
from wallboard.state.group import Group
from wallboard.state.held_visits import CountedTimes, Held
from wallboard.state.starts import Starts
from wallboard.state.tally import Tally
from wallboard.state.thresholds import Threshold, Thresholds
from wallboard.state.windows import SINCE_BITS, TODAY_BITS, next_change, since_share

FORGET_AT_ONCE = 100  # visits of an earlier day that one tick lets go at most


class Counted(NamedTuple):
    """A visit as it is counted at an instant, under which threshold, and where (see windows.py)."""

    visit: Visit
    threshold: Threshold
    share: int


class CallState:
    """Queue visits of one site, by queue and in all, in every window.

    Visits may be applied in any order and any number of times: the last one given for a key is what is known.
    Nothing counts before its instant. Visits that no window needs any more are let go; to correct one of those,
    `apply` must be told what was known of it (`former`).
    """

    def __init__(self, settings: Settings, site: str) -> None:
        self.site = site
        self._settings = settings
        self.conversations = Conversations(settings)
        self.starts = Starts()
        self._times = CountedTimes(settings.zone(site), self.starts)
        self.now: Micros = 0
        self.reload_wanted = (
            False  # something became known that only what the ledger holds can tell, such as a late restart
        )
        self.thresholds = Thresholds(settings, site)
        self._all = Group()
        self._groups = {name: Group() for name, queue in settings.queues.items() if settings.site_of(queue) == site}
        self._named = frozenset(self._groups)
        self._held: dict[VisitKey, Held] = {}
        self._due: list[tuple[Micros, VisitKey]] = []
        self._yesterdays: deque[VisitKey] = deque()
        self._base: Micros | None = None  # instant of the checkpoint that we began from
        self._complete_since: Micros = NO_INSTANT  # from when on all visits were applied
        self._seen: set[str] = set()  # queues that were seen before what is held here
        self._let_go: dict[str, Micros] = {}  # by source: the latest entry among the visits let go

    # ---- what is asked

    def queues(self) -> list[str]:
        """The queues that the settings name, then those that the phone system has besides."""
        others = sorted(name for name, group in self._groups.items() if name not in self._named and not group.empty)
        return [*(name for name in self._groups if name in self._named), *others]

    def seen(self, queue: str) -> bool:
        """Whether a call ever was in a queue, as far as anybody told: one that only the settings name may be misspelt."""
        return queue in self._seen or bool(self.group(queue).sources)

    def seen_before(self, queues: Iterable[str]) -> None:
        """Queues in which calls were before those that are applied here."""
        self._seen.update(queues)

    def lack_before(self, instant: Micros) -> None:
        """Visits of before that instant were purged: what is counted since an earlier start is not all of it."""
        self._complete_since = instant

    def group(self, queue: str | None = None) -> Group:
        """The counts of a queue; of all queues of the site without one."""
        return self._all if queue is None else self._groups.get(queue) or Group()

    def tally(self, window: str, queue: str | None = None) -> Tally:
        return self.group(queue).tally(window)

    @property
    def midnight(self) -> Micros:
        """When the local day of `now` began."""
        return self._times.day[0]

    def started(self, queue: str | None = None) -> bool:
        """Whether it is known since when the phone system counts, and all visits since then are here."""
        return self.starts.known(self.group(queue).sources, self._complete_since)

    def variants(self, queue: str | None = None) -> set[str]:
        """The service levels by which a queue is measured; of the site, those of all its queues."""
        if queue is not None:
            return {self._settings.queue(queue).service_level}
        return {self._settings.queue(name).service_level for name in self._named} | {"offered"}

    def counted(self, visit: Visit) -> Counted | None:
        """How a visit is counted now; None before it entered. For whoever wants to know which visits made a count."""
        seen = clip(visit, self.now)
        if seen is None:
            return None
        return Counted(seen, self.thresholds.of(seen.queue, seen.entered), self._times.share(seen, self.now))

    def held(self) -> int:
        """How many visits are kept in memory."""
        return len(self._held)

    # ---- what is told

    def apply(
        self, visits: Iterable[Visit], gone: Collection[VisitKey] = (), former: Mapping[VisitKey, Visit] | None = None
    ) -> None:
        """The present state of these visits; `gone` no longer exist; `former` is what was known of them before."""
        former = former or {}
        for key in gone:
            held = self._held.pop(key, None) or self._recall(former.get(key))
            if held is not None:
                self._count(held, None, 0)
        for visit in visits:
            held = self._held.get(visit.key) or self._recall(self._known_before(visit, former)) or self._new(visit)
            self._held[visit.key] = held
            if held.visit.entered != visit.entered:
                self._count(held, None, 0)
                held.threshold = self.thresholds.of(visit.queue, visit.entered)
            held.visit = visit
            self._settle(held)
        if gone:
            self._doubt_queues({key.queue for key in gone})
        self.conversations.advance(self.now)

    def _doubt_queues(self, queues: set[str]) -> None:
        """Where no visit is held of a queue that lost one, it may be that there never was any: the ledger knows."""
        self.reload_wanted |= not queues <= {held.visit.queue for held in self._held.values()}

    def restart(self, restart: Restart) -> None:
        """The phone system started. The visits that it cut off come by `apply`."""
        self.starts.expect(restart)
        self._begin(self.starts.due(self.now))

    def advance(self, now: Micros) -> None:
        """Bring every window to this instant. A clock that runs backwards is waited for."""
        now = max(now, self.now)
        if now >= self._times.day[1]:
            self._new_day(now)
        if now >= self._times.half[1]:
            self._new_half_hour(now)
        self.now = now
        for group in (self._all, *self._groups.values()):
            group.minutes.advance(now)
        self._begin(self.starts.due(now))
        while self._due and self._due[0][0] <= now:
            at, key = heapq.heappop(self._due)
            held = self._held.get(key)
            if held is not None and held.due == at:
                self._settle(held)
        self.conversations.advance(now)
        for _ in range(min(len(self._yesterdays), FORGET_AT_ONCE)):
            self._let_go_if_over(self._yesterdays.popleft())
        self._base = None

    # ---- what outlasts us

    def to_checkpoint(self) -> dict[str, Any]:
        """The counts since the start of each source, as of now: plain JSON values. All else is within a day's visits."""
        since: dict[str, dict[str, Any]] = {}
        for queue, group in self._groups.items():
            for source, tally in group.since.items():
                since.setdefault(source, {})[queue] = tally.as_json()
        starts = [list(start) for start in self.starts.all()]
        return {
            **meaning(self.thresholds),
            "at": self.now,
            "complete": self._complete_since,
            "starts": starts,
            "since": since,
        }

    def usable(self, checkpoint: Mapping[str, Any]) -> bool:
        """Whether it was made under the promises that hold here, and counts what is counted here; if not, the visits
        must be counted again."""
        return meaning(self.thresholds).items() <= checkpoint.items()

    def from_checkpoint(self, checkpoint: Mapping[str, Any]) -> None:
        """Begin from counts kept earlier. For an empty state; then apply the visits that were open at that instant
        or entered after it, as they are known now, and only then advance."""
        self._complete_since = int(checkpoint["complete"])
        self.advance(int(checkpoint["at"]))
        for source, seq, at in checkpoint["starts"]:
            self.restart(Restart(source, seq, at))
        for source, by_queue in checkpoint["since"].items():
            for queue, counts in by_queue.items():
                for group in (self._all, self._group(queue)):
                    group.sources.add(source)
                    group.since.setdefault(source, Tally()).merge(Tally.from_json(counts))
        self._base = self.now

    def _known_before(self, visit: Visit, former: Mapping[VisitKey, Visit]) -> Visit | None:
        """What is counted of a visit that is not held."""
        return visit if self._base == self.now else former.get(visit.key)

    # ---- how it is kept

    def _new(self, visit: Visit) -> Held:
        return Held(visit, self.thresholds.of(visit.queue, visit.entered))

    def _recall(self, former: Visit | None) -> Held | None:
        """A visit that is not held any more, as it is still counted since the start."""
        if former is None:
            return None
        held = self._new(former)
        held.seen = clip(former, self.now)
        start = self.starts.last(former.key.source)
        if held.seen is not None and start is not None:
            held.share, held.start = since_share(held.seen, start.at), start
        return held

    def _group(self, queue: str) -> Group:
        group = self._groups.get(queue)
        if group is None:
            group = self._groups[queue] = Group()
            group.minutes.advance(self.now)
        return group

    def _settle(self, held: Held) -> None:
        """Count what is true of a visit now, and come back to it when time alone will change that."""
        visit = held.visit
        seen = clip(visit, self.now)
        share = 0 if seen is None else self._times.share(seen, self.now)
        self._count(held, seen, share)
        due = next_change(visit, self.now)
        if due is None:
            self._let_go_if_over(visit.key)
        elif due != held.due:
            heapq.heappush(self._due, (due, visit.key))
        held.due = due

    def _count(self, held: Held, seen: Visit | None, share: int) -> None:
        """Replace what is counted of a visit."""
        groups = (self._all, self._group(held.visit.queue))
        counted = self._times.counted(held)
        if seen is not None and held.shown and seen == held.seen:
            if share != counted:
                for group in groups:
                    group.count(seen, held.threshold, counted & ~share, -1)
                    group.count(seen, held.threshold, share & ~counted, 1)
        else:
            shown = held.seen if held.shown else None
            for group in groups:
                if held.seen is not None:
                    group.count(held.seen, held.threshold, counted, -1)
                if seen is not None:
                    group.count(seen, held.threshold, share, 1)
                group.change(shown, seen, held.threshold)
            if shown is not None:
                self.conversations.remove(shown, today=bool(counted & TODAY_BITS))
            if seen is not None:
                self.conversations.add(seen, today=bool(share & TODAY_BITS))
        held.seen, held.shown, held.share = seen, seen is not None, share
        self._times.note(held)

    def _new_day(self, now: Micros) -> None:
        self._times.new_day(now)
        for group in (self._all, *self._groups.values()):
            group.new_day()
        self.conversations.new_day()
        if self.now:
            self._yesterdays.extend(self._held)

    def _new_half_hour(self, now: Micros) -> None:
        self._times.new_half_hour(now)
        for group in (self._all, *self._groups.values()):
            group.new_half_hour()

    def _begin(self, starts: Iterable[Restart]) -> None:
        """Count since these starts. Once for each, over all visits held: restarts are rare."""
        for start in starts:
            self.reload_wanted |= start.at <= self._let_go.get(start.source, start.at - 1)
            for group in (self._all, *self._groups.values()):
                group.new_start(start.source)
            for held in [held for held in self._held.values() if held.shown and held.visit.key.source == start.source]:
                self._settle(held)

    def _let_go_if_over(self, key: VisitKey) -> None:
        held = self._held.get(key)
        if held is None or held.seen is None or held.seen is not held.visit or self._times.counted(held) & ~SINCE_BITS:
            return
        visit = held.visit
        if visit.left is not None and (visit.outcome is not Outcome.ANSWERED or visit.ended is not None):
            del self._held[key]
            self._let_go[key.source] = max(visit.entered, self._let_go.get(key.source, visit.entered))

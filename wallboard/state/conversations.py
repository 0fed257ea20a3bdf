"""Who is talking, who has just hung up, and who has been seen today: the visits' side of the agents' states."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from wallboard.model import SECOND, Micros, Outcome, Visit, VisitKey
from wallboard.settings import Settings
from wallboard.state.agent_day import Talk


class Conversations:
    """Fed by CallState; read by AgentBook, which drains the names of those to whom something happened."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._talking: dict[str, dict[VisitKey, Micros]] = {}  # since when
        self._over: dict[str, Micros] = {}  # when the last conversation was
        self._wrapped: dict[str, Micros] = {}  # and its wrap-up
        self._wrapping: dict[str, dict[VisitKey, Micros]] = {}
        self._seen: dict[str, dict[str, int]] = {}
        self._today: dict[str, dict[VisitKey, Talk]] = {}
        self._until: list[tuple[Micros, str, VisitKey]] = []
        self._changed: set[str] = set()
        self._now: Micros = 0

    def talking(self, agent: str) -> bool:
        return agent in self._talking

    def wrapping(self, agent: str) -> bool:
        return agent in self._wrapping

    def talking_since(self, agent: str) -> Micros | None:
        return min(self._talking.get(agent, {}).values(), default=None)

    def over_at(self, agent: str) -> Micros | None:
        """When the agent's last conversation ended."""
        return self._over.get(agent)

    def wrapped_at(self, agent: str) -> Micros | None:
        """When the agent's last wrap-up was over, or will be."""
        return self._wrapped.get(agent)

    def talks(self, agent: str) -> Iterable[Talk]:
        """The conversations of calls that entered today."""
        return self._today.get(agent, {}).values()

    def seen(self, agent: str) -> list[str]:
        """Queues of which this agent answered a call that entered today."""
        return list(self._seen.get(agent, ()))

    def queues_of_calls(self, agent: str) -> set[str]:
        """Queues of the calls that the agent is on, or is wrapping up."""
        return {key.queue for keys in (self._talking, self._wrapping) for key in keys.get(agent, ())}

    def take_changed(self) -> set[str]:
        changed, self._changed = self._changed, set()
        return changed

    def add(self, visit: Visit, *, today: bool) -> None:
        if visit.outcome is not Outcome.ANSWERED or not visit.agent:
            return
        self._changed.add(visit.agent)
        if today:
            counts = self._seen.setdefault(visit.agent, {})
            counts[visit.queue] = counts.get(visit.queue, 0) + 1
            self._today.setdefault(visit.agent, {})[visit.key] = self._talk(visit)
        if visit.ended is None:
            self._talking.setdefault(visit.agent, {})[visit.key] = _answered(visit)
        else:
            self._over[visit.agent] = max(visit.ended, self._over.get(visit.agent, visit.ended))
            until = self._wrapped_up(visit)
            if until is not None:
                self._wrapped[visit.agent] = max(until, self._wrapped.get(visit.agent, until))
            if until is not None and until > self._now:
                self._wrapping.setdefault(visit.agent, {})[visit.key] = until
                heapq.heappush(self._until, (until, visit.agent, visit.key))

    def remove(self, visit: Visit, *, today: bool) -> None:
        agent = visit.agent
        if visit.outcome is not Outcome.ANSWERED or not agent:
            return
        self._changed.add(agent)
        self._today.get(agent, {}).pop(visit.key, None)
        if today:
            self._forget_seen(agent, visit.queue)
        talking = self._talking.get(agent)
        if talking is not None:
            talking.pop(visit.key, None)
            if not talking:
                del self._talking[agent]
        self._end_wrapping(agent, visit.key)

    def advance(self, now: Micros) -> None:
        self._now = now
        while self._until and self._until[0][0] <= now:
            until, agent, key = heapq.heappop(self._until)
            if self._wrapping.get(agent, {}).get(key) == until:
                self._end_wrapping(agent, key)
                self._changed.add(agent)

    def new_day(self) -> None:
        self._changed.update(self._seen)
        self._seen = {}
        self._today = {}

    def _talk(self, visit: Visit) -> Talk:
        start, end = _answered(visit), visit.ended
        told = visit.talk_s if visit.talk_s is not None else 0 if end is None else (end - start) / SECOND
        return Talk(start, end, self._wrapped_up(visit), told)

    def _wrapped_up(self, visit: Visit) -> Micros | None:
        """When its wrap-up is over; None while it goes on, and where its queue grants none."""
        wrap_up_s = self._settings.queue(visit.queue).wrap_up_s
        return None if visit.ended is None or not wrap_up_s else visit.ended + int(wrap_up_s * SECOND)

    def _forget_seen(self, agent: str, queue: str) -> None:
        counts = self._seen.get(agent, {})
        counts[queue] = counts.get(queue, 0) - 1
        if counts[queue] <= 0:
            del counts[queue]
        if not counts:
            self._seen.pop(agent, None)

    def _end_wrapping(self, agent: str, key: VisitKey) -> None:
        wrapping = self._wrapping.get(agent)
        if wrapping is not None:
            wrapping.pop(key, None)
            if not wrapping:
                del self._wrapping[agent]


def _answered(visit: Visit) -> Micros:
    return visit.entered if visit.left is None else visit.left

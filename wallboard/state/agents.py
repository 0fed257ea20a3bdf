"""Who is on duty and doing what, from membership, pauses and conversations. Definitions: docs/metrics.md, agents.

A log cannot know the members that the phone system's configuration names, nor a ring before it is over. So members
come from the settings, from rows that add or remove them, or from having been seen today; what none of these told is
unknown, and ringing always is.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from itertools import count

from wallboard.calls.fold import Restart
from wallboard.calls.happenings import OF_AGENTS, Happening, What
from wallboard.model import Micros, OnDuty
from wallboard.model.floor import AgentNow
from wallboard.settings import Settings
from wallboard.state.agent_day import DutyDay, Span, agent_day
from wallboard.state.agent_presence import AgentPresence
from wallboard.state.calls import CallState
from wallboard.state.conversations import Conversations

STATES = ("on_call", "wrap_up", "paused", "available")


class AgentBook:
    """The agents of one site. Happenings may be applied in any order and any number of times."""

    def __init__(self, settings: Settings, site: str) -> None:
        self.site = site
        self._settings = settings
        self._members: dict[str, set[str]] = {}  # named in the settings: agent -> queues
        for queue, its in settings.queues.items():
            if settings.site_of(its) == site:
                for agent in its.members:
                    self._members.setdefault(agent, set()).add(queue)
        self._staffed = {queue for queues in self._members.values() for queue in queues}  # whose members are known
        self._heard: set[str] = set()  # queues that rows of the log name
        self._people: dict[str, AgentPresence] = {}
        self._placed: dict[str, dict[str, str]] = {}  # agent -> queue ("" the site) -> state
        self._counts: dict[str, Counter[str]] = {}
        self._since: dict[str, Micros] = {}  # agent -> when the site's state began, where a row told
        self._duty: dict[str, DutyDay] = {}  # of those of whom a row told today
        self._now_by_agent: dict[str, AgentNow] = {}  # worked out since something of them changed
        self._restarts: dict[str, Restart] = {}
        self._coming: list[tuple[Micros, int, Happening]] = []
        self._tie = count()
        self._changed: set[str] = set(self._members)
        self._now: Micros = 0
        self._midnight: Micros = 0

    # ---- what is asked

    def count(self, state: str, queue: str | None = None) -> int:
        """People in one of STATES, as of the last `follow`; in the whole site without a queue."""
        return self._counts.get(queue or "", Counter())[state]

    def logged_in(self, queue: str | None = None) -> int:
        return self._counts.get(queue or "", Counter()).total()

    def known(self, queue: str | None = None) -> bool:
        """Whether anything ever told who belongs to this queue (to any queue of the site): if not, 0 is no figure."""
        member = bool(self._staffed) if queue is None else queue in self._staffed
        return member or self.logged_in(queue) > 0

    def heard(self, queue: str) -> bool:
        """Whether a row of the log ever named this queue."""
        return queue in self._heard

    def states(self, queue: str | None = None) -> dict[str, str]:
        """Each person on duty in the queue (in the site), with their state."""
        return {agent: places[queue or ""] for agent, places in self._placed.items() if (queue or "") in places}

    def people(self) -> tuple[OnDuty, ...]:
        """Everybody on duty at the site by name, in an order that only comings and goings change."""
        return tuple(
            OnDuty(
                self.site, agent, places[""], self._since.get(agent), tuple(sorted(queue for queue in places if queue))
            )
            for agent, places in sorted(self._placed.items(), key=lambda each: (each[0].casefold(), each[0]))
        )

    def floor(self, conversations: Conversations) -> tuple[AgentNow, ...]:
        """The same people, with why they are paused and what they did today. Costs what changed since the last call."""
        known = self._now_by_agent
        for agent in self._placed.keys() - known.keys():
            known[agent] = self._agent_now(agent, conversations)
        return tuple(known[agent] for agent in sorted(self._placed, key=lambda name: (name.casefold(), name)))

    # ---- what is told

    def apply(self, happenings: Iterable[Happening]) -> None:
        """Those that tell nothing of agents are passed over. They count from their instant on."""
        for happened in happenings:
            if happened.what in OF_AGENTS and happened.site == self.site and happened.agent:
                heapq.heappush(self._coming, (happened.at, next(self._tie), happened))

    def follow(self, calls: CallState) -> None:
        """Bring everybody to the instant of `calls`, whose conversations and restarts this takes over."""
        self._now = max(calls.now, self._now)
        if calls.midnight != self._midnight:
            self._midnight = calls.midnight
            self._changed.update(self._people)
            self._duty = {}
        for start in calls.starts.all():
            self._begin(start)
        while self._coming and self._coming[0][0] <= self._now:
            self._tell(heapq.heappop(self._coming)[2])
        self._changed |= calls.conversations.take_changed()
        for agent in self._changed:
            self._place(agent, calls.conversations)
        self._changed = set()

    # ---- how it is kept

    def _tell(self, happened: Happening) -> None:
        person = self._people.setdefault(happened.agent, AgentPresence())
        if happened.at >= self._midnight:
            self._duty.setdefault(happened.agent, DutyDay(person))
        if happened.agent in self._duty:
            self._duty[happened.agent].tell(happened, self._midnight)
        person.tell(happened)
        self._heard.add(happened.queue)
        if happened.what in (What.JOINED, What.PARTED):
            self._staffed.add(happened.queue)
        self._changed.add(happened.agent)

    def _begin(self, restart: Restart) -> None:
        last = self._restarts.get(restart.source)
        if last is None or last.seq < restart.seq:
            self._restarts[restart.source] = restart
            self._changed.update(self._people)

    def _place(self, agent: str, conversations: Conversations) -> None:
        """Work out one person's states, and count the difference."""
        self._now_by_agent.pop(agent, None)
        for queue, state in self._placed.pop(agent, {}).items():
            self._counts[queue][state] -= 1
        places = self._places(agent, conversations)
        for queue, state in places.items():
            self._counts.setdefault(queue, Counter())[state] += 1
        self._since.pop(agent, None)
        if places:
            self._placed[agent] = places
            since = self._began(agent, places[""], conversations)
            if since is not None:
                self._since[agent] = since

    def _began(self, agent: str, state: str, conversations: Conversations) -> Micros | None:
        """When a person's state began, as far as rows tell."""
        if state == "on_call":
            return conversations.talking_since(agent)
        if state == "wrap_up":
            return conversations.over_at(agent)
        person = self._people.get(agent) or AgentPresence()
        over = conversations.over_at(agent), conversations.wrapped_at(agent)
        if state == "paused":  # a pause that was asked for during a call begins after it
            paused = person.paused_since()
            return None if paused is None else max([paused, *(at for at in over if at is not None)])
        free = person.ready_since(), *over
        known = [instant for instant in free if instant is not None]
        starts = [restart.at for restart in self._restarts.values()]  # began everything anew
        return min(max(known + starts), self._now) if known else None

    def _agent_now(self, agent: str, conversations: Conversations) -> AgentNow:
        places, since = self._placed[agent], self._since.get(agent)
        queues = tuple(sorted(queue for queue in places if queue))
        person = self._people.get(agent) or AgentPresence()
        reason = person.pause_reason() if places[""] == "paused" else ""
        day = agent_day(
            conversations.talks(agent),
            self._ready(agent, conversations),
            self._now if since is None else since,
            wraps=any(self._settings.queue(queue).wrap_up_s for queue in queues),
        )
        return AgentNow(self.site, agent, places[""], since, queues, reason, day)

    def _ready(self, agent: str, conversations: Conversations) -> list[Span] | None:
        """When they could be given calls today; None where no row told when they came."""
        duty = self._duty.get(agent)
        if duty is None:
            return None
        starts = self._restarts

        def available(person: AgentPresence, at: Micros) -> bool:
            known = {source: restart for source, restart in starts.items() if restart.at <= at}
            queues = person.queues(self._others(agent, conversations), self._midnight, known, self._persist)
            if not person.on_duty(known, by_row=not queues):
                return False
            return any(not person.paused(queue, known) for queue in queues or ("",))

        return duty.ready(available, [restart.at for restart in starts.values()])

    def _others(self, agent: str, conversations: Conversations) -> set[str]:
        """Queues that they belong to although no row added them."""
        return self._members.get(agent, set()) | set(conversations.seen(agent))

    def _places(self, agent: str, conversations: Conversations) -> dict[str, str]:
        person = self._people.get(agent) or AgentPresence()
        busy = self._busy(agent, conversations)
        others = self._others(agent, conversations)
        duty = person.queues(others, self._midnight, self._restarts, self._persist)
        if busy:
            duty |= conversations.queues_of_calls(agent)
        elif not person.on_duty(self._restarts):
            return {}
        places = {queue: busy or ("paused" if person.paused(queue, self._restarts) else "available") for queue in duty}
        if places:
            places[""] = busy or ("available" if "available" in places.values() else "paused")
        elif person.on_duty(self._restarts, by_row=True):
            places[""] = "paused" if person.paused("", self._restarts) else "available"
        return places

    def _persist(self, queue: str) -> bool:
        return self._settings.queue(queue).members_persist

    def _busy(self, agent: str, conversations: Conversations) -> str:
        if conversations.talking(agent):
            return "on_call"
        return "wrap_up" if conversations.wrapping(agent) else ""

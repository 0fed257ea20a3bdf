"""The demo city's phones: callers, queues and agents as simpy processes, told in the words of Asterisk's queue_log."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import simpy

from wallboard.simulate import city
from wallboard.simulate.numbers import DRAWN, Numbers

# queue_log row without its time: callid, queue, agent, event, data1..data5
LogRow = tuple[str, str, str, str, str, str, str, str, str]
Emit = Callable[[LogRow], None]
Process = Generator[simpy.Event, Any, None]


@dataclass(slots=True)
class Caller:
    callid: str
    number: str
    queue: city.DemoQueue
    entered: float
    position: int
    connected: simpy.Event
    agent: Agent | None = None


@dataclass(slots=True)
class Agent:
    name: str
    skills: tuple[str, ...]
    leaving: bool = False
    pause: str = ""  # the reason for a pause that is due
    busy: bool = False
    idle_since: float = 0.0
    free: simpy.Event | None = None
    ends: float = 0.0  # when the shift does
    logged_in: bool = False
    elsewhere: bool = False  # by no plan of the shift: ill, or on an errand

    @property
    def at_work(self) -> bool:
        """Takes calls, and will for now."""
        return not (self.pause or self.leaving or self.elsewhere)


@dataclass
class CallCentre:
    """Queues and agents. Every change is told to `emit` at the environment's present instant."""

    env: simpy.Environment
    random: Random
    emit: Emit
    on_request: Callable[[str], None]  # a call that was answered led to a request about this queue
    numbers: Numbers = field(default_factory=Numbers)
    callid_prefix: str = "1"
    waiting: dict[str, deque[Caller]] = field(default_factory=lambda: {q.name: deque() for q in city.QUEUES})
    idle: dict[str, Agent] = field(default_factory=dict)
    on_duty: dict[str, Agent] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)  # of them, at lunch or on a break
    cut_off: list[str] = field(default_factory=list)  # queues that no caller reaches, once for each reason
    deserted: list[str] = field(default_factory=list)  # queues that nobody is logged in to, likewise
    calls: int = 0

    def row(self, event: str, callid: str, queue: str, agent: str = "NONE", *data: object) -> None:
        d = [str(x) for x in data] + [""] * (5 - len(data))
        self.emit((callid, queue, agent, event, d[0], d[1], d[2], d[3], d[4]))

    # ------------------------------------------------------------ callers

    def call(self, queue: city.DemoQueue) -> Process:
        """One caller, from entering the queue to the end of the conversation."""
        if queue.name in self.cut_off:
            return
        self.calls += 1
        callid = f"{self.callid_prefix}{self.env.now:.0f}.{self.calls}"
        line = self.waiting[queue.name]
        number = self.numbers.of(self.random.randrange(*DRAWN))
        caller = Caller(callid, number, queue, self.env.now, len(line) + 1, self.env.event())
        self.row("ENTERQUEUE", callid, queue.name, "NONE", "", number, caller.position)
        line.append(caller)
        self.match(queue.name)
        patience = min(self.random.expovariate(1 / city.PATIENCE_S), city.TIMEOUT_S)
        wants_callback = patience > city.CALLBACK_AFTER_S and self.random.random() < city.CALLBACK_SHARE
        give_up = self.env.timeout(city.CALLBACK_AFTER_S if wants_callback else patience)
        yield caller.connected | give_up
        if caller.agent is None:
            self.leave(caller, wants_callback)
        else:
            yield from self.talk(caller, caller.agent)

    def call_while_closed(self, queue: city.DemoQueue) -> Process:
        """One caller who hears that the centre is closed and presses 1 to be called back."""
        self.calls += 1
        callid = f"{self.callid_prefix}{self.env.now:.0f}.{self.calls}"
        number = self.numbers.of(self.random.randrange(*DRAWN))
        self.row("ENTERQUEUE", callid, queue.name, "NONE", "", number, 1)
        heard = self.random.randint(9, 25)
        yield self.env.timeout(heard)
        self.row("EXITWITHKEY", callid, queue.name, "NONE", city.CALLBACK_KEY, 1, 1, heard)
        self.numbers.asked_back(number)

    def leave(self, caller: Caller, wants_callback: bool) -> None:
        line = self.waiting[caller.queue.name]
        position, wait = line.index(caller) + 1, round(self.env.now - caller.entered)
        line.remove(caller)
        if wants_callback:
            key = city.CALLBACK_KEY
            self.row("EXITWITHKEY", caller.callid, caller.queue.name, "NONE", key, position, caller.position, wait)
            self.numbers.asked_back(caller.number)
        elif wait >= city.TIMEOUT_S:
            self.row("EXITWITHTIMEOUT", caller.callid, caller.queue.name, "NONE", position, caller.position, wait)
        else:
            self.row("ABANDON", caller.callid, caller.queue.name, "NONE", position, caller.position, wait)

    def talk(self, caller: Caller, agent: Agent) -> Process:
        queue, callid = caller.queue.name, caller.callid
        if self.random.random() < city.NO_ANSWER_SHARE:
            yield self.env.timeout(8)
            self.row("RINGNOANSWER", callid, queue, agent.name, 8000)
        ring = self.random.randint(1, 3)
        yield self.env.timeout(ring)
        wait = int(self.env.now - caller.entered)
        self.row("CONNECT", callid, queue, agent.name, wait, f"{callid}1", ring)
        talk = self.random.lognormvariate(0, 0.65) * caller.queue.talk_s * 0.81
        yield self.env.timeout(max(5.0, talk))
        if self.random.random() < city.TRANSFER_SHARE:
            self.row("BLINDTRANSFER", callid, queue, agent.name, "200", "internal", wait, int(talk), caller.position)
        else:
            ended_by = "COMPLETECALLER" if self.random.random() < 0.6 else "COMPLETEAGENT"
            self.row(ended_by, callid, queue, agent.name, wait, int(talk), caller.position)
        if self.random.random() < city.REQUEST_SHARE:
            self.on_request(queue)
        yield self.env.timeout(city.WRAP_UP_S)
        agent.busy = False
        self.release(agent)

    # ------------------------------------------------------------ agents

    def release(self, agent: Agent) -> None:
        """The agent is free: to leave, to pause, or to take the caller who has waited longest."""
        if agent.leaving or agent.pause:
            if agent.free is not None and not agent.free.triggered:
                agent.free.succeed()
            return
        if agent.elsewhere:
            return
        agent.idle_since = self.env.now
        self.idle[agent.name] = agent
        first = min(
            (self.waiting[q][0] for q in agent.skills if self.waiting[q]), key=lambda c: c.entered, default=None
        )
        if first is not None:
            self.match(first.queue.name)

    def match(self, queue: str) -> None:
        """Connect the queue's first caller with the agent who has been idle longest, if there is one."""
        line = self.waiting[queue]
        able = [a for a in self.idle.values() if queue in a.skills]
        if not line or not able:
            return
        agent = min(able, key=lambda a: a.idle_since)
        caller = line.popleft()
        del self.idle[agent.name]
        agent.busy = True
        caller.agent = agent
        caller.connected.succeed()

    def work(self, name: str, end: float, lunch: float, *, closes: bool) -> Process:
        """One agent's shift until `end`: log in, take calls, eat at `lunch`, take a break on either side of it, finish
        the call in hand and go home. Who closes up stays until nobody waits any more."""
        agent = self.on_duty[name] = Agent(name, self.skills(name), ends=end)
        self.log_in(agent)
        self.release(agent)
        for at, reason, minutes in self.pauses(end, lunch):
            yield self.env.timeout(max(0.0, at - self.env.now))
            if reason == "break":
                yield from self.let_the_line_go_first(agent)
            yield from self.finish_call(agent, reason)
            yield from self.pause(agent, reason, minutes)
        yield self.env.timeout(max(0.0, end - self.env.now))
        while closes and self.waits_for(agent):
            yield self.env.timeout(10)
        yield from self.finish_call(agent, "")
        self.log_out(agent)
        del self.on_duty[name]

    def pauses(self, end: float, lunch: float) -> list[tuple[float, str, float]]:
        """(when, reason, minutes) of those that are still to come."""
        chance = self.random.uniform
        eats = lunch + chance(-180, 180)
        before = self.env.now + (lunch - self.env.now) * chance(0.4, 0.7)
        after = lunch + (end - lunch) * chance(0.4, 0.7)
        every = [(before, "break", city.BREAK_MIN), (eats, "lunch", city.LUNCH_MIN), (after, "break", city.BREAK_MIN)]
        return [(at, reason, minutes) for at, reason, minutes in every if at > self.env.now]

    def let_the_line_go_first(self, agent: Agent) -> Process:
        """A break is put off while callers wait or too many are away, but not for ever."""
        given_up = self.env.now + city.BREAK_WAITS_MIN * 60
        while self.env.now < given_up and (
            self.waits_for(agent) or len(self.away) + 1 > city.MOST_AWAY * len(self.on_duty)
        ):
            yield self.env.timeout(60)

    def waits_for(self, agent: Agent) -> bool:
        """Whether somebody waits whom this agent could answer."""
        return any(self.waiting[queue] for queue in agent.skills)

    def finish_call(self, agent: Agent, reason: str) -> Process:
        while agent.elsewhere:
            yield self.env.timeout(30)
        agent.pause, agent.leaving = reason, not reason
        self.idle.pop(agent.name, None)
        if agent.busy:
            agent.free = self.env.event()
            yield agent.free
            agent.free = None

    def pause(self, agent: Agent, reason: str, minutes: float) -> Process:
        self.away.add(agent.name)
        self.say_paused(agent, reason)
        yield self.env.timeout(minutes * 60 * self.random.uniform(0.8, 1.25))
        self.say_back(agent, reason)
        self.away.remove(agent.name)
        agent.pause = ""
        self.release(agent)

    # ------------------------------------------------------------ what the log tells of agents

    def log_in(self, agent: Agent) -> None:
        agent.logged_in = True
        for queue in agent.skills:
            self.row("ADDMEMBER", "REALTIME", queue, agent.name)

    def log_out(self, agent: Agent) -> None:
        agent.logged_in = False
        for queue in agent.skills:
            self.row("REMOVEMEMBER", "REALTIME", queue, agent.name)

    def say_paused(self, agent: Agent, reason: str) -> None:
        self.row("PAUSEALL", "NONE", "NONE", agent.name, reason)
        for queue in agent.skills:
            self.row("PAUSE", "NONE", queue, agent.name, reason)

    def say_back(self, agent: Agent, reason: str) -> None:
        self.row("UNPAUSEALL", "NONE", "NONE", agent.name, reason)
        for queue in agent.skills:
            self.row("UNPAUSE", "NONE", queue, agent.name, reason)

    # ------------------------------------------------------------ by no plan: see troubles.py

    def put_down(self, agent: Agent) -> Process:
        """The call in hand, before somebody goes `elsewhere`."""
        self.idle.pop(agent.name, None)
        while agent.busy:
            yield self.env.timeout(1)

    def come_back(self, agent: Agent) -> None:
        agent.elsewhere = False
        self.release(agent)

    def skills(self, name: str) -> tuple[str, ...]:
        """The queues to which somebody logs in now."""
        return tuple(queue for queue in city.skills(name) if queue not in self.deserted)

    def desert(self, queues: Sequence[str]) -> None:
        """Nobody is logged in to these queues any more."""
        self.deserted.extend(queues)
        for agent in self.on_duty.values():
            left, agent.skills = agent.skills, self.skills(agent.name)
            for queue in left if agent.logged_in else ():
                if queue not in agent.skills:
                    self.row("REMOVEMEMBER", "REALTIME", queue, agent.name)

    def man_again(self, queues: Sequence[str]) -> None:
        for queue in queues:
            self.deserted.remove(queue)
        for agent in self.on_duty.values():
            had, agent.skills = agent.skills, self.skills(agent.name)
            for queue in agent.skills if agent.logged_in else ():
                if queue not in had:
                    self.row("ADDMEMBER", "REALTIME", queue, agent.name)
        for queue in queues:
            for _ in list(self.waiting[queue]):
                self.match(queue)

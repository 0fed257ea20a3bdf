"""Plays troubles in the demo city. Each is played by chance of its own: the same ones come of the same seed and instants,
and without any the city is as it ever was."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from random import Random
from typing import Any, Protocol

import simpy

from wallboard.model import SECOND
from wallboard.simulate import city
from wallboard.simulate.call_centre import Agent, CallCentre
from wallboard.simulate.storm import Kind, Trouble

TIMES_AS_MANY = 5.0  # callers in a surge
SICK_SHARE = 0.5
FORGOTTEN = "errand"  # the reason of the pause, as demo.toml allows it for two minutes

Process = Generator[simpy.Event, Any, None]
Tell = Callable[[Trouble, bool], None]  # a trouble, and whether it begins or is over


class Troubled(Protocol):
    """The city that troubles befall."""

    env: simpy.Environment
    centre: CallCentre
    seed: int

    def rate(self, queue: city.DemoQueue) -> float:
        """Calls a second at this instant."""

    def take_away(self) -> None:
        """Nobody can read what the phone system writes."""

    def bring_back(self) -> None:
        """... until it is there again, with what was written meanwhile."""


def befall(demo: Troubled, troubles: Iterable[Trouble], tell: Tell = lambda trouble, begins: None) -> None:
    """Those that are not over befall the city as its time goes on."""
    for trouble in troubles:
        if trouble.until > demo.env.now * SECOND:
            demo.env.process(_play(demo, trouble, tell))


def _play(demo: Troubled, trouble: Trouble, tell: Tell) -> Process:
    yield demo.env.timeout(max(0.0, trouble.at / SECOND - demo.env.now))
    tell(trouble, True)
    yield from _PLAYS[trouble.kind](demo, trouble, Random(f"{demo.seed} {trouble.kind} {trouble.at}"))
    tell(trouble, False)


def _over(demo: Troubled, trouble: Trouble) -> simpy.Event:
    return demo.env.timeout(_left_s(demo, trouble))


def _left_s(demo: Troubled, trouble: Trouble) -> float:
    return max(0.0, trouble.until / SECOND - demo.env.now)


def _queues(trouble: Trouble) -> list[city.DemoQueue]:
    return [queue for queue in city.QUEUES if trouble.queue in ("", queue.name)]


# ---------------------------------------------------------------- callers


def _surge(demo: Troubled, trouble: Trouble, chance: Random) -> Process:
    for queue in _queues(trouble):
        demo.env.process(_more_callers(demo, queue, trouble, chance))
    yield _over(demo, trouble)


def _more_callers(demo: Troubled, queue: city.DemoQueue, trouble: Trouble, chance: Random) -> Process:
    """Beside those who call anyway."""
    while (gap := chance.expovariate(demo.rate(queue) * (TIMES_AS_MANY - 1))) < _left_s(demo, trouble):
        yield demo.env.timeout(gap)
        demo.env.process(demo.centre.call(queue))


def _lost_trunk(demo: Troubled, trouble: Trouble, chance: Random) -> Process:
    names = [queue.name for queue in _queues(trouble)]
    demo.centre.cut_off.extend(names)
    yield _over(demo, trouble)
    for name in names:
        demo.centre.cut_off.remove(name)


def _away(demo: Troubled, trouble: Trouble, chance: Random) -> Process:
    demo.take_away()
    yield _over(demo, trouble)
    demo.bring_back()


# ---------------------------------------------------------------- agents


def _sick(demo: Troubled, trouble: Trouble, chance: Random) -> Process:
    able = _there(demo, trouble)
    for agent in chance.sample(able, round(len(able) * SICK_SHARE)):
        agent.elsewhere = True
        demo.env.process(_away_sick(demo, trouble, agent))
    yield _over(demo, trouble)


def _away_sick(demo: Troubled, trouble: Trouble, agent: Agent) -> Process:
    yield from demo.centre.put_down(agent)
    demo.centre.log_out(agent)
    yield _over(demo, trouble)
    demo.centre.log_in(agent)
    demo.centre.come_back(agent)


def _forgets(demo: Troubled, trouble: Trouble, chance: Random) -> Process:
    able = _there(demo, trouble)
    if not able:
        yield _over(demo, trouble)
        return
    agent = chance.choice(able)
    agent.elsewhere = True
    yield from demo.centre.put_down(agent)
    demo.centre.say_paused(agent, FORGOTTEN)
    yield _over(demo, trouble)
    demo.centre.say_back(agent, FORGOTTEN)
    demo.centre.come_back(agent)


def _there(demo: Troubled, trouble: Trouble) -> list[Agent]:
    """Who answers the queue and is at work: those who stay until it is over, if there are any."""
    names = {queue.name for queue in _queues(trouble)}
    there = [agent for agent in demo.centre.on_duty.values() if agent.at_work and names & set(agent.skills)]
    return [agent for agent in there if agent.ends * SECOND > trouble.until] or there


def _deserted(demo: Troubled, trouble: Trouble, chance: Random) -> Process:
    """Two people call soon, so that it shows in a queue that few call; who talks with an agent of it goes on."""
    names = [queue.name for queue in _queues(trouble)]
    demo.centre.desert(names)
    for after_s in (30, 60):
        yield demo.env.timeout(min(after_s, _left_s(demo, trouble)))
        demo.env.process(demo.centre.call(chance.choice(_queues(trouble))))
    yield _over(demo, trouble)
    demo.centre.man_again(names)


_PLAYS: Mapping[Kind, Callable[[Troubled, Trouble, Random], Process]] = {
    Kind.SURGE: _surge,
    Kind.SICK: _sick,
    Kind.FORGETS: _forgets,
    Kind.TRUNK: _lost_trunk,
    Kind.DESERTED: _deserted,
    Kind.AWAY: _away,
}

"""The clock that the wall goes by, while the machine's is corrected."""

from __future__ import annotations

from itertools import pairwise

from wallboard.clock import SteadyClock
from wallboard.model import SECOND


class Machine:
    """Its clock and its uptime."""

    def __init__(self) -> None:
        self.clock, self.uptime = 1_790_000_000 * SECOND, 0

    def passes(self, seconds: float) -> None:
        self.clock += round(seconds * SECOND)
        self.uptime += round(seconds * SECOND)

    def steady(self) -> SteadyClock:
        return SteadyClock(lambda: self.clock, lambda: self.uptime)


def test_a_small_correction_backwards_is_followed_at_half_speed_and_never_back() -> None:
    machine = Machine()
    steady = machine.steady()
    machine.clock -= 3 * SECOND
    looks = [steady()]
    for _ in range(8):
        machine.passes(1)
        looks.append(steady())
    assert [after - before for before, after in pairwise(looks)] == [SECOND // 2] * 6 + [SECOND] * 2
    assert looks[-1] == machine.clock


def test_a_small_correction_forwards_is_followed_at_once() -> None:
    machine = Machine()
    steady = machine.steady()
    machine.clock += 3 * SECOND
    assert steady() == machine.clock


def test_a_jump_is_told_and_not_followed() -> None:
    machine = Machine()
    steady, before = machine.steady(), machine.clock
    machine.clock -= 6 * SECOND
    machine.passes(1)
    assert steady.look() == (before + SECOND, -6 * SECOND)
    steady.follow()
    assert steady.look() == (machine.clock, 0)

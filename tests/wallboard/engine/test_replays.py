"""One replay for each page that looks at the past, and only so many at once."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest

from wallboard.engine.replay import Replay
from wallboard.engine.replays import FORGOTTEN_AFTER, MOST_AT_WORK, ReplayEnded, Replays
from wallboard.model import Micros, Snapshot
from wallboard.settings import Settings, Site

CITY = Settings(sites={"main": Site(name="City", zone="UTC")})
WITHIN_S = 10.0


class Told:
    """A replay that tells of every instant that it is one of its number, and counts how many were opened."""

    opened = 0

    def __init__(self) -> None:
        Told.opened += 1
        self.number = Told.opened

    def snapshot(self, at: Micros) -> Snapshot:
        return Snapshot(at, self.number, {})


@pytest.fixture(autouse=True)
def from_one() -> None:
    Told.opened = 0


class Watch:
    def __init__(self, most: int = 2) -> None:
        self.now: Micros = 0
        self.replays = Replays(lambda: self.now, most)

    def number(self, who: str, *, goes_on: bool = False, settings: Settings = CITY) -> int:
        """Which replay tells `who`."""
        opened = cast(Any, Told)
        return self.replays.snapshot(who, 7, settings, opened, goes_on=goes_on).known


def test_each_who_looks_has_one_of_their_own_and_keeps_it() -> None:
    watch = Watch()
    assert [watch.number(who) for who in ("ann", "bob", "ann", "bob")] == [1, 2, 1, 2]
    assert watch.number("ann", goes_on=True) == 1
    assert len(watch.replays) == 2


def test_one_too_many_ends_the_one_at_which_nobody_looked_for_longest() -> None:
    watch = Watch()
    for who in ("ann", "bob", "ann", "cy"):
        watch.number(who)
    with pytest.raises(ReplayEnded):
        watch.number("bob", goes_on=True)  # it plays by itself: so it would end another's, and that one the next
    assert watch.number("ann", goes_on=True) == 1
    assert watch.number("bob") == 4  # somebody wants to see something
    with pytest.raises(ReplayEnded):
        watch.number("cy", goes_on=True)


def test_it_ends_when_nobody_looks() -> None:
    watch = Watch()
    watch.number("ann")
    watch.now += FORGOTTEN_AFTER
    watch.number("bob")
    assert len(watch.replays) == 2
    watch.now += 1
    watch.number("bob")
    assert len(watch.replays) == 1
    assert watch.number("ann", goes_on=True) == 3  # there is room: it goes on


def test_other_settings_end_all() -> None:
    watch = Watch()
    other = CITY.model_copy(update={"demo": True})
    assert [watch.number("ann"), watch.number("ann", settings=other), watch.number("ann", settings=other)] == [1, 2, 2]


def test_only_so_many_work_at_once() -> None:
    replays, working, most, let_go = Replays(lambda: 0), 0, 0, threading.Event()
    counting, all_there = threading.Lock(), threading.Event()

    class Slow:
        def snapshot(self, at: Micros) -> Snapshot:
            nonlocal working, most
            with counting:
                working += 1
                most = max(most, working)
                if working == MOST_AT_WORK:
                    all_there.set()
            assert let_go.wait(WITHIN_S)
            with counting:
                working -= 1
            return Snapshot(at, at, {})

    def look(who: int) -> None:
        replays.snapshot(who, 7, CITY, lambda: cast(Replay, Slow()), goes_on=False)

    threads = [threading.Thread(target=look, args=(who,)) for who in range(MOST_AT_WORK + 2)]
    for thread in threads:
        thread.start()
    assert all_there.wait(WITHIN_S)
    let_go.set()
    for thread in threads:
        thread.join(WITHIN_S)
    assert most == MOST_AT_WORK

"""A source that never answers: its worker is left behind, and a new one goes on by a source opened anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered
from wallboard.engine.feed import MOST_LEFT_BEHIND
from wallboard.model import SECOND, State
from wallboard.settings import Settings
from wallboard.source import Batch, Source

pytestmark = pytest.mark.whole


class Mute(FakeSource):
    """Takes the question and answers when it is let go."""

    def __init__(self, answer: Batch) -> None:
        super().__init__("pbx", "calls")
        self.asked_now, self.let_go = threading.Event(), threading.Event()
        self.answers = [self._wait_for(answer)]

    def _wait_for(self, answer: Batch) -> Callable[[], Batch]:
        def wait() -> Batch:
            self.asked_now.set()
            assert self.let_go.wait(30)
            return answer

        return wait


class House:
    def __init__(self, folder: Path, *sources: FakeSource) -> None:
        self.opened, self.given = list(sources), 1
        self.wall = Wall(folder, self.opened[0], opener=self._reopen)

    def _reopen(self, settings: Settings, name: str) -> Source:
        self.given += 1
        return self.opened[self.given - 1]

    @contextmanager
    def asking(self, source: Mute) -> Iterator[None]:
        """While a poll of this source hangs, in a thread of its own."""
        worker = threading.Thread(target=self.wall.engine.polls.poll, args=("pbx",))
        worker.start()
        assert source.asked_now.wait(10)
        yield
        source.let_go.set()
        worker.join(10)
        assert not worker.is_alive()

    def long_after(self) -> None:
        feed = self.wall.engine.feeds.by_name()["pbx"]
        feed.asking._uptime = lambda: 10**15
        self.wall.engine.polls.leave_behind()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    mute = Mute(batch(entered(1, NOON - 9 * SECOND), entered(2, NOON - 8 * SECOND)))
    sound = FakeSource("pbx", "calls", batch(entered(1, NOON - 9 * SECOND)))
    made = House(tmp_path, mute, sound, *(Mute(batch()) for _ in range(5)))
    yield made
    made.wall.close()


def test_while_a_question_is_young_nobody_is_left_behind(house: House) -> None:
    mute = house.opened[0]
    assert isinstance(mute, Mute)
    with house.asking(mute):
        house.wall.engine.polls.leave_behind()
        assert house.given == 1
        assert house.wall.engine.polls.poll("pbx") is None, "and no second worker asks beside it"
    assert house.wall.ledger.counts("pbx").new == 2


def test_past_the_deadline_another_goes_on_and_what_the_first_brings_counts_for_nothing(house: House) -> None:
    mute, sound = house.opened[0], house.opened[1]
    assert isinstance(mute, Mute)
    with house.asking(mute):
        house.long_after()
        house.wall.engine.polls.poll("pbx")
        assert house.wall.ledger.counts("pbx").new == 1
        (health,) = house.wall.engine.present.health()
        assert health.state is State.LIVE
    assert house.wall.ledger.counts("pbx").new == 1
    assert house.wall.ledger.cursor("pbx") == {"high": 1}
    assert mute.closed
    assert not sound.closed


def test_only_so_many_are_left_behind(house: House) -> None:
    mutes = [source for source in house.opened if isinstance(source, Mute)]
    house.opened = list(mutes)
    threads = []
    for source in mutes[: MOST_LEFT_BEHIND + 1]:
        threads.append(threading.Thread(target=house.wall.engine.polls.poll, args=("pbx",)))
        threads[-1].start()
        assert source.asked_now.wait(10)
        house.long_after()
    assert house.given == MOST_LEFT_BEHIND + 1, "the last one is waited for"
    assert not house.wall.engine.stop(), "threads that hang would keep the process alive"
    for source in mutes:
        source.let_go.set()
    for thread in threads:
        thread.join(10)


def test_who_hangs_while_the_wall_stops_counts_for_nothing_and_closes_its_source_when_it_is_back(house: House) -> None:
    mute = house.opened[0]
    assert isinstance(mute, Mute)
    with house.asking(mute):
        assert not house.wall.engine.stop()
        assert not mute.closed, "not under a worker that may yet be served"
    assert mute.closed
    assert house.wall.ledger.counts("pbx").new == 0, "the ledger may be somebody else's by now"

"""A replay shows at every instant what a recount by what had arrived then shows, however it came there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import app
from layouts.wall.boards import view
from tests.examples import TIMES, examples
from tests.lived_city import lived, lived_asterisk
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered
from tests.wallboard.engine.parts import settings as wall_settings
from tests.wallboard.ticket_histories import frame
from wallboard.calls.happenings import What
from wallboard.engine.importing import import_all
from wallboard.engine.recount import snapshot_at
from wallboard.engine.replay import Replay
from wallboard.ledger import Ledger
from wallboard.metrics import WINDOWS
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Demand, Micros, Snapshot, State
from wallboard.model.floor import Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.source import Batch, Carries

pytestmark = pytest.mark.slow

FEW = settings(
    examples(2),
    phases=set(Phase) - {Phase.explain, Phase.shrink},  # each step is a recount: what is found is told as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ROWS_AT_ONCE = 40  # that a wall reads at one poll
MOST_STEPS = 6 if TIMES > 1 else 3
steps = st.lists(
    st.sampled_from((1, SECOND, 7 * SECOND, MINUTE, 12 * MINUTE, HOUR, 9 * HOUR)), min_size=1, max_size=MOST_STEPS
)
shares = st.floats(0, 1)


class Lived(NamedTuple):
    """A ledger that listened from `began` on, until `ended`."""

    ledger: Ledger
    settings: Settings
    began: Micros
    ended: Micros

    @property
    def carried(self) -> dict[str, Carries]:
        return app.carried(self.settings)

    def replay(self, remit: Remit = EVERYTHING, demand: Demand | None = None) -> Replay:
        return Replay(self.ledger, self.settings, self.carried, remit, demand)

    def recount(self, at: Micros, remit: Remit = EVERYTHING, *, known: bool = True) -> Snapshot:
        return snapshot_at(self.ledger, self.settings, self.carried, at, at if known else None, self.ended, remit)

    def instant(self, share: float) -> Micros:
        return self.began + int(share * (self.ended - self.began))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    settings, _, ended = lived(tmp_path_factory.mktemp("city"), weeks=1)
    with closing(Ledger(settings.ledger)) as ledger:
        yield Lived(ledger, settings, ledger.first_arrival("main") or 0, ended)


@pytest.fixture(scope="module")
def read_late(city: Lived, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """The same city, read all at once in the end: there is no instant of which anything was known then."""
    address = f"sqlite:///{tmp_path_factory.mktemp('late')}/ledger.db"
    settings = city.settings.model_copy(update={"ledger": address})
    with closing(Ledger(address)) as ledger:
        ledger.migrate()
        for name in settings.sources:
            with closing(app.open_source(settings, name)) as source:
                import_all(source, ledger, lambda: city.ended, lambda share: None)
        yield Lived(ledger, settings, city.began + DAY, city.ended - 1)


@pytest.fixture(scope="module")
def asterisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Half an hour of a real one, with a restart in it."""
    settings, began, ended = lived_asterisk(tmp_path_factory.mktemp("asterisk"))
    with closing(Ledger(settings.ledger)) as ledger:
        yield Lived(ledger, settings, began, ended)


def assert_alike(shown: Snapshot, recounted: Snapshot) -> None:
    apart = {
        key: (shown.readings.get(key), recounted.readings.get(key))
        for key in shown.readings.keys() | recounted.readings.keys()
        if shown.readings.get(key) != recounted.readings.get(key)
    }
    assert apart == {}
    assert shown.series == recounted.series
    assert shown.people == recounted.people
    assert (shown.as_of, shown.known) == (recounted.as_of, recounted.known)


@FEW
@given(start=shares, ahead=steps)
def test_every_frame_of_the_demo_city_is_a_recount(city: Lived, start: float, ahead: list[int]) -> None:
    replay, at = city.replay(), city.instant(start)
    for step in (0, *ahead):
        at = min(at + step, city.ended)
        assert_alike(replay.snapshot(at), city.recount(at))


@FEW
@given(start=shares, ahead=st.lists(st.integers(1, 3 * MINUTE), min_size=1, max_size=MOST_STEPS))
def test_every_frame_of_a_real_phone_system_is_a_recount(asterisk: Lived, start: float, ahead: list[int]) -> None:
    replay, at = asterisk.replay(), asterisk.instant(start)
    for step in (0, *ahead):
        at = min(at + step, asterisk.ended)
        assert_alike(replay.snapshot(at), asterisk.recount(at))


class Stood(NamedTuple):
    """A wall that was polled as things happened, and the floor that it showed after each poll."""

    ledger: Ledger
    settings: Settings
    floors: dict[Micros, Floor]

    def replay(self) -> Replay:
        return Replay(self.ledger, self.settings, {"pbx": "calls"}, EVERYTHING, Demand(WINDOWS))


@pytest.fixture(scope="module")
def stood(asterisk: Lived, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stood]:
    """Before half an hour of a real phone system."""
    told = asterisk.ledger.arrived("main", 0, asterisk.ended).happenings
    source = FakeSource("pbx", "calls")
    floors: dict[Micros, Floor] = {}
    with closing(Wall(tmp_path_factory.mktemp("wall"), source, now=told[0].at, of=asterisk.settings)) as wall:
        for start in range(0, len(told), ROWS_AT_ONCE):
            lot = told[start : start + ROWS_AT_ONCE]
            callers = {each.callid: f"caller {start % 3}" for each in lot if each.what is What.ENTERED}
            source.answers.append(batch(*lot, callers=callers))
            wall.now = lot[-1].at + SECOND
            wall.poll("pbx")
            floors[wall.now] = wall.engine.present.floor()[1]
        yield Stood(wall.ledger, asterisk.settings, floors)


def test_its_floor_is_that_of_the_wall_that_stood_there(stood: Stood) -> None:
    replay = stood.replay()
    assert max(len(floor.agents) for floor in stood.floors.values()) > 3
    assert max(len(floor.callers) for floor in stood.floors.values()) > 3
    for at, floor in stood.floors.items():
        snapshot, shown = replay.floor(at)
        assert (snapshot.as_of, shown) == (at, floor)


@FEW
@given(chosen=st.data())
def test_its_floor_is_so_however_it_came_there(stood: Stood, chosen: st.DataObject) -> None:
    replay = stood.replay()
    for at in chosen.draw(st.lists(st.sampled_from(list(stood.floors)), min_size=1, max_size=3)):
        assert replay.floor(at)[1] == stood.floors[at]


def test_of_a_wall_that_had_heard_nothing_nobody_is_on_the_floor(stood: Stood) -> None:
    """What it read of the time before is told as it was told later."""
    first = min(stood.floors)
    assert stood.replay().floor(first - HOUR)[1] == Floor()


def test_before_its_phones_are_heard_nobody_is_on_the_floor_whomever_the_settings_name(tmp_path: Path) -> None:
    queues = {"roads": {"members": ["Ann"]}}
    request = frame([{"ticket": "r1", "opened_at": NOON - HOUR, "updated_at": NOON - HOUR, "state": "open"}])
    told = request.drop(columns=["source", "received_at", "batch"])
    phones = FakeSource("pbx", "calls", batch(entered(1, NOON)))
    desk = FakeSource("crm", "tickets", Batch({"n": 1}, tickets=told, read=1))
    with closing(Wall(tmp_path, phones, desk, of=wall_settings(queues=queues))) as wall:
        wall.poll("crm")
        shown = [wall.engine.present.floor()[1]]
        wall.poll("pbx", after_s=600)
        shown.append(wall.engine.present.floor()[1])
        carried: dict[str, Carries] = {"pbx": "calls", "crm": "tickets"}
        replay = Replay(wall.ledger, wall.settings, carried, EVERYTHING, None)
        assert [replay.floor(at)[1] for at in (NOON, wall.now)] == shown
    assert [len(floor.agents) for floor in shown] == [0, 1]


@FEW
@given(instants=st.lists(shares, min_size=2, max_size=4))
def test_it_goes_back_as_well(asterisk: Lived, instants: list[float]) -> None:
    replay = asterisk.replay()
    for at in map(asterisk.instant, instants):
        assert_alike(replay.snapshot(at), asterisk.recount(at))


@FEW
@given(start=shares, ahead=steps)
def test_within_a_remit_it_shows_no_more_than_the_recount(city: Lived, start: float, ahead: list[int]) -> None:
    remit, at = Remit(departments=frozenset({"Streets"})), city.instant(start)
    replay = city.replay(remit)
    for step in (0, *ahead):
        at = min(at + step, city.ended)
        assert_alike(replay.snapshot(at), city.recount(at, remit))


def test_while_history_is_read_the_past_is_not_told_of_what_is_read_so_far_and_then_anew(read_late: Lived) -> None:
    unread = {"phones": 0.4}
    replay = Replay(read_late.ledger, read_late.settings, read_late.carried, EVERYTHING, None, lambda: unread)
    at = read_late.instant(0.5)
    assert {each.source: each.catching_up for each in replay.snapshot(at).health} == {"phones": 0.4, "requests": None}
    unread = {}
    assert all(each.catching_up is None for each in replay.snapshot(at + SECOND).health)
    assert replay.snapshot(at).readings == read_late.recount(at, known=False).readings


@FEW
@given(start=shares, ahead=steps)
def test_what_was_before_the_wall_listened_is_told_as_it_was_told_later(
    read_late: Lived, start: float, ahead: list[int]
) -> None:
    replay, at = read_late.replay(), read_late.instant(start)
    for step in (0, *ahead):
        at = min(at + step, read_late.ended)
        shown = replay.snapshot(at)
        assert shown.readings == read_late.recount(at, known=False).readings
        assert {each.state for each in shown.health} == {State.LIVE}


def test_a_board_has_all_that_it_asks_for_and_no_more_is_taken(city: Lived) -> None:
    demand, at = Demand(WINDOWS), city.instant(0.9)
    replay, recounted = city.replay(demand=demand), city.recount(at)
    shown = replay.snapshot(at)
    for _ in range(5):
        view("wall", city.settings, shown)
        if shown.complete:
            break
        shown = replay.snapshot(at)
    assert shown.complete
    assert 100 < len(shown.readings) < len(recounted.readings) / 2
    assert shown.readings.items() <= recounted.readings.items()


def test_sources_are_well_through_a_quiet_night_and_lost_while_nobody_heard_them(city: Lived, tmp_path: Path) -> None:
    """Of what is kept of a night there are minutes without a row; of an outage there are rows that came late."""
    night = city.began + 3 * HOUR + 11 * MINUTE
    assert {each.state for each in city.replay().snapshot(night).health} == {State.LIVE}
    away = city.instant(0.5), city.instant(0.5) + HOUR
    file = Path(city.settings.ledger.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as kept, sqlite3.connect(tmp_path / "late.db") as late:
        kept.backup(late)
        for table in ("happenings", "batches"):
            late.execute(f"update {table} set received_at = ? where received_at between ? and ?", (away[1], *away))
    settings = city.settings.model_copy(update={"ledger": f"sqlite:///{tmp_path}/late.db"})
    with closing(Ledger(settings.ledger)) as ledger:
        told = Lived(ledger, settings, city.began, city.ended)
        states = [
            {each.source: each.state for each in told.replay().snapshot(at).health}["phones"]
            for at in (away[0] - MINUTE, away[0] + 30 * MINUTE, away[1] + MINUTE)
        ]
    assert states == [State.LIVE, State.LOST, State.LIVE]

"""kill -9 of the application at every named step, and at any instant of a replay, loses nothing and doubles nothing.

After each, the ledger is compared row by row with what the two systems hold, its visits with a fold of all rows from the
beginning, and what the boards show with recounts. WALLBOARD_KILLS=200 kills so many times in each replay, and compares after
each step of a poll; else some steps after one another are compared once.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import app
from layouts.wall.boards import Memory, view
from layouts.wall.props import View
from tests.asterisk_truth import EXCERPT
from tests.faults.city import City, calls_in, requests_in
from tests.faults.runner import Death, Life, Shown
from tests.servers import PostgresServer
from tests.wallboard.engine.parts import folded, reading
from wallboard.clock import Clock, system_clock
from wallboard.engine.live import Live
from wallboard.engine.recount import snapshot_at
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Micros, Reading, ReadingKey, Scope, Snapshot
from wallboard.simulate.replay import replay
from wallboard.source import Carries

PATIENCE_S = 60.0
KILLS = int(os.environ.get("WALLBOARD_KILLS", "5"))
LASTS_S = (
    1.5  # a life at the most, or twice as long as a start takes: long enough to be ended with rows read and without
)
WHILE_STARTING = 4  # one life of so many is ended before it has begun to poll
RECORDED = 1550 * SECOND  # a little longer than the log
STEPS = ("before_read", "after_read", "before_commit", "after_commit", "before_publish", "after_publish")
BOTH = (*STEPS, "begun", "set_aside", "cursor")
PLACES = [("phones", step) for step in (*BOTH, "visits", "happenings")] + [
    ("requests", step) for step in (*BOTH, "tickets")
]
ONE_BY_ONE = "WALLBOARD_KILLS" in os.environ
CHAINS = len(PLACES) if ONE_BY_ONE else 3
ON_A_SERVER = ("happenings", "before_commit", "after_commit")
pytestmark = pytest.mark.timeout(180 + 8 * KILLS)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path, f"sqlite:///{tmp_path}/city.db", f"sqlite:///{tmp_path}/ledger.db")
    yield made
    made.close()


def when_all_is_read(city: City, life: Life) -> Shown:
    """What it shows after two more polls of each source once every row is in the ledger."""
    ledger, ends = Ledger(city.ledger_url), time.monotonic() + PATIENCE_S
    while not city.rows_read(ledger):
        assert time.monotonic() < ends, f"not all rows were read: {ledger.counts('phones')} {ledger.counts('requests')}"
        time.sleep(0.02)
    ledger.close()
    before = life.show()
    while time.monotonic() < ends:
        shown = life.show()
        if all(shown.polls.get(name, 0) >= before.polls.get(name, 0) + 3 for name in city.settings.sources):
            return shown
        time.sleep(0.02)
    raise AssertionError(f"it does not poll any more: {shown.full.health}")


def must_hold(city: City, shown: Shown) -> None:
    """Nothing lost, nothing doubled, nothing shown that a recount does not give."""
    afresh_url, afresh = city.read_afresh()
    events, visits, folded, odd = calls_in(city.ledger_url)
    assert len(events) + sum(row[0] == "phones" for row in odd) == city.calls_written
    assert len({event.seq for event in events}) == len(events)
    assert {visit.key: visit for visit in folded} == visits
    assert len(folded) == len(visits) > 0
    assert calls_in(afresh_url) == (events, visits, folded, odd)
    requests, learned = requests_in(city.ledger_url)
    assert requests == requests_in(afresh_url)[0]
    assert len(set(learned)) == len(learned)
    assert sum(row[0] == "requests" for row in odd) + len(requests) == len(city.tickets)
    ledger = Ledger(city.ledger_url)
    shown_as_recounted(city, shown, ledger, afresh)
    afresh.close()
    ledger.close()


def shown_as_recounted(city: City, shown: Shown, ledger: Ledger, afresh: Ledger) -> None:
    carried = app.carried(city.settings)
    live = {key: reading for key, reading in folded(shown.full).items() if key.variant != "usual"}
    instants = {("calls" if key.metric[:7] != "tickets" else "tickets"): r.as_of for key, r in live.items()}
    now = max(instants.values())
    recounts = {half: snapshot_at(ledger, city.settings, carried, at, None, now) for half, at in instants.items()}
    assert live == {
        **of_half(recounts["calls"], "calls"),
        **of_half(recounts["tickets"], "tickets"),
    }
    plain = snapshot_at(afresh, city.settings, carried, instants["calls"], None, now)
    assert of_half(plain, "calls") == of_half(recounts["calls"], "calls")
    open_now = city.open_by_department()
    assert reading(shown.full, "tickets.open", Scope("main")).value == open_now.total()
    by_department = {r.scope.department: r.value for r in shown.full.of("tickets.open") if _is_department(r.scope)}
    assert {name: count for name, count in by_department.items() if count} == {
        n or "(none)": c for n, c in open_now.items()
    }
    for board, published in shown.views.items():
        assert in_any_row(published) == in_any_row(view(board, city.settings, shown.boards, Memory()))
        assert in_any_row(published) == in_any_row(
            view(board, city.settings, anew(city, shown.boards, ledger), Memory())
        )
    assert shown.views


def in_any_row(published: View) -> Counter[tuple[str, str]]:
    """What a board shows, whichever row it is in: rows keep their places while nothing much changes."""
    return Counter((re.sub(r"\d+", "#", name), repr(props)) for name, props in published.items())


def of_half(snapshot: Snapshot, half: str) -> dict[ReadingKey, Reading]:
    return {key: r for key, r in folded(snapshot).items() if (key.metric[:7] == "tickets") == (half == "tickets")}


def anew(city: City, shown: Snapshot, ledger: Ledger) -> Snapshot:
    """What a wall that starts from this ledger has on its boards at the same instants."""
    halves: tuple[Carries, ...] = ("calls", "tickets")
    heard = {("main", half): next(iter(of_half(shown, half).values())).as_of for half in halves}
    live = Live(city.settings, ledger, heard, shown.as_of)
    taken = live.snapshot(shown.health, shown.as_of)
    usual = {key: reading for key, reading in shown.readings.items() if key.variant == "usual"}
    return Snapshot(shown.as_of, shown.known, {**taken.readings, **usual}, shown.health, shown.demo, taken.series)


def _is_department(scope: Scope) -> bool:
    return bool(scope.department) and scope == Scope("main", department=scope.department)


@pytest.mark.parametrize(
    "places", [PLACES[n::CHAINS] for n in range(CHAINS)], ids=lambda places: ", ".join(map(" ".join, places))
)
def test_killed_at_steps_of_a_poll(city: City, places: list[tuple[str, str]]) -> None:
    kill_and_go_on(city, *(Death(source, step, hit=random.randint(1, 3)) for source, step in places))


@pytest.mark.parametrize("steps", [(step,) for step in ON_A_SERVER] if ONE_BY_ONE else [ON_A_SERVER], ids=", ".join)
def test_killed_with_a_ledger_on_a_server(
    tmp_path: Path, postgres_server: PostgresServer, postgres_url: str, steps: tuple[str, ...]
) -> None:
    with (
        postgres_server.database() as ledger,
        contextlib.closing(City(tmp_path, postgres_url, postgres_server.url(ledger))) as city,
    ):
        kill_and_go_on(city, *(Death("phones", step, hit=2) for step in steps))


def kill_and_go_on(city: City, *deaths: Death) -> None:
    """Killed in one life after the other, while both systems go on; the recorded log is to last for all of them."""
    city.go_on()
    for death in deaths:
        city.wait_until_free()
        with Life(city.settings_file, death=death) as life:
            life.wait_until_alive()
            with city.going_on(every_s=0.05 * len(deaths)):
                assert life.wait_for_death(PATIENCE_S), f"it never came to {death}"
                calls_by_then = city.calls_written
    city.wait_until_free()
    with Life(city.settings_file) as life:
        life.wait_until_alive()
        shown = when_all_is_read(city, life)
    assert city.calls_written >= calls_by_then > 0
    must_hold(city, shown)


def test_what_was_committed_but_never_published_is_shown_after_the_restart(city: City) -> None:
    city.go_on()
    with Life(city.settings_file, death=Death("phones", "after_commit", 1)) as life:
        assert life.wait_for_death(PATIENCE_S)
    ledger = Ledger(city.ledger_url)
    committed = ledger.counts("phones").new
    ledger.close()
    with Life(city.settings_file) as life:
        life.wait_until_alive()
        shown = when_all_is_read(city, life)
    assert committed > 0
    assert reading(shown.boards, "calls.offered", Scope("main"), "today").value
    must_hold(city, shown)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_killed_again_and_again_during_a_replay(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{tmp_path}/city.db" if database == "sqlite" else request.getfixturevalue("postgres_url")
    with contextlib.closing(City(tmp_path, url, f"sqlite:///{tmp_path}/ledger.db")) as city:
        killer = Killer(city)
        with recorded_log_replayed(city, killer.clock) as rows_written:
            sizes = {killer.one_life() for _ in range(KILLS)}
        city.calls_written = rows_written()
        with Life(city.settings_file) as life:
            life.wait_until_alive()
            shown = when_all_is_read(city, life)
        print(
            f"{KILLS} kills, at {len(sizes)} sizes of the ledger; {city.calls_written} rows, {len(city.tickets)} requests"
        )
        assert len(sizes) > max(1, KILLS / 10)  # the log has quiet stretches: 5 to 14 of 20 were seen
        must_hold(city, shown)


class Killer:
    """Ends lives at random instants: while they start or while they poll, however long that takes on this machine."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.kills = 0
        self.began = time.monotonic()
        self.start_takes_s = 1.0
        self._first = system_clock() - RECORDED

    @property
    def lasts_s(self) -> float:
        return max(LASTS_S, 2 * self.start_takes_s)

    def clock(self) -> Micros:
        """The time by which the log is replayed: in each life an equal share of it, a little at a time."""
        through = min(0.99, (time.monotonic() - self.began) / self.lasts_s)
        return self._first + round(RECORDED * min(1.0, (self.kills + through) / KILLS))

    def one_life(self) -> int:
        """Returns how many rows of calls the ledger has after it."""
        self.began = time.monotonic()
        with Life(self.city.settings_file) as life:
            if self.kills % WHILE_STARTING:
                life.wait_until_alive()
                self.start_takes_s = time.monotonic() - self.began
            time.sleep(random.uniform(0, self.lasts_s if self.kills % WHILE_STARTING else self.start_takes_s))
        self.kills += 1
        with contextlib.closing(Ledger(self.city.ledger_url)) as ledger:
            ledger.migrate()
            return ledger.counts("phones").new


@contextlib.contextmanager
def recorded_log_replayed(city: City, clock: Clock) -> Iterator[Callable[[], int]]:
    """The recorded log with its own rhythm, to its end; and residents who call and are served meanwhile."""
    over, written = threading.Event(), list[int]()

    def phone_system() -> None:
        written.append(replay(EXCERPT / "queue_log_table.csv", city.written_at, 1.0, clock, stop=over.is_set).rows)

    def residents() -> None:
        while not over.wait(0.1):
            city.serve_residents()

    writers = [threading.Thread(target=phone_system), threading.Thread(target=residents)]
    for writer in writers:
        writer.start()
    try:
        yield lambda: written[0]
        writers[0].join(PATIENCE_S)
    finally:
        over.set()
        for writer in writers:
            writer.join()

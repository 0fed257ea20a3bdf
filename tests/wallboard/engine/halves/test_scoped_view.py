"""Requests of limited remits are counted live: read once without holding anybody up, and let go when nobody asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, lost, many_at_once
from tests.wallboard.ticket_histories import frame
from wallboard.engine.halves import scoped_view
from wallboard.engine.halves.requests import SiteRequests
from wallboard.ledger import LedgerError
from wallboard.ledger.standing import StandingRequests
from wallboard.model import HOUR, MINUTE, SECOND, Scope, State
from wallboard.model.remit import Remit
from wallboard.source import Batch

pytestmark = pytest.mark.whole

PARKS = Remit.of(departments=["Parks"])
SITE = Scope("main")


def told(*departments: str, first: int = 0, at: int = NOON - HOUR, **more: object) -> Batch:
    rows = [
        {"ticket": str(first + n), "opened_at": at, "updated_at": at, "department": name} | more
        for n, name in enumerate(departments)
    ]
    seen = frame(rows).drop(columns=["source", "received_at", "batch"])
    return Batch({"first": first}, tickets=seen, read=len(seen))


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    made = Wall(tmp_path, FakeSource("crm", "tickets", told("Parks", "Roads", "Parks")))
    made.poll("crm")
    yield made
    made.close()


def open_now(wall: Wall, remit: Remit = PARKS) -> float | None:
    found = wall.engine.present.snapshot(remit).get("tickets.open", SITE)
    assert found is not None
    return found.value


def in_use(wall: Wall) -> int:
    """Of how many limited remits the requests are counted."""
    half = wall.engine.standing.live.halves["main", "tickets"]
    assert isinstance(half, SiteRequests)
    return len(half.scoped)


class Reads:
    """Watches what is read of the ledger within a remit; `pause` stops such a read in the middle."""

    def __init__(self, wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, self.fail = 0, False
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        really = wall.ledger.standing

        def watched(*asked: Any, **more: Any) -> StandingRequests:
            self.count += 1
            if self.fail:
                raise LedgerError("ledger: gone")
            found = really(*asked, **more)
            self.begun.set()
            assert self.go_on.wait(20)
            return found

        monkeypatch.setattr(wall.ledger, "standing", watched)


@pytest.fixture
def reads(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> Reads:
    return Reads(wall, monkeypatch)


def test_the_ledger_is_read_once_and_polls_do_the_rest(wall: Wall, reads: Reads) -> None:
    assert open_now(wall) == 2
    wall.sources["crm"].answers.append(told("Parks", first=10))
    wall.poll("crm", 5)
    assert open_now(wall) == 3
    wall.sources["crm"].answers.append(told("Roads", at=wall.now))
    wall.poll("crm", 5)
    assert open_now(wall) == 2, "one has moved"
    assert reads.count == 1


def test_no_poll_waits_for_a_first_view_and_what_it_brings_is_counted_once(wall: Wall, reads: Reads) -> None:
    reads.go_on.clear()
    found: list[float | None] = []
    looking = threading.Thread(target=lambda: found.append(open_now(wall)))
    looking.start()
    assert reads.begun.wait(20)
    wall.sources["crm"].answers.append(told("Parks", first=10))
    wall.poll("crm", 5)
    shown = wall.shown[-1].get("tickets.open", SITE)
    assert shown is not None
    assert shown.value == 4, "everybody sees it"
    assert looking.is_alive()
    reads.go_on.set()
    looking.join(20)
    assert found == [3]
    assert open_now(wall) == 3


def test_what_was_recorded_before_it_is_read_and_applied_after_is_counted_once(wall: Wall, reads: Reads) -> None:
    """The read has the batch already, and the batch comes again: all versions of a request replace what was known."""
    reads.go_on.clear()
    found: list[float | None] = []
    looking = threading.Thread(target=lambda: found.append(open_now(wall)))
    batch = told("Parks", first=10)
    recorded = wall.ledger.record("crm", "main", batch, wall.now)
    looking.start()
    assert reads.begun.wait(20)
    with wall.engine.standing.lock:
        wall.engine.standing.live.apply("main", "tickets", recorded)
        wall.engine.standing.live.refresh("main", "tickets", wall.now)
    reads.go_on.set()
    looking.join(20)
    assert found == [3]


def test_many_who_ask_at_once_wait_for_one_read(wall: Wall, reads: Reads) -> None:
    found: list[float | None] = []
    many_at_once(8, lambda: found.append(open_now(wall)))
    assert found == [2] * 8
    assert reads.count == 1


def test_a_read_that_failed_is_tried_again(wall: Wall, reads: Reads) -> None:
    reads.fail = True
    with pytest.raises(LedgerError):
        open_now(wall)
    reads.fail = False
    assert open_now(wall) == 2


def test_what_nobody_asks_for_in_ten_minutes_is_let_go(wall: Wall, reads: Reads) -> None:
    open_now(wall)
    wall.now += 9 * MINUTE
    open_now(wall)
    assert reads.count == 1
    wall.now += scoped_view.KEPT_UNASKED
    open_now(wall, Remit.of(wards=["4"]))
    assert in_use(wall) == 1
    assert open_now(wall) == 2
    assert reads.count == 3


def test_of_too_many_the_one_that_was_asked_for_longest_ago_goes(
    wall: Wall, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoped_view, "MOST", 2)
    for name in ("Parks", "Roads", "Parks", "Trees"):
        open_now(wall, Remit.of(departments=[name]))
    assert in_use(wall) == 2
    assert reads.count == 3
    open_now(wall)
    assert reads.count == 3


def test_whole_sites_cost_nothing_of_their_own(wall: Wall, reads: Reads) -> None:
    assert open_now(wall, Remit.of(["main"])) == 3
    assert (reads.count, in_use(wall)) == (0, 0)


def test_sites_are_limited_and_the_rest_is_shared(wall: Wall, reads: Reads) -> None:
    assert open_now(wall, Remit.of(["main"], ["Parks"])) == open_now(wall, PARKS) == 2
    assert reads.count == 1
    assert not wall.engine.present.snapshot(Remit.of(["elsewhere"], ["Parks"])).readings


def test_a_source_that_is_lost_looks_the_same_to_everybody(wall: Wall) -> None:
    open_now(wall)
    wall.sources["crm"].answers += [lost("crm"), lost("crm")]
    wall.poll("crm", 60)
    wall.poll("crm", 60)
    late_comer = Remit.of(departments=["Roads"])
    for remit in (PARKS, late_comer):
        mine = wall.engine.present.snapshot(remit).get("tickets.open", SITE)
        everyones = wall.engine.present.snapshot().get("tickets.open", SITE)
        assert mine is not None
        assert everyones is not None
        assert (mine.state, mine.as_of, mine.basis) == (State.LOST, everyones.as_of, everyones.basis)
    assert open_now(wall, late_comer) == 1


def test_before_any_request_nothing_is_known_of_any_remit(tmp_path: Path) -> None:
    wall = Wall(tmp_path, FakeSource("crm", "tickets"))
    wall.poll("crm")
    for remit in (PARKS, Remit.of()):
        found = wall.engine.present.snapshot(remit).get("tickets.open", SITE)
        assert found is not None
        assert (found.value, found.state) == (None, State.NO_DATA)
    wall.sources["crm"].answers.append(told("Roads"))
    wall.poll("crm", 5)
    assert open_now(wall) == 0, "watched, and nothing there"
    wall.close()


def test_a_clock_of_a_source_that_is_ahead_is_waited_for(wall: Wall) -> None:
    """Also by who looks for the first time after it told."""
    wall.sources["crm"].answers.append(told("Parks", first=10, at=NOON + 30 * SECOND))
    wall.poll("crm", 5)
    assert open_now(wall) == 2
    wall.poll("crm", 60)
    assert open_now(wall) == open_now(wall, Remit.of(departments=["Parks", "none"])) == 3

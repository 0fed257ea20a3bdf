"""A site of which everything is over for long: 0 is a figure, and not the same as nothing known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.ledger_told import frame, ticket
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, reading
from wallboard.engine.recount import snapshot_at
from wallboard.model import DAY, SECOND, Micros, Scope, State
from wallboard.model.remit import Remit
from wallboard.source import Batch

pytestmark = pytest.mark.whole

SITE = Scope("main")
LONG_AGO: Micros = NOON - 4000 * DAY


def over(key: str, opened: Micros, department: str) -> dict[str, object]:
    return ticket(key, opened, "finished", updated_at=opened + DAY, finished_at=opened + DAY, department=department)


FINISHED = (over("1", LONG_AGO, "Streets"), over("2", LONG_AGO + DAY, "Streets"), over("3", LONG_AGO, "Forestry"))


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    told = Batch({"read_to": NOON}, tickets=frame(FINISHED), read=3)
    with closing(Wall(tmp_path, FakeSource("crm", "tickets", told), FakeSource("pbx", "calls"))) as wall:
        yield wall


def figures(wall: Wall) -> dict[str, tuple[float | None, State]]:
    wanted = (("tickets.open", "now"), ("tickets.opened", "today"), ("tickets.finished", "7d"))
    full = wall.engine.present.full_snapshot()
    readings = {metric: reading(full, metric, SITE, window) for metric, window in wanted}
    return {metric: (None, State.NO_DATA) if r is None else (r.value, r.state) for metric, r in readings.items()}


ZERO = dict.fromkeys(("tickets.open", "tickets.opened", "tickets.finished"), (0, State.LIVE))


def test_requests_that_are_all_finished_long_ago_are_none_open_and_not_nothing_known(wall: Wall) -> None:
    wall.poll("crm")
    assert figures(wall) == ZERO
    shown = wall.engine.present.snapshot()
    assert [reading(shown, "tickets.open", SITE).value, reading(shown, "tickets.open", SITE).state] == [0, State.LIVE]
    wall.again()  # and by what the ledger alone knows
    wall.poll("crm", after_s=2)
    assert figures(wall) == ZERO


def test_a_first_read_in_parts_comes_to_the_same(wall: Wall) -> None:
    told = Batch({"read_to": NOON}, tickets=frame(FINISHED), read=3, more=True, progress=0.5)
    wall.sources["crm"].answers = [told, Batch({"read_to": NOON})]
    wall.poll("crm")
    wall.poll("crm")
    assert figures(wall) == ZERO


def test_a_past_instant_and_a_department_of_them_have_none_open_too(wall: Wall) -> None:
    wall.poll("crm")
    past = snapshot_at(wall.ledger, wall.settings, {"crm": "tickets"}, NOON - 900 * DAY, None, wall.now)
    assert reading(past, "tickets.open", SITE).value == 0
    forestry = Remit(departments=frozenset({"Forestry"}))
    assert reading(wall.engine.present.full_snapshot(forestry), "tickets.open", SITE).value == 0
    before = snapshot_at(wall.ledger, wall.settings, {"crm": "tickets"}, LONG_AGO - DAY, None, wall.now)
    assert reading(before, "tickets.open", SITE).state is State.NO_DATA  # nothing is known of before the first one


def test_a_source_of_requests_that_never_told_of_any_has_no_data(wall: Wall) -> None:
    wall.sources["crm"].answers = [Batch({})]
    wall.poll("crm")
    assert figures(wall) == dict.fromkeys(ZERO, (None, State.NO_DATA))


def test_a_phone_system_without_calls_for_long_has_none_today(wall: Wall) -> None:
    wall.sources["pbx"].answers = [batch(entered(1, LONG_AGO), gave_up(2, LONG_AGO + 40 * SECOND, 1, 40))]
    wall.poll("pbx")
    for _ in range(2):
        assert (wall.value("calls.offered", "today"), wall.value("calls.waiting")) == (0, 0)
        wall.again()
        wall.poll("pbx", after_s=2)

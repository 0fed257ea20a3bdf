"""The engine over a real ledger: what reaches the state, what is shown of it, and what outlasts a restart."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ledger_told import frame, ticket
from tests.wallboard.engine.parts import (
    LOOKED_UP,
    NOON,
    FakeSource,
    Wall,
    batch,
    entered,
    gave_up,
    lost,
    reading,
    settings,
)
from wallboard.engine.recount import snapshot_at
from wallboard.engine.replay import Replay
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Scope, State
from wallboard.model.remit import EVERYTHING
from wallboard.source import Batch, Carries

pytestmark = pytest.mark.whole

SITE = Scope("main")


def requests(*rows: dict[str, object]) -> Batch:
    return Batch({"read_to": NOON}, tickets=frame(rows), read=len(rows))


def test_a_first_read_shows_nothing_until_it_is_over_and_then_everything(wall: Wall, pbx: FakeSource) -> None:
    parts = [[entered(n, NOON - n * MINUTE) for n in range(first, first + 3)] for first in (1, 4, 7)]
    pbx.answers = [batch(*part, more=part is not parts[-1], progress=n / 3) for n, part in enumerate(parts)]
    for _ in parts[:-1]:
        assert wall.poll("pbx") == 0.0
        assert wall.engine.present.snapshot().get("calls.waiting", SITE) is None
        assert wall.engine.present.health()[0].catching_up is not None
    assert wall.poll("pbx") is None
    assert wall.value("calls.waiting") == 9
    assert wall.engine.present.health()[0].catching_up is None
    assert len(wall.shown) == 1


def test_a_backlog_after_an_outage_is_counted_once(wall: Wall, pbx: FakeSource) -> None:
    pbx.answers = [batch(entered(1, NOON)), lost(), lost(), batch(entered(2, NOON), more=True), batch(entered(3, NOON))]
    for _ in range(5):
        wall.poll("pbx", after_s=2)
    assert wall.value("calls.waiting") == wall.value("calls.offered", "today") == 3


def test_a_source_that_never_answered_has_no_last_half_hour(wall: Wall, pbx: FakeSource) -> None:
    """A line along 0 would say that nobody waited, and nobody knows."""
    pbx.answers = [lost(), lost(), batch(entered(1, NOON))]
    for _ in range(2):
        wall.poll("pbx", after_s=2)
        assert not wall.engine.present.snapshot().series
    wall.poll("pbx", after_s=2)
    assert wall.engine.present.snapshot().series


def test_what_was_true_before_an_outage_is_late_until_the_backlog_is_read(wall: Wall, pbx: FakeSource) -> None:
    backlog = [batch(entered(2, NOON), more=True), batch(entered(3, NOON), more=True), batch(entered(4, NOON))]
    pbx.answers = [batch(entered(1, NOON)), lost(), lost(), *backlog]
    for _ in range(3):
        wall.poll("pbx", after_s=2)
    for expected in ((1, State.LATE), (1, State.LATE), (4, State.LIVE)):
        wall.poll("pbx", after_s=2)
        waiting = reading(wall.engine.present.snapshot(), "calls.waiting", SITE)
        assert (waiting.value, waiting.state) == expected


def test_a_first_read_that_was_cut_off_goes_on_where_it_was(wall: Wall, pbx: FakeSource) -> None:
    pbx.answers = [batch(entered(1, NOON - MINUTE), more=True)]
    wall.poll("pbx")
    wall.again()
    pbx.answers = [batch(entered(2, NOON))]
    wall.poll("pbx")
    assert pbx.asked == [None, {"high": 1}]
    assert wall.value("calls.waiting") == 2


def test_after_a_restart_nothing_is_shown_as_live_before_the_source_answered(wall: Wall, pbx: FakeSource) -> None:
    pbx.answers = [batch(entered(1, NOON - MINUTE), entered(2, NOON - MINUTE))]
    wall.poll("pbx")
    wall.now += HOUR
    wall.again()
    waiting = reading(wall.engine.present.snapshot(), "calls.waiting", SITE)
    assert (waiting.value, waiting.state, waiting.as_of) == (None, State.NO_DATA, NOON)
    assert wall.poll("pbx") is None
    waiting = reading(wall.engine.present.snapshot(), "calls.waiting", SITE)
    assert (waiting.value, waiting.state, waiting.as_of) == (2, State.LIVE, NOON + HOUR)


def test_a_source_lost_over_a_restart_keeps_its_last_readings_of_their_own_instant(wall: Wall, pbx: FakeSource) -> None:
    """Not what would have been true an hour later: by then the last hour would be empty, or it is another day."""
    pbx.answers = [batch(entered(1, NOON - MINUTE), gave_up(2, NOON - 20 * SECOND, 1, 40))]
    wall.poll("pbx")
    wall.now += DAY
    pbx.answers = [lost(), lost()]
    wall.again()
    wall.poll("pbx")
    shown = wall.shown[-1]
    for metric, window in (("calls.offered", "30m"), ("calls.abandoned", "60m"), ("calls.offered", "today")):
        told = reading(shown, metric, SITE, window)
        assert (told.value, told.state, told.as_of) == (1, State.LOST, NOON)


def test_a_checkpoint_made_since_does_not_move_the_last_readings_into_another_day(wall: Wall, pbx: FakeSource) -> None:
    """Last heard of before midnight, started again after it."""
    late = NOON + 12 * HOUR - 10 * MINUTE
    wall.now = late
    wall.again()
    pbx.answers = [batch(entered(1, late - MINUTE), gave_up(2, late - 20 * SECOND, 1, 40)), lost(), lost()]
    wall.poll("pbx")
    wall.now = late + 20 * MINUTE
    wall.engine.maintenance.run()
    wall.again()
    wall.poll("pbx")
    for metric, window in (("calls.offered", "today"), ("calls.abandoned", "30m")):
        told = reading(wall.shown[-1], metric, SITE, window)
        assert (told.value, told.state, told.as_of) == (1, State.LOST, late)


def test_new_settings_keep_the_sources_that_stay_and_close_the_others(tmp_path: Path, pbx: FakeSource) -> None:
    old, new = FakeSource("old", "tickets"), FakeSource("new", "tickets")
    pbx.answers = [batch(entered(1, NOON))]
    with closing(Wall(tmp_path, pbx, old)) as wall:
        wall.poll("pbx")
        before = wall.engine.present.health()[0]
        wall.engine.take_over(settings(sources=["pbx", "new"]), {"pbx": pbx, "new": new})
        assert (pbx.closed, old.closed, new.closed) == (False, True, False)
        assert wall.engine.present.health()[0] == before
        assert [health.source for health in wall.engine.present.health()] == ["pbx", "new"]
        assert wall.value("calls.waiting") == 1
        wall.engine.stop()
        assert pbx.closed


def test_a_new_target_changes_the_figures_of_today_at_once(wall: Wall, pbx: FakeSource) -> None:
    pbx.answers = [batch(entered(1, NOON - MINUTE), gave_up(2, NOON - 20 * SECOND, 1, 40))]
    wall.poll("pbx")

    def short_abandons() -> int | None:
        return reading(wall.engine.present.full_snapshot(), "calls.service_level", SITE, "today", "less_short").n

    before = short_abandons()
    queues = {"roads": {"short_abandon_s": 45}}
    wall.engine.take_over(settings(queues=queues), dict(wall.sources))
    assert (before, short_abandons()) == (1, 0)
    wall.engine.stop()


def test_a_request_that_its_system_deleted_is_removed_within_a_minute(wall: Wall, crm: FakeSource) -> None:
    crm.answers = [requests(ticket("a", NOON - DAY), ticket("b", NOON - DAY))]
    wall.poll("crm")
    assert wall.value("tickets.open") == 2
    crm.deleted = {"b"}
    for _ in range(4):
        wall.poll("crm", after_s=15)
    assert wall.value("tickets.open") == 1
    assert wall.value("tickets.removed", "today") == 1
    wall.again()
    wall.poll("crm", after_s=1)
    assert wall.value("tickets.open") == 1


def test_a_department_that_is_called_otherwise_has_its_requests_and_none_has_moved(wall: Wall, crm: FakeSource) -> None:
    crm.answers = [requests(ticket("a", NOON - DAY, department="Roads"), ticket("b", NOON - HOUR, department="Roads"))]
    wall.poll("crm")
    assert wall.value("tickets.open", department="Roads") == 2
    past = Replay(wall.ledger, wall.settings, {"crm": "tickets"}, EVERYTHING, None)
    assert past.snapshot(wall.now).get("tickets.open", Scope("main", department="Roads"), "now")
    changed = requests(ticket("b", NOON - HOUR, department="Streets", updated_at=wall.now, assignee="Ada"))
    crm.answers = [replace(changed, renamed={"department": {"Roads": "Streets"}})]
    wall.poll("crm", after_s=1)
    snapshot = wall.engine.present.full_snapshot()
    assert snapshot.get("tickets.open", Scope("main", department="Roads"), "now") is None
    assert wall.value("tickets.open", department="Streets") == 2
    moved = [wall.value(f"tickets.{what}", "today", department="Streets") for what in ("moved_in", "moved_out")]
    assert moved == [0, 0]
    then = past.snapshot(NOON + SECOND // 2)
    assert reading(then, "tickets.open", Scope("main", department="Streets")).value == 2
    live = snapshot.readings.keys()
    wall.again()
    assert wall.engine.present.full_snapshot().readings.keys() == live


def test_a_removed_request_that_is_told_of_again_is_open_again(wall: Wall, crm: FakeSource) -> None:
    crm.answers = [requests(ticket("a", NOON - DAY))]
    wall.poll("crm")
    crm.deleted = {"a"}
    for _ in range(4):
        wall.poll("crm", after_s=15)
    assert wall.value("tickets.open") == 0
    crm.deleted = set()
    crm.answers = [requests(ticket("a", NOON - DAY, updated_at=wall.now))]
    wall.poll("crm", after_s=1)
    wall.poll("crm", after_s=1)
    assert wall.value("tickets.open") == 1


@pytest.mark.slow
def test_the_live_wall_is_its_own_recount_at_every_poll(wall: Wall, pbx: FakeSource, crm: FakeSource) -> None:
    """Rows come late and out of order, over two midnights."""
    carried: dict[str, Carries] = {"pbx": "calls", "crm": "tickets"}
    wall.now = NOON - 30 * HOUR
    wall.again()
    for poll in range(1, 30):
        wall.now += 2 * HOUR
        at, seq = wall.now, 3 * poll
        calls = [entered(seq, at - (poll % 5) * 20 * MINUTE), entered(seq + 1, at)]
        if poll % 3:
            calls.append(gave_up(seq + 2, at, seq + 1 if poll % 2 else seq - 3, poll))
        pbx.answers = [batch(*calls)]
        rows = [ticket(str(poll), at - HOUR, department="Water" if poll % 2 else "")]
        if poll > 4:
            rows.append(ticket(str(poll - 4), at - 9 * HOUR, "finished", updated_at=at, finished_at=at))
        crm.answers = [requests(*rows)]
        wall.poll("pbx")
        wall.poll("crm")
        recount = snapshot_at(wall.ledger, wall.settings, carried, wall.now, None, wall.now)
        live = wall.engine.present.full_snapshot()
        apart = {
            key: (live.readings.get(key), recount.readings.get(key))
            for key in live.readings.keys() | recount.readings.keys()
            if key.metric not in LOOKED_UP
        }
        assert {key: told for key, told in apart.items() if told[0] != told[1]} == {}

"""A phone system whose table holds a row for each call, written anew as the call goes on and corrected afterwards.

What the wall must make of it whatever the ledger is kept in. Subclasses bring a fixture `address`. A source of such a
table over a real database is written whole in docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from tests.wallboard.engine.parts import LOOKED_UP, NOON, FakeSource, Wall
from wallboard.calls.happenings import Row, answered, ended, entered
from wallboard.calls.whole import VisitVersion
from wallboard.engine.importing import Totals, import_all
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR, SECOND, Micros, Outcome
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, Source, row_key


class CallRow(NamedTuple):
    """A row of the table. Instants are None until they come."""

    updated: Micros
    entered: Micros
    answered: Micros | None = None
    over: Micros | None = None
    agent: str = ""
    queue: str = "roads"
    deleted: bool = False


class CallTable:
    """Rows by the call's number. What is over before it began is set aside."""

    carries: Carries = "calls"

    def __init__(self, name: str = "desk", site: str = "main") -> None:
        self.name, self.site = name, site
        self.rows: dict[int, CallRow] = {}

    def write(self, call: int, *told: Any, **more: Any) -> None:
        self.rows[call] = CallRow(*told, **more)

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        """Those of the instant at which the last ones were written come again: more may have been written at it."""
        known = int((since or {}).get("updated") or 0)
        new = {call: row for call, row in self.rows.items() if row.updated >= known}
        return self._told(new, {"updated": max((row.updated for row in new.values()), default=known)})

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        there = {call: row for call, row in self.rows.items() if row_key(call) in {each.key for each in rows}}
        return Again(replace(self._told(there), read=0), frozenset(map(row_key, there)))

    def sample(self, now: Micros, most: int) -> Batch:
        newest = sorted(self.rows.items(), key=lambda entry: entry[1].updated)[-most:]
        return self._told(dict(newest))

    def _told(self, rows: Mapping[int, CallRow], cursor: Cursor | None = None) -> Batch:
        odd = {call for call, row in rows.items() if row.over is not None and row.over < (row.answered or row.entered)}
        return Batch(
            cursor,
            visits=tuple(self._visit(call, row) for call, row in sorted(rows.items()) if call not in odd),
            set_aside=tuple(SetAside(row_key(call), "over before it began", "") for call in sorted(odd)),
            read=len(rows),
        )

    def _visit(self, call: int, row: CallRow) -> VisitVersion:
        told = VisitVersion(self.name, self.site, str(call), row.queue, row.updated, row.entered, removed=row.deleted)
        if row.answered is not None:
            return told._replace(outcome=Outcome.ANSWERED, left=row.answered, ended=row.over, agent=row.agent)
        return told if row.over is None else told._replace(outcome=Outcome.ABANDONED, left=row.over)

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets)

    def check(self, now: Micros) -> list[Finding]:
        return []

    def close(self) -> None: ...


def at(seconds: float) -> Micros:
    return NOON + round(seconds * SECOND)


class WholeCalls:
    """Rules for a source that tells whole visits, and for the account of what was read."""

    def wall(self, folder: Path, address: str, *sources: Source) -> Wall:
        return Wall(folder, *sources, at=address)

    def test_calls_that_go_on_and_are_corrected_give_the_figures_of_what_holds(
        self, tmp_path: Path, address: str
    ) -> None:
        table = CallTable()
        wall = self.wall(tmp_path, address, table)
        table.write(1, at(0), at(-10))
        table.write(2, at(0), at(-5))
        table.write(3, at(0), at(-90), at(-80), at(-20), "Ann")
        wall.poll("desk")
        assert (wall.value("calls.waiting"), wall.value("calls.offered", "today")) == (2, 3)
        assert wall.value("agents.on_call") == 0
        table.write(1, at(20), at(-10), at(20), None, "Ann")
        table.write(2, at(21), at(-5), None, at(21))
        wall.poll("desk", 30)
        assert (wall.value("calls.waiting"), wall.value("agents.on_call")) == (0, 1)
        assert (wall.value("calls.answered", "today"), wall.value("calls.abandoned", "today")) == (2, 1)
        table.write(2, at(40), at(-5), at(15), at(38), "Bob")  # it was answered after all
        table.write(1, at(50), at(-10), at(20), at(49), "Ann")
        wall.poll("desk", 30)
        shown = {metric: wall.value(metric, "today") for metric in ("calls.answered", "calls.abandoned")}
        assert shown == {"calls.answered": 3, "calls.abandoned": 0}
        assert (wall.value("agents.on_call"), wall.value("calls.talk_mean_s", "today")) == (0, (60 + 29 + 23) / 3)
        self.same_after_a_restart(wall)
        wall.close()

    def same_after_a_restart(self, wall: Wall) -> None:
        """What the wall shows is what it folds anew from the ledger."""
        live = wall.engine.present.full_snapshot().readings
        wall.again()
        wall.poll("desk")
        after = wall.engine.present.full_snapshot().readings
        folded = [key for key in live if key.metric not in LOOKED_UP]
        assert {key: (live[key], after.get(key)) for key in folded if live[key] != after.get(key)} == {}

    def test_a_call_that_is_put_into_another_queue_counts_once(self, tmp_path: Path, address: str) -> None:
        table = CallTable()
        wall = self.wall(tmp_path, address, table)
        table.write(1, at(0), at(-90), at(-80), at(-20), "Ann")
        table.write(2, at(0), at(-60), at(-30), None, "Bob")
        table.write(3, at(0), at(-9))
        table.write(4, at(0), at(-50), None, at(-40))
        wall.poll("desk")
        then = wall.now
        for call in (1, 2, 3):
            table.write(call, at(20), *table.rows[call][1:5], "water")
        wall.poll("desk", 30)
        offered = [wall.value("calls.offered", "today", queue=queue) for queue in ("roads", "water")]
        assert (offered, wall.value("calls.offered", "today")) == ([1, 3], 4)
        assert (wall.value("calls.waiting"), wall.value("agents.on_call")) == (1, 1)
        assert [wall.value("calls.answered", "60m", queue=queue) for queue in ("roads", "water")] == [0, 2]
        self.same_after_a_restart(wall)
        known = {
            known: wall.ledger.visits_known("main", NOON - DAY, NOON + DAY, known)["queue"].tolist()
            for known in (then, wall.now)
        }
        assert known == {then: ["roads"] * 4, wall.now: ["water", "water", "roads", "water"]}
        wall.close()

    def test_a_queue_of_which_every_call_was_another_queues_is_one_in_which_none_ever_was(
        self, tmp_path: Path, address: str
    ) -> None:
        """It may be misspelt in the settings, and is not told as one in which nobody waits."""
        table = CallTable()
        wall = self.wall(tmp_path, address, table)
        table.write(1, at(0), at(-9))
        wall.poll("desk")
        assert wall.value("calls.waiting", queue="roads") == 1
        table.write(1, at(20), at(-9), queue="water")
        wall.poll("desk", 30)
        assert [wall.value("calls.waiting", queue=queue) for queue in ("roads", "water")] == [None, 1]
        self.same_after_a_restart(wall)
        wall.close()

    def test_a_call_that_is_taken_back_counts_no_more(self, tmp_path: Path, address: str) -> None:
        table = CallTable()
        wall = self.wall(tmp_path, address, table)
        table.write(1, at(0), at(-90), at(-80), None, "Ann")
        table.write(2, at(0), at(-9))
        table.write(3, at(0), at(-50), None, at(-40))
        wall.poll("desk")
        for call in (1, 2):
            table.write(call, at(20), *table.rows[call][1:6], deleted=True)
        wall.poll("desk", 30)
        assert (wall.value("calls.waiting"), wall.value("calls.offered", "today")) == (0, 1)
        assert wall.value("agents.on_call") == 0
        self.same_after_a_restart(wall)
        wall.close()

    def test_a_call_of_days_ago_is_put_into_another_queue_in_what_is_counted_since_then(
        self, tmp_path: Path, address: str
    ) -> None:
        """Its visit is held no more, and checkpoints hold it."""
        table = CallTable()
        wall = self.wall(tmp_path, address, table)
        table.write(1, at(0), at(-90), at(-80), at(-20), "Ann")
        table.write(2, at(0), at(-50), None, at(-40))
        wall.poll("desk")
        for _ in range(3):
            wall.poll("desk", DAY / SECOND)
            wall.engine.maintenance.run()
        table.write(1, wall.now, *table.rows[1][1:5], "water")
        wall.poll("desk", 30)
        self.same_after_a_restart(wall)
        found = wall.ledger.visits("main", NOON - DAY, NOON + DAY)
        assert found["queue"].tolist() == ["water", "roads"]
        wall.close()

    def test_what_was_shown_then_is_told_of_the_versions_that_were_known_then(
        self, tmp_path: Path, address: str
    ) -> None:
        table = CallTable()
        wall = self.wall(tmp_path, address, table)
        table.write(1, at(0), at(-10))
        wall.poll("desk")
        then = wall.now
        table.write(1, at(9), at(-10), None, at(-1))
        wall.poll("desk", 60)
        old, new = (
            [visit.outcome for visit in wall.ledger.calls_at("main", then, then - HOUR, known=known).visits]
            for known in (then, None)
        )
        assert (old, new) == ([Outcome.WAITING], [Outcome.ABANDONED])
        frame = wall.ledger.visits_known("main", NOON - DAY, NOON + DAY, then)
        assert frame["outcome"].tolist() == ["waiting"]
        wall.close()

    def test_a_row_that_is_corrected_is_set_aside_no_more(self, tmp_path: Path, address: str) -> None:
        table = CallTable()
        wall = self.wall(tmp_path, address, table)
        table.write(1, at(0), at(-10), None, at(-20))
        wall.poll("desk")
        assert wall.engine.present.health()[0].set_aside == 1
        table.write(1, at(20), at(-10), None, at(15))
        wall.poll("desk", 30)
        (health,) = wall.engine.present.health()
        assert (health.rows, health.set_aside, wall.value("calls.abandoned", "today")) == (1, 0, 1)
        wall.close()

    def test_rows_of_the_source_are_counted_and_not_what_is_told_of_them(self, address: str) -> None:
        """Three rows with three instants each."""

        def row(number: int) -> tuple[Any, ...]:
            told, call = Row("steps", "main", number, at(number)), f"c{number}"
            return (
                entered(told, call, "roads"),
                answered(told, call, "roads", "Ann", at=at(number + 5), part=1),
                ended(told, call, "roads", "Ann", at=at(number + 9), part=2),
            )

        rows = Batch({"id": 3}, happenings=(*row(1), *row(2), *row(3)), read=3)
        table = CallTable()
        for number in (1, 2, 3):
            table.write(number, at(number), at(number), at(number + 5), at(number + 9), "Ann")
        for source in (FakeSource("steps", "calls", rows), table):
            assert imported(source, address) == Totals(read=3, new=3)

    def test_a_row_that_is_set_aside_is_told_as_set_aside(self, address: str) -> None:
        """By the ledger, which knows the row with other content; the source took it."""
        first, other = (
            Batch({"id": 1}, happenings=(entered(Row("steps", "main", 1, at(0), raw), "c1", "roads"),), read=1)
            for raw in ("as it was", "as it is told now")
        )
        assert imported(FakeSource("steps", "calls", first), address) == Totals(read=1, new=1)
        assert imported(FakeSource("steps", "calls", other), address) == Totals(read=1, set_aside=1)
        assert imported(FakeSource("steps", "calls", other), address) == Totals(read=1, repeats=1)


def imported(source: Source, address: str) -> Totals:
    ledger = Ledger(address)
    ledger.migrate()
    try:
        return import_all(source, ledger, lambda: NOON, lambda share: None)
    finally:
        ledger.close()

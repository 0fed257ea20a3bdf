"""A table that is not the table that was read before: emptied, restored, replaced, or with rows that commit very late.

Each against a ledger, as the wall would, and against what truly happened: calls that were there once, each once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_sources.asterisk_queue_log import QueueLogTable
from tests.data_sources.phones import NOW, Phones, Row, queue
from tests.empty_databases import lay_ledger
from wallboard.clock import utc
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros

_NUMBERS = itertools.count(1)


def call(at: Micros) -> list[Row]:
    """A caller who enters and gives up."""
    number = f"{next(_NUMBERS)}.1"
    begun, ended = (f"{utc(each):%Y-%m-%d %H:%M:%S}" for each in (at, at + 5 * SECOND))
    return [queue(begun, callid=number), queue(ended, "ABANDON", "1", "1", "5", callid=number)]


def calls(count: int, since: Micros) -> list[Row]:
    return [row for n in range(count) for row in call(since + n * 10 * SECOND)]


class Wall:
    """Polls to the end into a ledger, and can be restarted."""

    def __init__(self, folder: Path) -> None:
        self.phones = Phones(folder)
        lay_ledger(folder / "ledger.db")
        self.ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        self.now = NOW
        self.notice = ""

    def restart(self) -> None:
        self.phones.source.close()
        self.phones.source = self.phones.open()

    def poll(self, after: Micros = 2 * SECOND, chunk: int = 20_000) -> None:
        self.now += after
        source: QueueLogTable = self.phones.source
        for _ in range(1000):
            batch = source.changes(self.ledger.cursor("pbx"), self.now, chunk=chunk)
            self.ledger.record("pbx", "main", batch, self.now)
            if not batch.more:
                break
        self.notice = batch.notice

    def calls(self) -> int:
        return len(self.ledger.visits("main", NOW - 400 * DAY, NOW + 400 * DAY))

    def aside(self) -> int:
        return self.ledger.counts("pbx").set_aside

    def rows(self) -> list[tuple[object, ...]]:
        with self.phones.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT * FROM queue_log ORDER BY id").all()
        return [tuple(row) for row in found]

    def restore(self, rows: list[tuple[object, ...]]) -> None:
        """The table as it was: the same numbers."""
        self.phones.run("DELETE FROM queue_log")
        self.phones.run("DELETE FROM sqlite_sequence") if self._numbers_by_itself() else None
        with self.phones.engine.begin() as connection:
            for row in rows:
                places = ", ".join("?" * len(row))
                connection.exec_driver_sql(f"INSERT INTO queue_log VALUES ({places})", row)

    def empty(self) -> None:
        self.restore([])

    def _numbers_by_itself(self) -> bool:
        with self.phones.engine.connect() as connection:
            return bool(
                connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").first()
            )


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    made = Wall(tmp_path)
    yield made
    made.phones.source.close()
    made.phones.engine.dispose()
    made.ledger.close()


@pytest.mark.parametrize("more", [10, 50, 100])  # the new numbers stay below the old ones, or pass them by
@pytest.mark.parametrize("chunk", [pytest.param(7, marks=pytest.mark.slow), 20_000])
def test_emptied_and_numbered_anew_while_the_wall_was_off(wall: Wall, more: int, chunk: int) -> None:
    wall.phones.write(*calls(80, NOW - 2 * HOUR))
    wall.poll(chunk=chunk)
    wall.restart()
    wall.empty()
    wall.phones.write(*calls(more, NOW - HOUR))
    wall.poll(chunk=chunk)
    assert (wall.calls(), wall.aside()) == (80 + more, 0)
    assert "its table is another one (emptied, replaced or numbered anew)" in wall.notice
    wall.poll()
    assert wall.calls() == 80 + more


@pytest.mark.parametrize("seen_between", [False, True])
def test_restored_from_a_backup_with_fewer_rows_and_then_one_call_more(wall: Wall, seen_between: bool) -> None:
    wall.phones.write(*calls(50, NOW - 2 * HOUR))
    backup = wall.rows()
    wall.phones.write(*calls(10, NOW - HOUR))
    wall.poll()
    assert wall.calls() == 60
    wall.restore(backup)
    if seen_between:
        wall.poll()
        assert wall.calls() == 60
    wall.phones.write(*call(NOW - MINUTE))
    wall.poll()
    assert (wall.calls(), wall.aside()) == (61, 0)
    assert "its table was set back to an earlier state" in wall.notice
    assert "cannot be known" in wall.notice


def test_restored_and_gone_on_for_longer_than_before(wall: Wall) -> None:
    wall.phones.write(*calls(50, NOW - 2 * HOUR))
    backup = wall.rows()
    wall.phones.write(*calls(10, NOW - HOUR))
    wall.poll()
    wall.restore(backup)
    wall.phones.write(*calls(40, NOW - 30 * MINUTE))
    wall.poll()
    assert (wall.calls(), wall.aside()) == (100, 0)


def test_replaced_by_a_copy_that_is_numbered_anew_counts_nothing_twice(wall: Wall) -> None:
    wall.phones.write(*calls(40, NOW - 2 * HOUR))
    wall.poll()
    rows = wall.rows()
    wall.empty()
    with wall.phones.engine.begin() as connection:
        for number, row in enumerate(rows, 1001):
            connection.exec_driver_sql(
                f"INSERT INTO queue_log VALUES ({', '.join('?' * len(row))})", (number, *row[1:])
            )
    wall.phones.write(*call(NOW - MINUTE))
    wall.poll()
    assert (wall.calls(), wall.aside()) == (41, 0)


def test_a_replica_that_lagged_and_caught_up_doubles_nothing(wall: Wall) -> None:
    wall.phones.write(*calls(40, NOW - 2 * HOUR))
    wall.poll()
    whole = wall.rows()
    wall.restore(whole[:-6])
    wall.poll()
    wall.restore(whole)
    wall.phones.write(*calls(2, NOW - MINUTE))
    wall.poll()
    assert (wall.calls(), wall.aside(), wall.notice) == (42, 0, "")


def test_old_rows_that_are_deleted_while_nobody_calls_change_nothing(wall: Wall) -> None:
    wall.phones.write(*calls(40, NOW - 2 * HOUR))
    wall.poll()
    wall.phones.run("DELETE FROM queue_log")
    wall.poll()
    with wall.phones.engine.begin() as connection:
        for number, row in enumerate(call(NOW - MINUTE), 81):
            connection.exec_driver_sql(
                f"INSERT INTO queue_log VALUES ({', '.join('?' * (len(row) + 1))})", (number, *row)
            )
    wall.poll()
    assert (wall.calls(), wall.aside(), wall.notice) == (41, 0, "")


def test_the_notice_is_over_after_a_day(wall: Wall) -> None:
    wall.phones.write(*calls(5, NOW - 2 * HOUR))
    wall.poll()
    wall.empty()
    wall.phones.write(*calls(2, NOW - HOUR))
    wall.poll()
    assert wall.notice
    wall.poll(after=DAY)
    assert wall.notice == ""


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("late_by", [11 * MINUTE, 3 * HOUR, 2 * DAY])
def test_rows_that_commit_later_than_ten_minutes(wall: Wall, late_by: Micros, restarted: bool) -> None:
    wall.phones.write(*calls(53, NOW - 2 * HOUR))
    rows = wall.rows()
    late = calls(5, NOW - HOUR)  # numbered and not committed
    after = [(len(rows) + len(late) + n, *row) for n, row in enumerate(call(NOW - MINUTE), 1)]
    wall.restore([*rows, *after])
    wall.poll()
    assert wall.calls() == 54
    for _ in range(4):
        wall.poll(after=late_by // 4)
    if restarted:
        wall.restart()
    wall.restore([*rows, *((len(rows) + n, *row) for n, row in enumerate(late, 1)), *after])
    wall.poll(after=MINUTE)
    assert (wall.calls(), wall.aside()) == (59, 0)


@pytest.mark.parametrize("restarted", [False, True])
def test_rows_that_commit_late_in_a_cluster_that_numbers_every_third_id(wall: Wall, restarted: bool) -> None:
    rows = [(3 * n, *row) for n, row in enumerate(calls(400, NOW - 6 * HOUR), 1)]
    wall.restore(rows)
    wall.poll()
    assert wall.calls() == 400
    for _ in range(4):
        wall.poll(after=10 * MINUTE)
    if restarted:
        wall.restart()
    late = [(500, *call(NOW - HOUR)[0]), (1_300, *call(NOW - HOUR)[0])]
    wall.restore([*rows, *late])
    for _ in range(4):
        wall.poll(after=3 * SECOND)
    assert (wall.calls(), wall.aside(), wall.notice) == (402, 0, "")


def test_a_cursor_of_an_older_version_goes_on_in_the_same_table(wall: Wall) -> None:
    wall.phones.write(*calls(10, NOW - 2 * HOUR))
    wall.poll()
    kept = wall.ledger.cursor("pbx")
    assert kept is not None
    old = {name: kept.get(name) for name in ("generation", "high", "gaps", "last", "polled", "first", "until")}
    wall.phones.write(*calls(3, NOW - HOUR))
    batch = wall.phones.source.changes(old, wall.now)
    assert (len(batch.happenings), batch.notice) == (6, "")

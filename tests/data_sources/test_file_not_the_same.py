"""A queue_log file that is not the file that was read before: restored from a backup, under the same name and number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data_sources.tail import NOW, line, open_at
from tests.empty_databases import lay_ledger
from wallboard.ledger import Ledger
from wallboard.model import DAY


class Wall:
    """Polls into a ledger, in small parts."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "queue_log"
        self.source = open_at(self.path)
        lay_ledger(folder / "ledger.db")
        self.ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        self.notice = ""

    def holds(self, *numbers: int) -> None:
        """The file as it is now: the same file, with these lines."""
        self.path.touch()
        with self.path.open("r+b") as log:
            log.truncate(0)
            log.write(b"".join(line(number) for number in numbers))

    def poll(self) -> None:
        for _ in range(100):
            batch = self.source.changes(self.ledger.cursor("pbx"), NOW, chunk=300)
            self.ledger.record("pbx", "main", batch, NOW)
            if not batch.more:
                break
        self.notice = batch.notice

    def calls(self) -> list[int]:
        found = self.ledger.calls_at("main", NOW + DAY, 0).visits
        return sorted(int(visit.key.callid.partition(".")[0]) for visit in found)


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    made = Wall(tmp_path)
    yield made
    made.ledger.close()


@pytest.mark.parametrize("seen_between", [False, True])
def test_cut_shorter_it_goes_on_with_what_is_appended(wall: Wall, seen_between: bool) -> None:
    wall.holds(1, 2, 3)
    wall.poll()
    if seen_between:
        wall.holds(1)
        wall.poll()
        assert wall.calls() == [1, 2, 3]
    wall.holds(1, 4)
    wall.poll()
    assert wall.calls() == [1, 2, 3, 4]
    assert "its file was set back to an earlier state" in wall.notice


def test_restored_and_gone_on_beyond_where_it_was_read(wall: Wall) -> None:
    wall.holds(*range(1, 21))
    wall.poll()
    wall.holds(*range(1, 11), *range(31, 51))
    wall.poll()
    assert wall.calls() == [*range(1, 21), *range(31, 51)]
    assert wall.ledger.counts("pbx").set_aside == 0


def test_a_file_that_only_grows_is_never_read_twice(wall: Wall) -> None:
    for end in range(1, 60, 7):
        wall.holds(*range(1, end))
        wall.poll()
    assert wall.calls() == list(range(1, 57))
    assert wall.ledger.counts("pbx").repeats == 0
    assert wall.notice == ""

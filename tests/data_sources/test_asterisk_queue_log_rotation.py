"""A queue_log file that is renamed, copied, truncated or replaced: every line is read once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data_sources.tail import Tail, append, line
from tests.examples import examples

GENERATION = 2**40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue_log"


# ------------------------------------------------------------ rotation


@pytest.mark.parametrize("unread", [0, 1, 40])
def test_renaming_and_a_new_file_lose_nothing(path: Path, unread: int) -> None:
    append(path, line(1), line(2))
    tail = Tail(path)
    tail.poll()
    append(path, *(line(n) for n in range(3, 3 + unread)))
    path.rename(path.with_name("queue_log.1"))
    append(path, line(100), line(101))
    tail.poll()
    assert tail.calls() == [*range(1, 3 + unread), 100, 101]
    assert tail.happenings[-2].seq == GENERATION
    assert tail.set_aside == []


def test_lines_written_to_the_renamed_file_before_the_new_one_is_used_are_read(path: Path) -> None:
    """logrotate renames and creates; Asterisk goes on writing to the old file until it is told to reopen."""
    append(path, line(1))
    tail = Tail(path)
    tail.poll()
    path.rename(path.with_name("queue_log.1"))
    assert tail.poll() == []
    path.touch()
    assert tail.poll() == []
    append(path.with_name("queue_log.1"), line(2))
    assert tail.poll() == ["2"]
    append(path.with_name("queue_log.1"), line(3))
    append(path, line(4))
    assert tail.poll() == ["3", "4"]
    append(path, line(5))
    assert tail.poll() == ["5"]
    assert tail.calls() == [1, 2, 3, 4, 5]


def test_a_half_line_at_the_end_of_a_rotated_file_is_set_aside(path: Path) -> None:
    append(path, line(1), line(2)[:20])
    tail = Tail(path)
    tail.poll()
    path.rename(path.with_name("queue_log-20261122"))
    append(path, line(3))
    tail.poll()
    assert tail.calls() == [1, 3]
    assert [aside.reason for aside in tail.set_aside] == ["the file ends within this line"]


@pytest.mark.parametrize("unread", [0, 3])
def test_a_copy_and_truncation_lose_nothing(path: Path, unread: int) -> None:
    append(path, line(1), line(2))
    tail = Tail(path)
    tail.poll()
    append(path, *(line(n) for n in range(3, 3 + unread)))
    shutil.copy(path, path.with_name("queue_log.1"))
    os.truncate(path, 0)
    tail.poll()
    append(path, *(line(n) for n in range(50, 60)))
    tail.poll()
    assert tail.calls() == [*range(1, 3 + unread), *range(50, 60)]
    assert tail.set_aside == []


def test_a_truncated_file_that_outgrew_the_old_one_is_told_by_its_first_line(path: Path) -> None:
    append(path, line(1))
    tail = Tail(path)
    tail.poll()
    os.truncate(path, 0)
    append(path, *(line(n) for n in range(50, 60)))
    tail.poll()
    assert tail.calls() == [1, *range(50, 60)]
    assert [aside.reason for aside in tail.set_aside] == [
        "the log was replaced, and what was read before is not beside it: lines may be missing between them"
    ]


def test_two_rotations_while_nobody_looked_lose_nothing(path: Path) -> None:
    append(path, line(1))
    tail = Tail(path)
    tail.poll()
    append(path, line(2))
    for number, first in [(2, 1), (1, 10)]:
        path.rename(path.with_name(f"queue_log.{number}"))
        os.utime(path.with_name(f"queue_log.{number}"), (1_795_311_000 + first, 1_795_311_000 + first))
        append(path, line(first + 10), line(first + 11))
    tail.poll()
    assert tail.calls() == [1, 2, 11, 12, 20, 21]
    assert tail.set_aside == []


def test_a_copy_beside_the_log_is_not_read(path: Path) -> None:
    append(path, line(1), line(2))
    shutil.copy(path, path.with_name("queue_log.bak"))
    tail = Tail(path)
    tail.poll()
    append(path, line(3))
    tail.poll()
    assert tail.calls() == [1, 2, 3]


@pytest.mark.slow
@examples(60)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("write"), st.integers(1, 8)),
            st.sampled_from([("poll", 0), ("rename", 0), ("copytruncate", 0), ("half", 0)]),
        ),
        max_size=25,
    ),
    chunk=st.sampled_from([80, 300, 10_000]),
)
def test_whatever_is_written_and_rotated_every_line_is_read_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]], chunk: int
) -> None:
    """As long as we look between two rotations, which is what a poll every other second does."""
    path = tmp_path_factory.mktemp("log") / "queue_log"
    append(path, line(0))
    tail = Tail(path, chunk)
    tail.poll()
    written, rotations, half = 1, 0, b""
    for step, count in steps:
        if step == "poll":
            tail.poll()
        elif step == "write" or step == "half":
            append(path, half)
            half = b""
            for _ in range(count):
                append(path, line(written))
                written += 1
            if step == "half":
                append(path, line(written)[:15])
                half, written = line(written)[15:], written + 1
        elif not half:
            tail.poll()
            append(path, line(written))
            rotations, written = rotations + 1, written + 1
            kept = path.with_name(f"queue_log.{1000 - rotations}")
            if step == "rename":
                path.rename(kept)
            else:
                shutil.copy(path, kept)
                os.truncate(path, 0)
            append(path, line(written))
            written += 1
    append(path, half)
    tail.poll()
    assert tail.calls() == list(range(written))
    assert tail.set_aside == []

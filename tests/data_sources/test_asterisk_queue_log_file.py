"""The queue_log file: whole lines only, through rotation, truncation and copies."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources.asterisk_queue_log_file import KIND, Options, QueueLogFile
from wallboard.model import SECOND, CallEvent, Micros
from wallboard.source import Batch, Cursor, SetAside, SourceError

LOG = Path(__file__).parents[1] / "data/asterisk/queue_log"
NOW: Micros = 1_795_320_000 * SECOND
GENERATION = 2**40


def filled(folder: Path) -> QueueLogFile:
    """For the contract tests."""
    shutil.copy(LOG, folder / "queue_log")
    return open_at(folder / "queue_log")


def open_at(path: Path, **options: object) -> QueueLogFile:
    source = KIND.open("pbx", "main", ZoneInfo("UTC"), Options(path=path, **options))
    assert isinstance(source, QueueLogFile)
    return source


def line(number: int, verb: str = "ENTERQUEUE") -> bytes:
    return f"{1_795_311_000 + number}|{number}.1|streets|NONE|{verb}||5551234|1\n".encode()


class Tail:
    """A reader that keeps its cursor, and counts every call that it was ever given."""

    def __init__(self, path: Path, chunk: int = 300) -> None:
        self.path = path
        self.source = open_at(path)
        self.cursor: Cursor | None = None
        self.chunk = chunk
        self.events: list[CallEvent] = []
        self.set_aside: list[SetAside] = []

    def poll(self) -> list[str]:
        """Read to the end; the calls that were new."""
        before = len(self.events)
        for _ in range(1_000):
            batch: Batch = self.source.changes(self.cursor, NOW, chunk=self.chunk)
            assert batch.read == len(batch.events) + len(batch.set_aside)
            self.cursor = batch.cursor
            self.events += batch.events
            self.set_aside += batch.set_aside
            if not batch.more:
                return [event.callid.split(".")[0] for event in self.events[before:]]
        raise AssertionError("never came to the end")

    def calls(self) -> list[int]:
        assert [e.seq for e in self.events] == sorted({e.seq for e in self.events}), "seq grows and repeats never"
        return [int(event.callid.split(".")[0]) for event in self.events]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue_log"


def append(path: Path, *lines: bytes) -> None:
    with path.open("ab") as file:
        file.writelines(lines)


# ------------------------------------------------------------ lines


def test_the_recorded_file_is_read_whole(tmp_path: Path) -> None:
    tail = Tail(filled(tmp_path)._path, chunk=20_000)
    tail.poll()
    assert len(tail.events) == 3324
    assert tail.set_aside == []
    assert tail.events[0].at == 1_795_311_560 * SECOND
    assert not any("555" in value for event in tail.events for value in event.data)


def test_a_half_line_waits_for_its_end(path: Path) -> None:
    append(path, line(1), line(2)[:20])
    tail = Tail(path)
    assert tail.poll() == ["1"]
    append(path, line(2)[20:-1])
    assert tail.poll() == []
    append(path, b"\n")
    assert tail.poll() == ["2"]
    assert tail.events[1].seq == len(line(1))


def test_a_file_without_a_complete_first_line_is_followed_from_its_start(path: Path) -> None:
    append(path, line(1)[:10])
    tail = Tail(path)
    assert tail.poll() == []
    append(path, line(1)[10:], line(2))
    assert tail.poll() == ["1", "2"]


@pytest.mark.parametrize(
    ("raw", "taken", "reason"),
    [
        (b"1795311001|1.1|streets|NONE\n", 0, "4 fields"),
        (b"garbage\n", 0, "1 fields"),
        (b"x|1.1|streets|NONE|ENTERQUEUE|\n", 0, "cannot be read"),
        (b"9995311001|1.1|streets|NONE|ENTERQUEUE|\n", 0, "future"),
        (b"1795311001|NONE|streets|NONE|ENTERQUEUE|\n", 0, "without its call"),
        (b"1795311001|1.1|streets|NONE|ENTERQUEUE\n", 1, ""),
        (b"1795311001|1.1|streets|NONE|ENTERQUEUE||5551234|1\r\n", 1, ""),
        (b"1795311001|1.1|stra\xdfe|M\xfcller|NEW|\xff\n", 1, ""),
        (b"\0\0\0\x001795311001|1.1|streets|NONE|ENTERQUEUE|\n", 1, ""),
        (b"1795311001|1.1|str\0eets|NONE|ENTERQUEUE|\n", 1, ""),
        (b"\n", 0, ""),
        (b"1795311001|1.1|q|NONE|ATTENDEDTRANSFER|LINK|a|b|3|60|1\n", 1, ""),
    ],
)
def test_odd_lines_are_taken_or_set_aside_and_stop_nothing(path: Path, raw: bytes, taken: int, reason: str) -> None:
    append(path, line(1), raw, line(2))
    tail = Tail(path)
    tail.poll()
    assert len(tail.events) == 2 + taken
    assert len(tail.set_aside) == (1 if reason else 0)
    assert all(reason in aside.reason for aside in tail.set_aside)


def test_latin1_names_are_read_as_they_were_meant(path: Path) -> None:
    append(
        path, b"1795311001|1.1|stra\xdfe|M\xfcller|RINGNOANSWER|1000\n", "1795311002|1.1|straße|Müller|NEW|\n".encode()
    )
    tail = Tail(path)
    tail.poll()
    assert [(e.queue, e.agent) for e in tail.events] == [("straße", "Müller")] * 2


def test_a_line_without_end_is_set_aside_in_pieces(path: Path) -> None:
    append(path, line(1), b"x" * 1000 + b"\n", line(2))
    tail = Tail(path)
    tail.poll()
    assert tail.calls() == [1, 2]
    assert tail.set_aside
    assert all("x" * 50 not in aside.key for aside in tail.set_aside)


def test_a_set_aside_line_hides_numbers(path: Path) -> None:
    append(path, b"Call from +1 312 555 1234 lost\n")
    tail = Tail(path)
    tail.poll()
    assert tail.set_aside[0].content == "Call from *** lost"


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
    assert tail.events[-2].seq == GENERATION
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


def test_a_file_cut_shorter_goes_on_with_what_is_appended(path: Path) -> None:
    append(path, line(1), line(2), line(3))
    tail = Tail(path)
    tail.poll()
    os.truncate(path, len(line(1)))
    append(path, line(4))
    os.truncate(path, len(line(1)))
    assert tail.poll() == []
    append(path, line(4), line(5))
    tail.poll()
    assert tail.calls() == [1, 2, 3, 4, 5]


def test_a_copy_beside_the_log_is_not_read(path: Path) -> None:
    append(path, line(1), line(2))
    shutil.copy(path, path.with_name("queue_log.bak"))
    tail = Tail(path)
    tail.poll()
    append(path, line(3))
    tail.poll()
    assert tail.calls() == [1, 2, 3]


@settings(max_examples=150, deadline=None)
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


# ------------------------------------------------------------ the first read, and trouble


@pytest.mark.parametrize(("days", "expected"), [(400, 100), (50, 51), (0, 1), (98, 99), (99, 100)])
def test_the_first_read_goes_back_as_far_as_was_asked(path: Path, days: int, expected: int) -> None:
    day = 86_400
    append(path, *(f"{NOW // SECOND - n * day}|{n}.1|q|NONE|ENTERQUEUE|\n".encode() for n in range(99, -1, -1)))
    append(path, b"1000")  # the beginning of a line, not an old time
    batch = open_at(path, first_days=days).changes(None, NOW)
    assert len(batch.events) == expected


def test_progress_of_the_first_read_rises(tmp_path: Path) -> None:
    source = filled(tmp_path)
    batch = source.changes(None, NOW, chunk=20_000)
    shares = [batch.progress]
    while batch.more:
        batch = source.changes(batch.cursor, NOW, chunk=20_000)
        shares.append(batch.progress)
    assert shares[-1] is None
    known = [share for share in shares[:-1] if share is not None]
    assert known == sorted(known)
    assert 0 < known[0] < known[-1] < 1


def test_a_missing_file_is_an_error_until_it_is_there(path: Path) -> None:
    source = open_at(path)
    with pytest.raises(SourceError, match="there is no file") as caught:
        source.changes(None, NOW)
    assert not caught.value.permanent
    assert [f.ok for f in source.check(NOW)] == [False]
    append(path, line(1))
    assert len(source.changes(None, NOW).events) == 1


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder"):
        open_at(tmp_path).changes(None, NOW)


def test_another_kind_of_file_fails_the_check(path: Path) -> None:
    append(path, b"hello\nworld\n")
    assert [f.ok for f in open_at(path).check(NOW) if f.what == "lines as expected"] == [False]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(st.binary(max_size=60), st.sampled_from([line(1), b"|", b"\n", b"1795311001|a|b|c|D"])), max_size=20
    )
)
def test_no_bytes_whatsoever_raise_or_get_lost(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "queue_log"
    path.write_bytes(b"".join(pieces) + b"\n")
    tail = Tail(path, chunk=10_000)
    tail.poll()
    lines = path.read_bytes().split(b"\n")
    blank = sum(1 for raw in lines if not raw.strip(b"\0\r").decode("latin-1").strip())
    assert len(tail.events) + len(tail.set_aside) == len(lines) - blank

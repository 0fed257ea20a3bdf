"""A queue_log that holds anything: lines without end, other files, what is no file. Memory and time stay bounded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from data_sources.asterisk_queue_log_file import LINE_AT_MOST
from tests.data_sources.tail import NOW, Tail, append, line, open_at
from wallboard.source import SourceError

LINE_MB = int(os.environ.get("WALLBOARD_LONG_LINE_MB", "100"))
MEMORY_MB = 40  # may be taken beyond what a small file takes, however long a line is


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue_log"


@pytest.mark.parametrize("length", [301, 900, 5_000])
def test_a_line_too_long_to_be_read_at_once_is_set_aside_once_and_the_next_is_read(path: Path, length: int) -> None:
    append(path, line(1), b"1795311001|x|y|z|ENTERQUEUE|" + b"9" * length + b"\n", line(2))
    tail = Tail(path, chunk=300)
    assert tail.poll() == ["1", "2"]
    assert [(row.key, row.reason, row.content) for row in tail.set_aside] == [
        (f"byte {len(line(1))}", "a line of more than 300 bytes", "")
    ]


def test_a_line_that_is_still_growing_is_waited_for_and_not_held(path: Path) -> None:
    append(path, line(1), b"x" * 1_000)
    tail = Tail(path, chunk=300)
    assert tail.poll() == ["1"]
    append(path, b"x" * 1_000)
    assert tail.poll() == []
    append(path, b"\n", line(2))
    assert tail.poll() == ["2"]
    assert len(tail.set_aside) == 1


@pytest.mark.parametrize("rotated", [True, False])
def test_the_log_after_one_that_ends_in_a_long_line_is_read_from_its_beginning(path: Path, rotated: bool) -> None:
    append(path, line(1), b"x" * 1_000)
    tail = Tail(path, chunk=300)
    tail.poll()
    if rotated:
        path.rename(path.with_suffix(".1"))
        append(path, line(2), line(3))
    else:
        path.write_bytes(line(1))  # cut shorter
        tail.poll()
        append(path, line(2), line(3))
    assert tail.poll() == ["2", "3"]


def test_a_line_longer_than_any_of_asterisks_is_set_aside_without_what_it_holds(path: Path) -> None:
    append(path, line(1), b"1795311001|x|y|z|ENTERQUEUE|" + b"a" * LINE_AT_MOST + b"\n", line(2))
    tail = Tail(path, chunk=1_500_000)
    assert tail.poll() == ["1", "2"]
    assert [(row.reason, row.content) for row in tail.set_aside] == [("a line of more than 65,536 bytes", "")]


def test_a_line_too_long_is_not_tried_again_and_another_is(path: Path) -> None:
    append(path, line(1), b"x" * 1_000_000 + b"\n", b"odd\n", line(2))
    tail = Tail(path, chunk=400_000)
    assert tail.poll() == ["1", "2"]
    again = tail.source.again(tail.set_aside, tail.cursor, NOW)
    assert len(tail.set_aside) == 2
    assert again.tried == {row.key for row in tail.set_aside if row.content == "odd"}
    path.unlink()
    path.mkdir()
    with pytest.raises(SourceError, match="is a folder"):
        tail.source.again(tail.set_aside, tail.cursor, NOW)


def test_the_first_read_begins_rightly_whatever_lies_in_the_middle(path: Path) -> None:
    append(path, line(1), b"\0" * 20_000_000, b"\n", line(2), line(3))
    batch = open_at(path, first_days=36_500).changes(None, NOW)
    seen = list(batch.happenings)
    while batch.more:
        batch = open_at(path).changes(batch.cursor, NOW)
        seen += batch.happenings
    assert [event.callid for event in seen] == ["1.1", "2.1", "3.1"]
    assert open_at(path).sample(NOW, 10).happenings[-1].callid == "3.1"
    assert all(finding.ok for finding in open_at(path).check(NOW))


MEASURE = """
import resource, sys
from pathlib import Path
from tests.data_sources.tail import Tail

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

Tail(Path(sys.argv[1]) / "small", chunk=1_500_000).poll()
before = peak()
tail = Tail(Path(sys.argv[1]) / "long", chunk=1_500_000)
print(tail.poll(), [(row.key, row.reason) for row in tail.set_aside], peak() - before, sep="\\n")
"""


@pytest.mark.slow
def test_a_line_of_any_length_takes_no_more_memory_than_others(tmp_path: Path) -> None:
    append(tmp_path / "small", line(1), line(2))
    append(tmp_path / "long", line(1))
    with (tmp_path / "long").open("ab") as log:
        log.truncate(LINE_MB * 1_000_000)  # a hole: it takes no room, and reads as a line of NULs
    append(tmp_path / "long", b"\n", line(2))
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path], capture_output=True, text=True, timeout=100, check=True
    ).stdout.splitlines()
    assert told[0] == "['1', '2']"
    assert told[1] == f"[('byte {len(line(1))}', 'a line of more than 1500000 bytes')]"
    assert int(told[2]) < MEMORY_MB


# ------------------------------------------------------------ what is no log


def test_a_pipe_or_a_device_in_the_place_of_the_log_is_told_and_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    for place, words in ((path, "is a pipe, not a file"), (Path("/dev/zero"), "is a device, not a file")):
        with pytest.raises(SourceError, match=words):
            open_at(place).changes(None, NOW)
        assert [finding.ok for finding in open_at(place).check(NOW)] == [False]


def test_what_lies_beside_the_log_is_read_only_if_it_is_a_log_of_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "asterisk"
    folder.mkdir()
    path = folder / "queue_log"
    append(path, line(1))
    tail = Tail(path)
    assert tail.poll() == ["1"]
    append(path, line(2))
    path.rename(folder / "queue_log.1")
    append(tmp_path / "secret", b"root:planted:19000\n")
    (folder / "queue_log.2").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "queue_log.3")
    (folder / "queue_log.4").symlink_to(folder / "queue_log.1")
    append(path, line(3))
    assert tail.poll() == ["2", "3"]
    assert tail.set_aside == []


def test_a_log_named_like_a_pattern_finds_its_own_rotations(tmp_path: Path) -> None:
    path = tmp_path / "queue_log[1]"
    append(path, line(1))
    tail = Tail(path)
    tail.poll()
    append(path, line(2))
    path.rename(tmp_path / "queue_log[1].1")
    append(path, line(3))
    assert tail.poll() == ["2", "3"]

"""The queue_log file: whole lines only, whatever they hold. Rotation: beside this."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.asterisk_queue_log_file import QueueLogFile
from tests.data_sources.tail import NOW, Tail, append, line, open_at
from tests.examples import examples
from tests.queue_log import data_of
from wallboard.model import SECOND
from wallboard.source import SourceError

LOG = Path(__file__).parents[1] / "data/asterisk/queue_log"

MEANING = {"callback_keys"}


def filled(folder: Path) -> QueueLogFile:
    """For the contract tests."""
    shutil.copy(LOG, folder / "queue_log")
    return open_at(folder / "queue_log")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue_log"


# ------------------------------------------------------------ lines


def test_the_recorded_file_is_read_whole(tmp_path: Path) -> None:
    tail = Tail(filled(tmp_path)._path, chunk=20_000)
    tail.poll()
    assert len(tail.happenings) == 3324
    assert tail.set_aside == []
    assert tail.happenings[0].at == 1_795_311_560 * SECOND
    assert not any("555" in value for event in tail.happenings for value in data_of(event))


def test_a_half_line_waits_for_its_end(path: Path) -> None:
    append(path, line(1), line(2)[:20])
    tail = Tail(path)
    assert tail.poll() == ["1"]
    append(path, line(2)[20:-1])
    assert tail.poll() == []
    append(path, b"\n")
    assert tail.poll() == ["2"]
    assert tail.happenings[1].seq == len(line(1))


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
    assert len(tail.happenings) == 2 + taken
    assert len(tail.set_aside) == (1 if reason else 0)
    assert all(reason in aside.reason for aside in tail.set_aside)


def test_latin1_names_are_read_as_they_were_meant(path: Path) -> None:
    append(
        path, b"1795311001|1.1|stra\xdfe|M\xfcller|RINGNOANSWER|1000\n", "1795311002|1.1|straße|Müller|NEW|\n".encode()
    )
    tail = Tail(path)
    tail.poll()
    assert [(e.queue, e.agent) for e in tail.happenings] == [("straße", "Müller")] * 2


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


# ------------------------------------------------------------ the first read, and trouble


@pytest.mark.parametrize(("days", "expected"), [(400, 100), (50, 51), (0, 1), (98, 99), (99, 100)])
def test_the_first_read_goes_back_as_far_as_was_asked(path: Path, days: int, expected: int) -> None:
    day = 86_400
    append(path, *(f"{NOW // SECOND - n * day}|{n}.1|q|NONE|ENTERQUEUE|\n".encode() for n in range(99, -1, -1)))
    append(path, b"1000")  # the beginning of a line, not an old time
    batch = open_at(path, first_days=days).changes(None, NOW)
    assert len(batch.happenings) == expected


def test_a_time_that_is_none_is_not_taken_for_one_of_long_ago(path: Path) -> None:
    append(path, b"0|1.1|q|NONE|ENTERQUEUE|\n")
    tail = Tail(path)
    assert tail.poll() == []
    assert [row.reason for row in tail.set_aside] == ["time is before the year 2000"]


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
    assert len(source.changes(None, NOW).happenings) == 1


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder"):
        open_at(tmp_path).changes(None, NOW)


def test_another_kind_of_file_fails_the_check(path: Path) -> None:
    append(path, b"hello\nworld\n")
    assert [f.ok for f in open_at(path).check(NOW) if f.what == "lines as expected"] == [False]


@examples(60)
@given(
    st.lists(
        st.one_of(st.binary(max_size=60), st.sampled_from([line(1), b"|", b"\n", b"1795311001|a|b|c|D"])), max_size=20
    )
)
def test_no_bytes_whatsoever_raise_or_get_lost(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "queue_log"
    path.write_bytes(b"".join(pieces) + b"\n")
    tail = Tail(path, chunk=10_000)
    tail.source = open_at(path, first_days=36_500)  # or a line of long ago would be left out rightly
    tail.poll()
    lines = path.read_bytes().split(b"\n")
    blank = sum(1 for raw in lines if not raw.strip(b"\0\r").decode("latin-1").strip())
    assert len(tail.happenings) + len(tail.set_aside) == len(lines) - blank

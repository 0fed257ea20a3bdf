"""One bad file in a watched folder: set aside by name with its reason, while every good one beside it is read."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.data_sources.cities import NOW, read_all
from tests.data_sources.test_csv_tickets import HEADER, opened, written
from tests.data_sources.watched_folder import aside, go_on, good, row, tickets
from wallboard.languages import language, said, speak
from wallboard.model import MINUTE, SECOND
from wallboard.source import SourceError

NOBODY = 65_534


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path)[-100:] if len(str(path)) < 100 else os.path.relpath(path))


def content(what: str | bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        written(path, what, age_s=9000)

    return write


BAD: list[tuple[Callable[[Path], None], str]] = [
    (content("id,opened,closed,status\n1,2024-05-01 10:00:00,,Open\n"), "has no column dept; its first line has id,"),
    (
        content("number,when\n1,2024-05-01\n"),
        "is no table as settings describe it: its first line has none of the columns id,",
    ),
    (content("id;opened;closed;status;dept\n"), "with a semicolon between the fields it would have: set delimiter"),
    (content(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b"), "is packed (gzip)"),
    (content(b"PK\x03\x04\x14\x00"), "is a spreadsheet or a zip archive"),
    (content(HEADER.encode("utf-16")), "is UTF-16; save it as UTF-8"),
    (content(b"\x7fELF\x02\x01\x00\x00\x00"), "is no text"),
    (content(""), "is empty"),
    (content("\n\n"), "has no line with names of columns"),
    (content('id,opened,"closed,status,dept\n' + row(1)), "has names of columns that cannot be read"),
    (content("id,opened,closed,status,dept,id\n"), "has the column id twice"),
    (content("id," + "x" * 1_000_001), "its first line has more than 1,000,000 bytes"),
    (lambda path: path.mkdir(), "is a folder, not a file"),
    (a_pipe, "is a pipe, not a file"),
    (a_socket, "is a socket, not a file"),
    (lambda path: path.symlink_to("/dev/zero"), "leads out of the folder"),
    (lambda path: path.symlink_to(path.parent / "nothing.csv"), "is a symbolic link to nothing"),
    (lambda path: path.symlink_to(path), "cannot be read: Too many levels of symbolic links"),
]


@pytest.mark.parametrize(("make", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_bad_file_is_set_aside_by_name_and_the_good_ones_beside_it_are_read(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    good(tmp_path, "a.csv", 1)
    make(tmp_path / "b.csv")
    good(tmp_path, "c.csv", 2, age_s=99_000)
    source = opened(tmp_path)
    first = read_all(source)
    assert tickets(first) == {"1", "2"}
    [(key, why)] = aside(first)
    assert key == "file b.csv"
    assert reason in why
    assert first[-1].notice.startswith("1 file set aside: b.csv ")
    assert reason in first[-1].notice
    good(tmp_path, "d.csv", 3, age_s=60)
    later = go_on(source, first[-1])
    assert tickets(later) == {"3"}
    assert (aside(later), later[-1].notice) == ([], first[-1].notice)
    findings = source.check(NOW)
    assert [finding.detail for finding in findings if not finding.ok] == [f"b.csv {why}"]
    assert any(finding.what == "columns as expected" for finding in findings)


def test_a_mended_file_is_read_and_no_longer_told_of(tmp_path: Path) -> None:
    good(tmp_path, "a.csv", 1)
    written(tmp_path / "b.csv", "nonsense\n")
    source = opened(tmp_path)
    first = read_all(source)
    good(tmp_path, "b.csv", 2, age_s=600)
    mended = go_on(source, first[-1])
    assert tickets(mended) == {"2"}
    assert mended[-1].notice == ""
    written(tmp_path / "b.csv", "", age_s=500)
    again = go_on(source, mended[-1])
    assert again[-1].notice == "1 file set aside: b.csv is empty"
    with speak(language("es")):
        assert said(again[-1].notice) == "1 archivo apartado: b.csv está vacío"
    (tmp_path / "b.csv").unlink()
    assert go_on(source, again[-1])[-1].notice == ""


def test_a_file_of_the_same_size_and_time_in_its_place_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "b.csv", "?" * len(HEADER + row(1)))
    source = opened(tmp_path)
    first = read_all(source)
    other = good(tmp_path, "other", 1)
    other.replace(path)
    assert tickets(go_on(source, first[-1])) == {"1"}


def test_mended_settings_read_what_was_set_aside_without_a_change_of_the_file(tmp_path: Path) -> None:
    written(tmp_path / "b.csv", (HEADER + row(1)).replace(",", ";"))
    first = read_all(opened(tmp_path))
    assert tickets(first) == set()
    assert tickets(go_on(opened(tmp_path, delimiter=";"), first[-1])) == {"1"}


def test_files_set_aside_are_told_a_few_by_name_and_the_rest_by_number(tmp_path: Path) -> None:
    for n in range(30):
        written(tmp_path / f"{n:02}{'x' * 200}.csv", "")
    source = opened(tmp_path)
    told = read_all(source)[-1].notice
    assert told.startswith("30 files set aside: 00xxx")
    assert told.endswith("; and 27 more")
    assert len(told) < 1_000
    findings = source.check(NOW)
    assert (len(findings), findings[-1].detail) == (12, "and 20 more")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, whatever its permissions say."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_not_be_read_is_set_aside_and_read_as_soon_as_it_may() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        good(folder, "a.csv", 1)
        good(folder, "b.csv", 2).chmod(0)
        source = opened(folder)
        with as_nobody():
            first = read_all(source)
        assert tickets(first) == {"1"}
        assert first[-1].notice == "1 file set aside: b.csv cannot be read: this account may not"
        (folder / "b.csv").chmod(0o644)
        with as_nobody():
            assert tickets(go_on(source, first[-1])) == {"2"}


def test_a_folder_that_may_not_be_read_is_no_empty_folder() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good(folder, "a.csv", 1)
        folder.chmod(0o311)
        with as_nobody(), pytest.raises(SourceError, match=r"cannot read .*Permission denied"):
            opened(folder).changes(None, NOW)
        folder.chmod(0o755)


def test_what_is_set_aside_for_ever_is_looked_at_now_and_then(tmp_path: Path) -> None:
    """What made it bad may lie elsewhere: a server that was away, a link whose file came back."""
    (tmp_path / "b.csv").symlink_to(tmp_path / "later")
    source = opened(tmp_path)
    first = read_all(source)
    good(tmp_path, "later", 1)
    assert go_on(source, first[-1], NOW + SECOND)[-1].read == 0
    assert tickets(go_on(source, first[-1], NOW + 10 * MINUTE)) == {"1"}


@pytest.mark.parametrize("pattern", ["*", "**/*.csv"])
def test_folders_that_are_not_called_like_a_file_are_nobodys_mistake(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "done").mkdir()
    good(tmp_path / "done", "a.csv", 1)
    good(tmp_path, "a.csv", 2)
    batches = read_all(opened(tmp_path, pattern=pattern))
    assert batches[-1].notice == ""
    assert tickets(batches) == ({"2"} if pattern == "*" else {"1", "2"})


def test_rows_set_aside_say_in_which_file_they_are(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        written(tmp_path / name, HEADER + row(1).replace("Open", "Opne"))
    keys = [key for key, _ in aside(read_all(opened(tmp_path)))]
    assert keys == ["a.csv line 2", "b.csv line 2"]

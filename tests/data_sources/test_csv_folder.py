"""One bad file in a watched folder: set aside by name with its reason, while every good one beside it is read."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data_sources._csv.source import CsvTickets
from tests.data_sources.cities import NOW, read_all
from tests.data_sources.test_csv_tickets import HEADER, opened, written
from wallboard.languages import language, said, speak
from wallboard.model import MINUTE, SECOND
from wallboard.source import Batch, SourceError

NOBODY = 65_534
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAAplanted\n"
ADDRESS = "postgresql://wall:planted@db.example/x,y\n"
PEOPLE = "4711,Jane Planted,314-555-0142,broken lamp\n4712,Joe Planted,,\n"


def row(ticket: int, department: str = "Roads") -> str:
    return f"{ticket},2024-05-01 10:00:00,,Open,{department}\n"


def good(folder: Path, name: str, ticket: int, age_s: int = 3600) -> Path:
    return written(folder / name, HEADER + row(ticket), age_s)


def tickets(batches: list[Batch]) -> set[str]:
    return {ticket for batch in batches if batch.tickets is not None for ticket in batch.tickets["ticket"]}


def aside(batches: list[Batch]) -> list[tuple[str, str]]:
    return [(row.key, row.reason) for batch in batches for row in batch.set_aside]


def go_on(source: CsvTickets, since: Batch, now: int = NOW) -> list[Batch]:
    """From a batch on until there is no more."""
    batches: list[Batch] = []
    cursor = since.cursor
    while not batches or batches[-1].more:
        assert len(batches) < 100
        assert cursor is not None
        batches.append(source.changes(json.loads(json.dumps(dict(cursor))), now))
        cursor = batches[-1].cursor
    return batches


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


# ------------------------------------------------------------ what is said of what is no table


@pytest.mark.parametrize("text", [KEY, ADDRESS, PEOPLE, f"user,password\nwall,{'planted'}\n"])
@pytest.mark.parametrize("linked", [False, True])
def test_nothing_of_a_file_that_is_no_table_of_ours_is_repeated(tmp_path: Path, text: str, linked: bool) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    written(tmp_path / "secret" if linked else folder / "x.csv", text)
    if linked:
        (folder / "x.csv").symlink_to(tmp_path / "secret")
    source = opened(folder)
    batches = read_all(source)
    with pytest.raises(SourceError) as alone:
        opened(folder / "x.csv").changes(None, NOW)
    said = repr(batches) + repr(source.check(NOW)) + str(alone.value)
    assert "x.csv" in said
    for word in ("planted", "Planted", "BEGIN", "Jane", "4711", "password"):
        assert word not in said


def test_a_link_inside_the_folder_is_read_and_one_out_of_it_is_not_even_through_a_folder(tmp_path: Path) -> None:
    watched, outside = tmp_path / "watched", tmp_path / "outside"
    watched.mkdir()
    outside.mkdir()
    good(watched, "2024.data", 1)
    good(outside, "a.csv", 2)
    (watched / "newest.csv").symlink_to(watched / "2024.data")
    (watched / "sub").symlink_to(outside)
    (tmp_path / "by-link").symlink_to(watched)
    for folder in (watched, tmp_path / "by-link"):
        batches = read_all(opened(folder, pattern="*.csv")) + read_all(opened(folder, pattern="sub/*.csv"))
        assert tickets(batches) == {"1"}
        assert "sub/a.csv is a symbolic link that leads out of the folder" in batches[-1].notice


def test_names_of_files_and_columns_are_one_visible_line_wherever_they_are_told(tmp_path: Path) -> None:
    nasty = "a\nok    wall: all is well\x1b[2J\u202e"
    written(tmp_path / f"{nasty}.csv", f'id,"{nasty}",{"y" * 300},me@home.example,3145550142\n')
    written(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv")), HEADER + row(1).replace("Open", nasty[2:9]))
    source = opened(tmp_path)
    batches = read_all(source)
    said = [batches[-1].notice, *(f"{key} {reason}" for key, reason in aside(batches))]
    said += [f"{finding.what} {finding.detail}" for finding in source.check(NOW)]
    assert all(line.isprintable() for line in said), said
    assert any("\\xff.csv line 2" in line for line in said)
    assert "home.example" not in str(said)
    assert "3145550142" not in str(said)
    assert max(map(len, said)) < 1_000


def test_a_file_that_breaks_while_it_is_read_in_parts_lets_the_others_go_on(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", HEADER + "".join(row(n) for n in range(1_000, 1_200)), age_s=9000)
    good(tmp_path, "b.csv", 1)
    source = opened(tmp_path, at_once_mb=0.002)
    batch = source.changes(None, NOW)
    while not batch.read:
        batch = source.changes(batch.cursor, NOW)
    written(tmp_path / "a.csv", "", age_s=60)
    after = go_on(source, batch)
    assert tickets(after) == {"1"}
    assert after[-1].notice == "1 file set aside: a.csv is empty"
    assert after[-1].cursor is not None
    assert "offset" not in after[-1].cursor
    written(tmp_path / "a.csv", HEADER + row(7), age_s=30)
    assert tickets(go_on(source, after[-1])) == {"7"}


def test_why_a_file_is_set_aside_is_said_in_each_language_whatever_it_names(tmp_path: Path) -> None:
    good(tmp_path, "a.csv", 1)
    written(tmp_path / "b.csv", "id,opened,closed,status\n1,2024-05-01 10:00:00,,Open\n")
    source = opened(tmp_path)
    first = read_all(source)
    later = go_on(source, first[-1])
    for batch in (first[-1], later[-1]):
        with speak(language("fr")):
            assert "b.csv n’a pas de colonne dept" in said(batch.notice)
    assert later[-1].notice.startswith("1 file set aside: b.csv has no column dept; its first line has id, opened")

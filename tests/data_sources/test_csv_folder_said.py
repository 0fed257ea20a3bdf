"""What is said of what is no table in a watched folder: its name and the reason, in one line, and nothing of what stands in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.data_sources.cities import NOW, read_all
from tests.data_sources.test_csv_tickets import HEADER, opened, written
from tests.data_sources.watched_folder import aside, go_on, good, row, tickets
from wallboard.languages import language, said, speak
from wallboard.source import SourceError

KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAAplanted\n"
ADDRESS = "postgresql://wall:planted@db.example/x,y\n"
PEOPLE = "SR-4711,Jane Planted,314-555-0142,broken lamp\nSR-4712,Joe Planted,,\n"


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
    for word in ("planted", "Planted", "BEGIN", "Jane", "SR-4711", "password"):
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

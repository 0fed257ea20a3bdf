"""People and screens are saved only encrypted, and come back whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.empty_databases import lay_access
from tests.wallboard.access.backup_scenarios import HASH, NAME, add_entry, cheap_keys, fill, rows, write_one_more
from wallboard.access.backup import back_up, beside, refuse_existing, restore, unlock
from wallboard.access.store import AccessError, AccessStore

WORDS = "a passphrase long enough"


@pytest.fixture
def url(tmp_path: Path) -> str:
    lay_access(tmp_path / "access.db")
    address = f"sqlite:///{tmp_path}/access.db"
    fill(address)
    return address


@pytest.fixture
def saved(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cheap_keys(monkeypatch)
    file = beside(tmp_path / "out" / "backup.db")
    back_up(url, file, WORDS)
    return file


def test_what_was_saved_comes_back_whole_and_goes_on(url: str, saved: Path, tmp_path: Path) -> None:
    new = f"sqlite:///{tmp_path}/new/access.db"
    refuse_existing(new)
    restore(unlock(saved, WORDS), new)
    assert rows(new) == rows(url)
    write_one_more(new)
    assert len(rows(new)["audit"]) == 4
    assert stat.S_IMODE((tmp_path / "new" / "access.db").stat().st_mode) == 0o600


def test_the_file_tells_nothing_and_only_its_owner_reads_it(saved: Path) -> None:
    content = saved.read_bytes()
    assert saved.name == "backup.db.access"
    for planted in (NAME, HASH, "Planted", "SQLite format", "people"):
        assert planted.encode() not in content
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [each.name for each in saved.parent.iterdir()] == [saved.name]


def test_two_backups_of_the_same_are_not_alike(url: str, saved: Path, tmp_path: Path) -> None:
    back_up(url, tmp_path / "again", WORDS)
    first, second = saved.read_bytes(), (tmp_path / "again").read_bytes()
    assert first[30:] != second[30:]


def test_another_passphrase_opens_nothing(saved: Path) -> None:
    with pytest.raises(AccessError, match=r"access\.backup_key is not the one that it was made with") as told:
        unlock(saved, WORDS + "!")
    assert WORDS not in str(told.value)


@pytest.mark.parametrize("place", [0, 10, 30, 45, 60, -1])
def test_a_file_that_was_changed_anywhere_is_refused(saved: Path, place: int) -> None:
    content = bytearray(saved.read_bytes())
    content[place] ^= 1
    saved.write_bytes(bytes(content))
    with pytest.raises(AccessError, match="restore from"):
        unlock(saved, WORDS)


@pytest.mark.parametrize("content", [None, b"", b"wallboard access backup 1\n", b"SQLite format 3\0" * 100])
def test_what_is_no_backup_is_refused_in_words(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(AccessError, match=f"restore from {file}: "):
        unlock(file, WORDS)


def test_nobody_is_overwritten(url: str, saved: Path) -> None:
    before = rows(url)
    with pytest.raises(AccessError, match="there are people or screens already; name an empty database"):
        refuse_existing(url)
    with pytest.raises(AccessError, match="there are people or screens already"):
        restore(unlock(saved, WORDS), url)
    assert rows(url) == before


def test_a_backup_that_cannot_be_written_leaves_nothing(url: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AccessError, match="backup to"):
        back_up(url, tmp_path / "file" / "backup.access", WORDS)
    (tmp_path / "folder" / "in it").mkdir(parents=True)
    with pytest.raises(AccessError, match="backup to"):
        back_up(url, tmp_path / "folder", WORDS)
    assert sorted(each.name for each in tmp_path.iterdir() if "access.db" not in each.name) == ["file", "folder"]


def test_a_backup_while_others_write_is_one_moment(url: str, tmp_path: Path) -> None:
    store = AccessStore(url)
    before = rows(url)
    with store.writing() as connection:  # somebody is in the middle of a change
        add_entry(connection, 5)
        back_up(url, tmp_path / "one", WORDS)
    store.close()
    restore(unlock(tmp_path / "one", WORDS), f"sqlite:///{tmp_path}/new.db")
    assert rows(f"sqlite:///{tmp_path}/new.db") == before

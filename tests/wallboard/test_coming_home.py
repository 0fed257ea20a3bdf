"""A connection that is at work while its database is closed or put back is closed when it comes home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.open_files import held_open
from wallboard.database.database import Database
from wallboard.database.faults import DatabaseFailed


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/ours.db", "ledger", DatabaseFailed)
    with made.writing() as connection:
        connection.execute(text("CREATE TABLE kept (n INTEGER)"))
    yield made
    made.close()


def test_whoever_reads_while_it_is_closed_reads_on_and_leaves_nothing_open(database: Database, tmp_path: Path) -> None:
    with database.reading() as connection:
        database.close()
        assert connection.scalar(text("SELECT count(*) FROM kept")) == 0
        assert held_open(tmp_path / "ours.db")
    assert not held_open(tmp_path / "ours.db")


def test_whoever_writes_while_it_is_closed_commits_and_leaves_nothing_open(database: Database, tmp_path: Path) -> None:
    with database.writing() as connection:
        database.close()
        connection.execute(text("INSERT INTO kept VALUES (1)"))
    assert not held_open(tmp_path / "ours.db")
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM kept")) == 1


def test_whoever_comes_after_it_was_closed_leaves_nothing_open(database: Database, tmp_path: Path) -> None:
    database.close()
    with database.reading() as connection:
        connection.execute(text("SELECT count(*) FROM kept"))
    with pytest.raises(DatabaseFailed), database.writing() as connection:
        connection.execute(text("INSERT INTO lost VALUES (1)"))
    assert not held_open(tmp_path / "ours.db")


def test_whoever_reads_while_its_file_is_put_back_lets_go_of_the_deleted_one(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "ours.db"
    with database.reading() as connection:
        file.unlink()
        database.put_back()
        aside = file.rename(tmp_path / "aside.db")
        assert held_open(file)
        assert connection.scalar(text("SELECT count(*) FROM kept")) == 0
    assert not held_open(file)
    aside.rename(file)
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM kept")) == 0

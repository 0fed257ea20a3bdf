"""People and screens of a PostgreSQL database, saved and brought back there and to an SQLite file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers import PostgresServer
from tests.wallboard.access.backup_scenarios import fill, rows, write_one_more
from wallboard.access.backup import back_up, restore, unlock
from wallboard.access.store import AccessError

WORDS = "a passphrase long enough"


def test_people_move_from_postgresql_to_sqlite_and_back(
    tmp_path: Path, postgres_server: PostgresServer, postgres_url: str
) -> None:
    fill(postgres_url)
    back_up(postgres_url, tmp_path / "one", WORDS)
    small = f"sqlite:///{tmp_path}/access.db"
    restore(unlock(tmp_path / "one", WORDS), small)
    assert rows(small) == rows(postgres_url)
    back_up(small, tmp_path / "two", WORDS)
    with postgres_server.database() as name:
        again = postgres_server.url(name)
        restore(unlock(tmp_path / "two", WORDS), again)
        assert rows(again) == rows(postgres_url)
        write_one_more(again)  # numbers go on behind those that came with the backup
        assert len(rows(again)["audit"]) == 4
        with pytest.raises(AccessError, match="there are people or screens already"):
            restore(unlock(tmp_path / "two", WORDS), again)


def test_no_message_tells_the_password_of_a_server_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(AccessError) as told:
        back_up("postgresql+psycopg://wall:hunter22@127.0.0.1:1/x", tmp_path / "one", WORDS)
    assert "hunter22" not in str(told.value)

"""The access database: its owner's alone, migrated to what the code declares, and looked at no more than needed."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, insert, text
from sqlalchemy.pool import NullPool

from tests.access_house import Hand, settings
from tests.open_files import held_open
from wallboard.access.access import Access
from wallboard.access.store import AccessError, AccessStore
from wallboard.access.tables import metadata
from wallboard.access.visitor import MACHINE, NOBODY
from wallboard.model import SECOND


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AccessStore]:
    store = AccessStore(f"sqlite:///{tmp_path}/deep/access.db", Hand())
    yield store
    store.close()


@pytest.fixture
def migrated(store: AccessStore, tmp_path: Path) -> Iterator[Engine]:
    store.open()
    engine = create_engine(f"sqlite:///{tmp_path}/deep/access.db", poolclass=NullPool)
    yield engine
    engine.dispose()


def definitions(engine: Engine) -> dict[str, str]:
    query = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'access_version%'")
    with engine.connect() as connection:
        return {name: " ".join(sql.replace('"', "").split()) for name, sql in connection.execute(query)}


def test_migrations_lead_to_the_declared_tables(migrated: Engine, tmp_path: Path) -> None:
    declared = create_engine(f"sqlite:///{tmp_path}/declared.db", poolclass=NullPool)
    metadata.create_all(declared)
    assert definitions(migrated) == definitions(declared)
    with migrated.connect() as connection:
        options = {"version_table": "access_version"}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_a_database_of_a_newer_build_is_refused(migrated: Engine, store: AccessStore) -> None:
    store.close()
    with migrated.begin() as connection:
        connection.execute(text("UPDATE access_version SET version_num = '9999'"))
    with pytest.raises(AccessError, match="newer wallboard"):
        store.open()


def test_the_file_and_what_lies_beside_it_are_its_owners_alone(store: AccessStore, tmp_path: Path) -> None:
    with store.writing(), store.reading():
        files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep").iterdir()}
    assert files == dict.fromkeys(("access.db", "access.db-wal", "access.db-shm"), 0o600)


def test_a_file_that_was_open_to_others_is_closed_to_them(store: AccessStore, tmp_path: Path) -> None:
    store.open()
    store.close()
    (tmp_path / "deep" / "access.db").chmod(0o644)
    store.open()
    assert stat.S_IMODE((tmp_path / "deep" / "access.db").stat().st_mode) == 0o600


def test_nothing_is_made_while_nobody_need_sign_in(tmp_path: Path) -> None:
    access = Access(settings(tmp_path, access={"sign_in": False}), Hand())
    assert access.recognise(session="x", screen="y", bearer="z") is MACHINE
    assert access.still(NOBODY) is MACHINE
    assert not access.changed()
    assert access.purge() == {}
    access.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "server",
    [
        {"host": "0.0.0.0", "address": "https://wall.example", "proxies": ["192.0.2.9"]},
        {"host": "127.0.0.1", "address": "https://wall.example", "proxies": ["127.0.0.1"]},
    ],
)
def test_people_sign_in_wherever_others_can_reach_the_wall(tmp_path: Path, server: dict[str, object]) -> None:
    access = Access(settings(tmp_path, server=server, access={"sign_in": False}), Hand())
    assert access.sign_in
    assert access.recognise() is NOBODY
    access.close()


def test_access_is_not_kept_in_the_ledgers_file_which_backups_copy(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(AccessError, match=r"the ledger's own file; give it another, such as .*/access.db"):
        Access(settings(tmp_path, database=f"sqlite:///{tmp_path}/x/../ledger.db"), Hand())


@pytest.mark.parametrize("address", ["nonsense", "sqlite://", "mysql+pymysql://wall:hunter22@127.0.0.1/x"])
def test_an_address_that_cannot_be_says_what_can_and_no_password(tmp_path: Path, address: str) -> None:
    with pytest.raises(AccessError, match="access: ") as told:
        Access(settings(tmp_path, database=address), Hand())
    assert "hunter22" not in str(told.value)


def test_changes_of_this_process_count_at_once_and_of_others_after_a_second(store: AccessStore, tmp_path: Path) -> None:
    clock = Hand()
    other = AccessStore(f"sqlite:///{tmp_path}/deep/access.db", clock)
    before = other.generation()
    with store.changing():
        pass
    assert store.generation() == before + 1
    clock.on(SECOND - 1)
    assert other.generation() == before
    clock.on(1)
    assert other.generation() == before + 1
    with other.changing():
        pass
    assert other.generation() == before + 2
    clock.on(-3600 * SECOND)  # a clock that was put back
    with store.changing():
        pass
    assert other.generation() == before + 3
    other.close()


def test_while_the_database_does_not_answer_one_asker_a_second_waits_for_it(tmp_path: Path) -> None:
    clock, asked = Hand(), []

    class Silent(AccessStore):
        @contextmanager
        def reading(self) -> Iterator[Connection]:
            asked.append(clock())
            if len(asked) in (2, 3):
                raise AccessError("access: connection refused")
            with super().reading() as connection:
                yield connection

    store = Silent(f"sqlite:///{tmp_path}/access.db", clock)
    number = store.generation()
    for wait, queries in ((SECOND, 2), (0, 2), (SECOND - 1, 2), (1, 3)):
        clock.on(wait)
        with pytest.raises(AccessError, match="connection refused"):
            store.generation()
        assert len(asked) == queries
    clock.on(SECOND)
    assert store.generation() == number
    store.close()


def test_a_change_that_fails_changes_nothing(store: AccessStore) -> None:
    before = store.generation()
    with pytest.raises(ZeroDivisionError):
        _begin_and_fail(store)
    assert store.generation() == before
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit")) == 0


def _begin_and_fail(store: AccessStore) -> None:
    values = {"at": 1, "event": "x", "who": "", "credential": "", "address": "", "about": "", "detail": "{}"}
    with store.changing() as connection:
        connection.execute(insert(metadata.tables["audit"]).values(values))
        raise ZeroDivisionError


def test_what_fails_by_its_keys_leaves_the_database_closed(tmp_path: Path) -> None:
    (tmp_path / "access.keys").write_text("nonsense", "utf-8")
    with pytest.raises(AccessError, match="keys"):
        Access(settings(tmp_path), Hand())
    assert (tmp_path / "access.db").exists()
    assert not held_open(tmp_path / "access.db")

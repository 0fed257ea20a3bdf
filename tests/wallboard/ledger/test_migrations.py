"""The migrated tables are those that the code declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from wallboard.ledger import Ledger, LedgerError
from wallboard.ledger.tables import metadata


def definitions(engine: Engine) -> dict[str, str]:
    query = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'")
    with engine.connect() as connection:
        return {name: _plain(sql) for name, sql in connection.execute(query)}


def _plain(sql: str) -> str:
    """Without what only the way tells in which it came: SQLite keeps the words."""
    return re.sub(r" (?=[,)])", "", " ".join(sql.replace('"', "").split()))


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/deep/down/ledger.db"
    ledger = Ledger(url)
    ledger.migrate()
    ledger.close()
    engine = create_engine(url, poolclass=NullPool)
    yield engine
    engine.dispose()


def test_migrations_lead_to_the_declared_tables(migrated: Engine, tmp_path: Path) -> None:
    declared = create_engine(f"sqlite:///{tmp_path}/declared.db", poolclass=NullPool)
    metadata.create_all(declared)
    assert definitions(migrated) == definitions(declared)


def test_autogenerate_finds_nothing_to_add(migrated: Engine) -> None:
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_twice_changes_nothing(migrated: Engine) -> None:
    before = definitions(migrated)
    ledger = Ledger(migrated.url.render_as_string())
    ledger.migrate()
    ledger.migrate()
    ledger.close()
    assert definitions(migrated) == before


def test_a_ledger_of_a_newer_build_is_refused(migrated: Engine) -> None:
    with migrated.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    ledger = Ledger(migrated.url.render_as_string())
    with pytest.raises(LedgerError, match="newer wallboard"):
        ledger.migrate()
    ledger.close()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("nonsense", "no address"),
        ("sqlite://", "needs a file"),
        ("oracle://scott:tiger@host/db", "use sqlite:///FILE or postgresql"),
        ("mysql+pymysql://u:tiger@host/db", "not supported"),
    ],
)
def test_an_address_that_cannot_be_a_ledger_says_what_can(address: str, says: str) -> None:
    with pytest.raises(LedgerError, match=says) as caught:
        Ledger(address)
    assert "tiger" not in str(caught.value)


def test_an_unreachable_server_is_named_without_the_password() -> None:
    ledger = Ledger("postgresql+psycopg://wall:tiger@127.0.0.1:1/ledger")
    with pytest.raises(LedgerError, match=r"postgresql\+psycopg://wall:\*\*\*@127.0.0.1:1/ledger") as caught:
        ledger.migrate()
    ledger.close()
    assert "tiger" not in str(caught.value)

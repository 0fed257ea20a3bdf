"""The behaviour of access over PostgreSQL: the same rules as over SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from tests.access_behaviour import AccessBehaviour
from tests.access_house import House
from wallboard.access import tables as access_tables
from wallboard.ledger import Ledger
from wallboard.ledger import tables as ledger_tables


@pytest.fixture
def house(tmp_path: Path, postgres_access_url: str) -> Iterator[House]:
    house = House(tmp_path, postgres_access_url)
    yield house
    house.close()


class TestOnPostgreSQL(AccessBehaviour):
    """Every rule of access."""


@pytest.mark.parametrize("ledger_first", [True, False])
def test_ledger_and_access_may_share_a_database(tmp_path: Path, postgres_url: str, ledger_first: bool) -> None:
    ledger = Ledger(postgres_url)
    if ledger_first:
        ledger.migrate()
    house = House(tmp_path, postgres_url)
    ledger.migrate()
    house.restart()
    house.close()
    ledger.close()
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        ours = set(access_tables.metadata.tables)
        theirs = set(ledger_tables.metadata.tables)
        assert set(inspect(connection).get_table_names()) == ours | theirs | {"alembic_version", "access_version"}
        options = {
            "version_table": "access_version",
            "include_name": lambda name, kind, _: kind != "table" or name in ours,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, access_tables.metadata) == []
    engine.dispose()

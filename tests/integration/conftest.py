"""Databases of a real PostgreSQL in which a ledger's tables, or those of access, are already: copies of one that was made by
the very migrations that an installation runs. Not for tests of migrating itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.empty_databases import make_access, make_ledger
from tests.servers import PostgresServer


@pytest.fixture
def postgres_ledger_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Of an empty ledger, with all its tables."""
    with postgres_server.copy(make_ledger) as name:
        yield postgres_server.url(name)


@pytest.fixture
def postgres_access_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Of an empty access database, with all its tables."""
    with postgres_server.copy(make_access) as name:
        yield postgres_server.url(name)

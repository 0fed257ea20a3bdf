"""The ledger's behaviour over PostgreSQL: the same rules as over SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from tests.ledger_arrivals import ArrivalsBehaviour
from tests.ledger_behaviour import LedgerBehaviour
from tests.ledger_day_counts import DayCountsBehaviour
from tests.ledger_days import DaysBehaviour
from tests.ledger_editions import EditionsBehaviour
from tests.ledger_of_before import CallsOfBefore
from tests.ledger_review import ReviewWordsBehaviour
from tests.ledger_standing import StandingBehaviour
from tests.ledger_told import ANSWERED, NOON, all_visits, calls, requests, ticket, versions
from tests.servers import PostgresServer
from wallboard.ledger import Ledger, LedgerError, restore
from wallboard.ledger.tables import metadata


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Of an empty database, and of an empty ledger where that is asked for too."""
    return str(request.getfixturevalue("postgres_ledger_url" if "ledger" in request.fixturenames else "postgres_url"))


@pytest.fixture
def fresh_address(postgres_server: PostgresServer) -> Iterator[str]:
    with postgres_server.database() as name:
        yield postgres_server.url(name)


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    ledger = Ledger(address)
    ledger.migrate()
    yield ledger
    ledger.close()


class TestOnPostgreSQL(LedgerBehaviour):
    """Every rule of the ledger."""


class TestArrivalsOnPostgreSQL(ArrivalsBehaviour):
    """Every rule of arrivals."""


class TestDaysOnPostgreSQL(DaysBehaviour):
    """Every rule of outside days."""


class TestDayCountsOnPostgreSQL(DayCountsBehaviour):
    """Every rule of counted days."""


class TestCallsOfBeforeOnPostgreSQL(CallsOfBefore):
    """Every rule of calls of before."""


class TestStandingOnPostgreSQL(StandingBehaviour):
    """Every rule of the requests that stand at an instant."""


class TestReviewWordsOnPostgreSQL(ReviewWordsBehaviour):
    """Every rule of what people write in the review."""


class TestEditionsOnPostgreSQL(EditionsBehaviour):
    """Every rule of published reviews."""


def test_migrations_lead_to_the_declared_tables(ledger: Ledger, address: str) -> None:
    engine = create_engine(address)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_ledger_moves_from_sqlite_to_postgresql_and_back(tmp_path: Path, address: str) -> None:
    small = Ledger(f"sqlite:///{tmp_path}/small.db")
    small.migrate()
    small.record("pbx", "main", calls(*ANSWERED), NOON)
    small.record("crm", "main", requests(ticket("1", NOON), ticket("2", NOON)), NOON)
    small.backup(tmp_path / "one.db")
    restore(tmp_path / "one.db", address)
    large = Ledger(address)
    large.record("crm", "main", requests(ticket("1", NOON, "finished", updated_at=NOON + 1)), NOON + 1)
    large.backup(tmp_path / "two.db")
    restore(tmp_path / "two.db", f"sqlite:///{tmp_path}/again.db")
    again = Ledger(f"sqlite:///{tmp_path}/again.db")
    assert all_visits(again) == all_visits(large) == all_visits(small)
    assert versions(again) == versions(large)
    assert len(versions(again)) == 3
    for ledger in (small, large, again):
        ledger.close()


def test_a_wrong_password_and_a_database_that_is_not_there_are_said_in_plain_words(
    postgres_server: PostgresServer,
) -> None:
    for address, words in (
        (postgres_server.url(password="not-the-Pa55"), "refused the account: wrong name or password"),
        (postgres_server.url(user="nobody-there"), "refused the account: wrong name or password"),
        (postgres_server.url("nowhere"), "has no database of that name"),
    ):
        ledger = Ledger(address)
        with pytest.raises(LedgerError, match=words) as told:
            ledger.migrate()
        ledger.close()
        assert "Pa55" not in str(told.value)

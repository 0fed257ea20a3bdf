"""Days in real PostgreSQL and MariaDB databases: every type that a day or a number may have there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from data_sources._days.sql_source import SqlDays
from data_sources.sql_days import KIND
from tests.data_sources.days import NOW, ZONE, aside, read_all, told

# days, as the database itself writes them: 2 November in Chicago
DAYS = {
    "postgres": {
        "date": "DATE '2026-11-02'",
        "timestamp": "TIMESTAMP '2026-11-02 00:00:00'",
        "timestamptz": "TIMESTAMPTZ '2026-11-03 05:30:00+00'",
        "text": "CAST('2026-11-02' AS text)",
    },
    "mariadb": {
        "date": "DATE '2026-11-02'",
        "datetime": "TIMESTAMP '2026-11-02 00:00:00'",
        "text": "'2026-11-02'",
    },
}
CASES = [(server, kind) for server, kinds in DAYS.items() for kind in kinds]


@contextmanager
def opened(url: str, **changed: str) -> Iterator[SqlDays]:
    options = KIND.options(kind="sql_days", url=url, columns={"day": "d", "n": "n"}, **changed)
    made = KIND.open("web", "main", ZONE, options)
    assert isinstance(made, SqlDays)
    yield made
    made.close()


@pytest.mark.parametrize(("server", "kind"), CASES)
def test_a_day_of_any_type_is_the_sites_own(request: pytest.FixtureRequest, server: str, kind: str) -> None:
    url = request.getfixturevalue(f"{server}_url")
    query = f"SELECT {DAYS[server][kind]} AS d, CAST(12.50 AS decimal(9, 2)) AS n"
    with opened(url, query=query) as source:
        [batch] = read_all(source)
        assert told(batch) == {"2026-11-02": {"n": 12.5}}
        assert batch.source_now is not None
        assert all(finding.ok for finding in source.check(NOW))


def test_a_mysql_timestamp_is_an_instant(mariadb_url: str) -> None:
    engine = sa.create_engine(mariadb_url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET time_zone = '+00:00'")
        connection.exec_driver_sql("CREATE TABLE days (d timestamp NOT NULL, n int NOT NULL)")
        connection.exec_driver_sql("INSERT INTO days VALUES ('2026-11-03 05:30:00', 5)")
    with opened(mariadb_url, table="days") as source:
        [batch] = read_all(source)
        assert {finding.what: finding.ok for finding in source.check(NOW)} == {
            "table answers with the columns of settings": True,
            "account is read-only": False,  # the tests' own may write
        }
    assert told(batch) == {"2026-11-02": {"n": 5}}


def test_what_is_no_number_in_a_number_column_is_set_aside(postgres_url: str) -> None:
    infinite = "SELECT DATE '2026-11-01' + i AS d, n FROM (VALUES (0, 'NaN'::float8), (1, 'Infinity'::float8), (2, 1.5)) AS t(i, n)"
    with opened(postgres_url, query=infinite) as source:
        [batch] = read_all(source)
    assert told(batch) == {"2026-11-03": {"n": 1.5}}
    assert sorted(aside(batch)) == ["id 2026-11-01", "id 2026-11-02"]
    with opened(postgres_url, query="SELECT CURRENT_DATE - 1000 AS d, 'NaN'::numeric AS n") as source:
        assert len(read_all(source)[0].set_aside) == 1

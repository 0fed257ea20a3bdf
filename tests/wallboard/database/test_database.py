"""What a database is called in messages never tells how to get in."""

from __future__ import annotations

import pytest

from wallboard.database.database import Database
from wallboard.database.faults import DatabaseFailed


class OurError(DatabaseFailed):
    pass


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://wall:hunter22@127.0.0.1:1/x",
        "postgresql+psycopg://127.0.0.1:1/x?user=wall&password=hunter22",
        "postgresql+psycopg://wall:hunter22@127.0.0.1:1/x?sslpassword=hunter22",
    ],
)
def test_neither_its_name_nor_its_errors_tell_a_password(url: str) -> None:
    database = Database(url, "ledger", OurError)
    with pytest.raises(OurError) as told, database.reading():
        pass
    database.close()
    assert "127.0.0.1:1/x" in str(told.value)
    assert "hunter22" not in f"{told.value} {told.value.__cause__} {database.name}"

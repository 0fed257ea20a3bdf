"""A small access database for the tests of backups, over any store."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from wallboard.access.store import AccessStore
from wallboard.access.tables import audit, changes, metadata, people, screens

NAME, HASH = "ada.planted@example.org", "a-planted-hash-of-a-session"


def cheap_keys(patch: pytest.MonkeyPatch) -> None:
    """Keys of passphrases that cost nothing, where what they cost is not asked."""
    patch.setattr("wallboard.access.backup._SCRYPT_N", 2**4)


def fill(url: str) -> None:
    store = AccessStore(url)
    with store.changing() as connection:
        connection.execute(
            insert(people).values(
                id="p1",
                name=NAME,
                shown="Ada <Planted>",
                role="administrator",
                remit="{}",
                password="argon2",
                made_at=1,
            )
        )
        connection.execute(
            insert(screens).values(
                id="s1", hash=HASH, name="Hall", board="wall", remit="{}", approved_by="p1", made_at=1, until=2,
                address="10.0.0.9", reloads=0,
            )
        )  # fmt: skip
        for number in range(3):
            add_entry(connection, number)
    store.close()


def add_entry(connection: Any, at: int) -> None:
    connection.execute(
        insert(audit).values(at=at, event="signed_in", who="Ada", credential="", address="", about="", detail="{}")
    )


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything but the count of changes."""
    store = AccessStore(url)
    with store.reading() as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table is not changes
        }
    store.close()
    return found


def write_one_more(url: str) -> None:
    store = AccessStore(url)
    with store.writing() as connection:
        add_entry(connection, 99)
    store.close()

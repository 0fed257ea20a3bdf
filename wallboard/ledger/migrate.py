"""Bringing a ledger's tables up to date, with Alembic and without its command line."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

from wallboard.ledger.records import LedgerError
from wallboard.ledger.store import Store

_SCRIPTS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 7_313_110  # number of PostgreSQL's advisory lock for migrations


def migrate(store: Store) -> None:
    """Creates or upgrades the tables, all or nothing. Raises LedgerError for a ledger newer than this build."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells every step, of which there is mostly none
    with store.writing() as connection:
        upgrade(connection, store.name)


def upgrade(connection: Connection, name: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise LedgerError(f"ledger {name}: made by a newer wallboard than this one ({error})") from error

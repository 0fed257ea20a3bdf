"""Bringing a database's tables up to date, with Alembic and without its command line. Alembic is imported when something is
to be asked of it: most commands have a database that is as it should be, or none."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text

from wallboard.database.database import Database
from wallboard.database.faults import DatabaseFailed


@dataclass(frozen=True, slots=True)
class Migrations:
    """The revisions of one kind of database."""

    kind: str
    scripts: Path
    one_at_a_time: int  # number of PostgreSQL's advisory lock
    error: type[DatabaseFailed]
    version_table: str = "alembic_version"

    def run(self, database: Database) -> None:
        """Creates or upgrades the tables, all or nothing; only reads where there is nothing to do, so that whoever but
        reads goes on beside a writer. Raises `error` for a database newer than this build."""
        from alembic.runtime.migration import MigrationContext

        logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells every step, of which there is mostly none
        with database.reading() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": self.version_table})
            if set(context.get_current_heads()) == _heads(self.scripts):
                return
        with database.writing() as connection:
            self.upgrade(connection, database.name)

    def upgrade(self, connection: Connection, name: str) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.util.exc import CommandError

        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self.one_at_a_time})
        config = Config()
        config.set_main_option("script_location", str(self.scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise self.error(f"{self.kind} {name}: made by a newer wallboard than this one ({error})") from error


@cache
def _heads(scripts: Path) -> frozenset[str]:
    """The newest revisions of this build. To know them, every script has to be run."""
    from alembic.script import ScriptDirectory

    return frozenset(ScriptDirectory(str(scripts)).get_heads())

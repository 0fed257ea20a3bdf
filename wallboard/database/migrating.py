"""Bringing a database's tables up to date, with Alembic and without its command line. Alembic is imported when there
is something to be done: most commands have a database that is as it should be, or none."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text

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
        with database.reading() as connection:
            if self._revisions(connection) == {newest(self.scripts)}:
                return
        logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells every step
        with database.writing() as connection:
            self.upgrade(connection, database.name)

    def _revisions(self, connection: Connection) -> set[str]:
        """Those that a database stands at: none before the first, and one ever since."""
        if not inspect(connection).has_table(self.version_table):
            return set()
        return set(connection.scalars(select(column("version_num")).select_from(table(self.version_table))))

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


def newest(scripts: Path) -> str:
    """The newest revision of this build, by the name of its file ("r0004_what_it_does.py"): to ask the scripts themselves
    is to run them all."""
    return max(file.name for file in (scripts / "versions").glob("r*.py"))[1:5]

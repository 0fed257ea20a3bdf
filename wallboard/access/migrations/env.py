"""Alembic's entry: runs the revisions in the transaction of whoever asked.

Its version table has a name of its own, so that ledger and access may share a PostgreSQL database.
"""

from __future__ import annotations

from alembic import context

from wallboard.access.tables import metadata


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=metadata, version_table="access_version"
    )
    context.run_migrations()


run()

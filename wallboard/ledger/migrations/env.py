"""Alembic's entry: runs the revisions in the transaction of whoever asked."""

from __future__ import annotations

from alembic import context

from wallboard.ledger.tables import metadata


def run() -> None:
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()


run()

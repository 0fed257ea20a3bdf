"""Tables as their applications make them, as far as the wall reads them: for tests that write into them themselves."""

from __future__ import annotations

import sqlalchemy as sa


def made(metadata: sa.MetaData, dialect: str) -> sa.MetaData:
    """As the application writes their names in a database of this dialect: PostgreSQL keeps small letters."""
    if dialect != "postgresql":
        return metadata
    folded = sa.MetaData()
    for table in metadata.sorted_tables:
        copied = [
            sa.Column(c.name.lower(), c.type, primary_key=c.primary_key, nullable=c.nullable) for c in table.columns
        ]
        made = sa.Table(table.name.lower(), folded, *copied)
        for index in table.indexes:
            sa.Index(
                str(index.name).lower(), *(made.c[column.name.lower()] for column in index.columns), unique=index.unique
            )
    return folded

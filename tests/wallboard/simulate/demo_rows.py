"""Reads what a demo city wrote, by SQL of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa


def rows(folder: Path, query: str, database: str = "phones.db") -> list[sa.Row[*tuple[Any, ...]]]:
    engine = sa.create_engine(f"sqlite:///{folder / database}")
    with engine.connect() as connection:
        found = list(connection.execute(sa.text(query)))
    engine.dispose()
    return found

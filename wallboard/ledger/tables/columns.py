"""What all tables of the ledger are made with. Instants are Micros."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ColumnElement, Integer, MetaData, SmallInteger, Text, literal_column

from wallboard.model import Micros

metadata = MetaData()

FAR: Micros = 2**63 - 1  # the end of what is not over yet

# SQLite numbers rows by itself only where the key is spelled INTEGER.
ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")

# Written out, so that planners see the partial indexes.
FALSE: ColumnElement[int] = literal_column("0")
NO_TEXT: ColumnElement[str] = literal_column("''")
TRUE: ColumnElement[int] = literal_column("1")


def text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def whole(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def flag(name: str) -> Column[int]:
    return Column(name, SmallInteger, nullable=False)

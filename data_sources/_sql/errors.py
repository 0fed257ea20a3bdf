"""What went wrong with a database, in words that help: never the query, never a password."""

from __future__ import annotations

import re
import sqlite3
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import URL

from wallboard.database.connecting import is_of, place, refusal
from wallboard.source import SourceError

_ERRORS = (sa.exc.SQLAlchemyError, OSError, ValueError, ArithmeticError)


class _Words(NamedTuple):
    text: str
    permanent: bool = False


_RIGHTS = _Words("cannot read {table}: permission denied (the account needs SELECT)", True)
_TABLE = _Words("{place} has no {table}", True)
_COLUMN = _Words("{table} lacks a column that it had, or that settings name{code}", True)
_SLOW = _Words("reading {table} took longer than deadline_s and was cut off (is the cursor column indexed?)")
_LOCKED = _Words("{table} is locked by somebody else")
_FULL = _Words("{place} has no connection left")
_GONE = _Words("the connection to {place} broke")
_UNREACHABLE = _Words("cannot reach {place}")
_STARTING = _Words("{place} is starting or stopping")
_NO_FILE = _Words("cannot open {place}: no such file, or it may not be read", True)
_NO_DATABASE_FILE = _Words("{place} is no SQLite database, or it is damaged", True)
_UNCLEAR = _Words("{place} answered with an error{code}")
_UNREADABLE = _Words("{table} holds a value that cannot be read ({code})")

_SQLSTATES = {
    "42501": _RIGHTS, "42P01": _TABLE, "3F000": _TABLE, "42703": _COLUMN, "57014": _SLOW, "55P03": _LOCKED,
    "53300": _FULL, "57P01": _GONE, "57P02": _GONE, "57P03": _STARTING, "25P03": _GONE,
}  # fmt: skip
_MARIADB_CODES = {
    1142: _RIGHTS, 1143: _RIGHTS, 1146: _TABLE, 1054: _COLUMN, 1969: _SLOW, 3024: _SLOW, 1205: _LOCKED, 1040: _FULL,
    1203: _FULL, 1226: _FULL, 2003: _UNREACHABLE, 2002: _UNREACHABLE, 2006: _GONE, 2013: _GONE, 2055: _GONE,
    1053: _STARTING,
}  # fmt: skip
# libpq gives no code for what happens to a connection, and SQLite gives few: their words have to do.
_PHRASES = (
    ("too many", _FULL), ("starting up", _STARTING), ("shutting down", _STARTING),
    ("terminating connection", _GONE), ("server closed the connection", _GONE), ("connection is lost", _GONE),
    ("unable to open database file", _NO_FILE), ("no such table", _TABLE), ("no such column", _COLUMN),
    ("locked", _LOCKED), ("interrupted", _SLOW),
    ("not a database", _NO_DATABASE_FILE), ("malformed", _NO_DATABASE_FILE),
    ("timed out", _UNREACHABLE), ("timeout", _UNREACHABLE), ("connection", _UNREACHABLE),
)  # fmt: skip
# of SQLite, MariaDB and PostgreSQL
_LACKING = re.compile(r"no such column: ([\w.]+)|Unknown column '([\w.]+)'|column \"?([\w.]+)\"? does not exist")


def errors_of(engine: sa.Engine) -> tuple[type[BaseException], ...]:
    """Whatever can be raised while an engine is asked, its driver's own errors among them."""
    return (*_ERRORS, engine.dialect.loaded_dbapi.Error)


def source_error(source: str, error: BaseException, url: URL, table: str = "") -> SourceError:
    """The same trouble, told by us. Transient unless trying again cannot help."""
    words, code = _told(error, url)
    where = str(url.database) if url.get_backend_name() == "sqlite" else place(url)
    names = {"place": where, "table": f"table {table}" if table else "the database", "code": code}
    return SourceError(source, words.text.format(**names), permanent=words.permanent)


def _told(error: BaseException, url: URL) -> tuple[_Words, str]:
    if isinstance(error, sa.exc.TimeoutError):
        return _SLOW, ""
    cause = getattr(error, "orig", None) or error
    if not isinstance(cause, sqlite3.Error) and (refused := refusal(cause)) is not None:
        return _Words(refused.told(url).replace("{", "{{").replace("}", "}}"), refused.permanent), ""
    state = getattr(cause, "sqlstate", None)
    if state and is_of(cause, "psycopg"):
        return _SQLSTATES.get(state, _UNCLEAR), _lacking(cause) if state == "42703" else f" (SQLSTATE {state})"
    if is_of(cause, "pymysql"):
        number = cause.args[0] if cause.args and isinstance(cause.args[0], int) else 0
        return _MARIADB_CODES.get(number, _UNCLEAR), _lacking(cause) if number == 1054 else f" (code {number})"
    said = str(cause).lower()
    for phrase, words in _PHRASES:
        if phrase in said:
            return words, _lacking(cause) if words is _COLUMN else ""
    if isinstance(cause, (ValueError, ArithmeticError)):
        return _UNREADABLE, type(cause).__name__
    return (_UNREACHABLE if isinstance(cause, OSError) else _UNCLEAR), f" ({type(cause).__name__})"


def _lacking(cause: BaseException) -> str:
    """The column that is not there, where the database names it: of its words only a plain name is told."""
    named = _LACKING.search(str(cause))
    return f": {next(filter(None, named.groups()))}" if named else ""

"""A place for tests that last over midnight."""

from datetime import UTC, datetime


def where_it_is_noon() -> str:
    """A zone in which what happened in the last hours is all of today."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"  # their signs are the other way round

"""Addresses of databases, taken apart so that no piece of a password passes for a host, a port or a name."""

from __future__ import annotations

import re

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from wallboard.mendable import Mendable

_TAKEN_APART = re.compile(r"[\w+]+://(?:(?P<user>[^:/]*)(?::(?P<password>[^@]*))?@)?(?P<rest>.*)", re.DOTALL)


class NoAddress(Mendable, ValueError):
    """A text that is no address of a database. The words repeat nothing of it: it may hold a password."""


def parsed(text: str) -> URL:
    """Raises NoAddress, also where an @ of the password would be taken for the one before the host: what follows it
    would be told as the host."""
    if not text.strip():
        raise NoAddress("is empty")
    match = _TAKEN_APART.fullmatch(text)
    if match and "@" in _without_signs(match):
        raise NoAddress("holds more than one @: in a name or password write it as %40, a / as %2F and a : as %3A")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise NoAddress("is no address of a database") from None
    if url.port is not None and not 0 < url.port < 65_536:
        raise NoAddress("has a port that there is not: ports are 1 to 65535")
    return url


def _without_signs(match: re.Match[str]) -> str:
    """What must hold no @: everything behind the one before the host. Only where there is no password may one stand
    behind the question mark, and without a host in the name of a file."""
    if match["password"] is not None:
        return match["rest"]
    return "" if match["rest"].startswith("/") else match["rest"].partition("?")[0]

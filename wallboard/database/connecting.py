"""Why a database server could not be connected to, in words that tell a wrong name, a closed port and a wrong password
apart: the drivers say it in as many ways, and partly without a code."""

from __future__ import annotations

import errno
import socket
import ssl
from enum import Enum

from sqlalchemy.engine import URL


class Refusal(Enum):
    """The words with the place of the server in them. `permanent`: trying again will not help."""

    NAME = (
        "cannot reach {place}: its name does not resolve; is it spelt right, and does this machine's DNS know it?",
        False,
    )
    CLOSED = "cannot reach {place}: the connection was refused; is the server running, and is that its port?", False
    MUTE = (
        "cannot reach {place}: there is no answer; is the address right, and does a firewall let this machine through?",
        False,
    )
    NO_WAY = "cannot reach {place}: this machine has no way there; is its network up?", False
    NO_SOCKET = "cannot reach {place}: there is no such socket; is the server running?", False
    TLS = "cannot reach {place}: no encrypted connection came about; look at certificates and TLS on both sides", False
    PASSWORD = "{place} refused the account: wrong name or password", True
    NOT_FROM_HERE = "{place} lets this account in from other machines only: its access rules must name this one", True
    DATABASE = "{place} has no database of that name, or the account may not use it", True

    @property
    def permanent(self) -> bool:
        return self.value[1]

    def told(self, url: URL) -> str:
        return self.value[0].format(place=place(url))

    @property
    def reason(self) -> str:
        """Without the place, for other servers than databases."""
        return self.value[0].partition("{place}: ")[2]


def place(url: URL) -> str:
    host = url.host or url.query.get("host") or "localhost"
    return f"the database at {host}{f':{url.port}' if url.port else ''}"


_BY_NUMBER = {  # of MariaDB and MySQL
    1045: Refusal.PASSWORD,
    1698: Refusal.PASSWORD,
    1130: Refusal.NOT_FROM_HERE,
    1044: Refusal.DATABASE,
    1049: Refusal.DATABASE,
    2005: Refusal.NAME,
    2026: Refusal.TLS,
}
_BY_STATE = {"28P01": Refusal.PASSWORD, "28000": Refusal.PASSWORD, "3D000": Refusal.DATABASE}
_BY_ERRNO = {
    errno.ECONNREFUSED: Refusal.CLOSED,
    errno.ENOENT: Refusal.NO_SOCKET,
    errno.ETIMEDOUT: Refusal.MUTE,
    errno.EHOSTUNREACH: Refusal.NO_WAY,
    errno.ENETUNREACH: Refusal.NO_WAY,
}
_DEEPEST = 8
# libpq tells no code while it connects. The first phrase that is found counts.
_BY_PHRASE = (
    ("password authentication failed", Refusal.PASSWORD),
    ("no password supplied", Refusal.PASSWORD),
    ("authentication failed", Refusal.PASSWORD),
    ("pg_hba.conf", Refusal.NOT_FROM_HERE),
    ("fatal:  role ", Refusal.PASSWORD),
    ("fatal:  database ", Refusal.DATABASE),
    ("translate host name", Refusal.NAME),
    ("failed to resolve host", Refusal.NAME),
    ("name or service not known", Refusal.NAME),
    ("temporary failure in name resolution", Refusal.NAME),
    ("connection refused", Refusal.CLOSED),
    ("no route to host", Refusal.NO_WAY),
    ("network is unreachable", Refusal.NO_WAY),
    ("no such file or directory", Refusal.NO_SOCKET),
    ("does not support ssl", Refusal.TLS),
    ("certificate", Refusal.TLS),
    ("handshake failure", Refusal.TLS),
    ("timeout expired", Refusal.MUTE),
    ("timed out", Refusal.MUTE),
)


def refusal(error: BaseException) -> Refusal | None:
    """Of what psycopg, pymysql or the system raised while connecting; None for any other trouble."""
    cause = getattr(error, "orig", None) or error
    number = cause.args[0] if cause.args else None
    if isinstance(number, int) and number in _BY_NUMBER:
        return _BY_NUMBER[number]
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return _BY_STATE.get(state)
    beneath = getattr(cause, "original_exception", None) or cause  # pymysql keeps what the socket raised
    if isinstance(beneath, socket.gaierror) or (isinstance(beneath, UnicodeError) and "idna" in str(beneath)):
        return Refusal.NAME  # asked and not found, or no name that could be asked for
    if isinstance(beneath, TimeoutError):
        return Refusal.MUTE
    if isinstance(beneath, ssl.SSLError):
        return Refusal.TLS
    if isinstance(beneath, OSError):
        return _BY_ERRNO.get(beneath.errno or 0)
    if not is_of(cause, "psycopg"):
        return None
    said = str(cause).lower()
    return next((found for phrase, found in _BY_PHRASE if phrase in said), None)


def is_of(error: BaseException, driver: str) -> bool:
    """Whether a driver raised it. Told by name, so that nobody imports the driver of a server that there is not."""
    return any(kind.__module__.partition(".")[0] == driver for kind in type(error).__mro__)


def unreached(error: BaseException) -> Refusal | None:
    """Why another kind of server was not reached, by what lies beneath the error of a library that hides it."""
    beneath: BaseException | None = error
    for _ in range(_DEEPEST):
        while isinstance(beneath, BaseExceptionGroup):
            beneath = beneath.exceptions[0]
        if isinstance(beneath, OSError | UnicodeError) and (refused := refusal(beneath)) is not None:
            return refused
        beneath = beneath and (beneath.__cause__ or beneath.__context__)
    return None

"""The cookies of the wall: their names, reading them from a hostile header, and the lines that set and delete them.

Behind https their names begin with `__Host-`: such a cookie can only have been set by this very host over https, so
nobody next door can plant one.
"""

from __future__ import annotations

import re
from enum import Enum

from layouts.web.host_policy import is_secure
from layouts.web.http import AsgiScope


class Cookie(Enum):
    """Name and SameSite. Lax goes along when a link from elsewhere opens a page; Strict never does."""

    SESSION = "wallboard-session", "Lax"
    SCREEN = "wallboard-screen", "Lax"
    PAIRING = "wallboard-pairing", "Lax"
    SIGN_IN = "wallboard-sign-in", "Lax"  # a sign-in under way at a provider, which sends the browser back by a link
    KNOWN = "wallboard-known", "Strict"  # that somebody signed in here before

    def __init__(self, plain_name: str, same_site: str) -> None:
        self.plain_name = plain_name
        self.same_site = same_site

    def name_on(self, scope: AsgiScope) -> str:
        """The name that it has on this connection."""
        return f"__Host-{self.plain_name}" if is_secure(scope) else self.plain_name


MOST_READ = 16_384  # bytes of cookies; browsers keep to 4,096 each
_VALUE = re.compile(r"[A-Za-z0-9_.~-]{1,512}")


def read(scope: AsgiScope, cookie: Cookie) -> str | None:
    """The cookie's value. None when there is none, when it is nothing that we would set, or when there are several:
    a second one of the same name was planted, and no rule says which is ours."""
    wanted, values = cookie.name_on(scope), []
    headers = [value for name, value in scope["headers"] if name == b"cookie"]
    if sum(map(len, headers)) > MOST_READ:
        return None
    for header in headers:
        for pair in header.decode("latin-1").split(";"):
            name, equals, value = pair.strip(" \t").partition("=")
            if equals and name == wanted:
                values.append(value)
    return values[0] if len(values) == 1 and _VALUE.fullmatch(values[0]) else None


def set_cookie(scope: AsgiScope, cookie: Cookie, value: str, max_age_s: int) -> bytes:
    """The value of a Set-Cookie header. Raises ValueError for a value that could break out of it."""
    if not _VALUE.fullmatch(value):
        raise ValueError("a cookie's value is 1 to 512 letters, digits and - _ . ~")
    return _line(scope, cookie, value, max_age_s)


def delete_cookie(scope: AsgiScope, cookie: Cookie) -> bytes:
    """The value of a Set-Cookie header that makes the browser forget it."""
    return _line(scope, cookie, "", 0)


def _line(scope: AsgiScope, cookie: Cookie, value: str, max_age_s: int) -> bytes:
    secure = "; Secure" if is_secure(scope) else ""
    name = cookie.name_on(scope)
    return f"{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite={cookie.same_site}{secure}".encode("ascii")

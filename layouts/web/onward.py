"""Where somebody goes after signing in: the page they asked for, never a place that is not ours."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

from layouts.web.http import AsgiScope
from layouts.web.nav import SIGN_IN, SIGN_OUT, WELCOME

LONGEST = 1_000
HOME = "/"
_NOT_AGAIN = (SIGN_IN, SIGN_OUT, WELCOME)


def safe_next(address: str) -> str:
    """The path to go on to; the first page for anything that a browser could read as another place."""
    if not address.startswith("/") or address.startswith(("//", "/\\")) or len(address) > LONGEST:
        return HOME
    if "\\" in address or any(ord(char) <= 0x20 or 0x7F <= ord(char) <= 0x9F for char in address):
        return HOME
    path = urlsplit(address).path
    return HOME if any(path == page or path.startswith(f"{page}/") for page in _NOT_AGAIN) else address


def next_of(scope: AsgiScope) -> str:
    """The checked `next` of a request's address."""
    try:
        asked = parse_qs(scope["query_string"].decode("ascii"), max_num_fields=20).get("next", [""])[0]
    except ValueError:
        return HOME
    return safe_next(asked)


def sign_in_address(onward: str = HOME) -> str:
    """The sign-in page that leads on to `onward`."""
    return SIGN_IN if onward == HOME else f"{SIGN_IN}?next={quote(onward, safe='/')}"

"""A channel of mail with somebody else's address: the same mail server, account and sender."""

from __future__ import annotations

from urllib.parse import quote


def readdressed(address: str, to: str) -> str:
    """`address` as Apprise writes it (mailto://, mailtos://), sent to `to` and to nobody else: whom it names besides, by copies or
    in its path, is left out."""
    place, _sep, query = address.strip().partition("?")
    scheme, _sep, rest = place.partition("://")
    server = rest.partition("/")[0]
    kept = [each for each in query.split("&") if each and each.partition("=")[0].lower() not in _RECEIVERS]
    return f"{scheme}://{server}?{'&'.join([*kept, f'to={quote(to)}'])}"


_RECEIVERS = ("to", "cc", "bcc")

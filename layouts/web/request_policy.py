"""What every response carries and which requests are refused before anything else looks at them.

Sits in front of the whole application: Dash's own hooks cover neither assets, streams nor unknown paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

Headers = list[tuple[bytes, bytes]]

Origin = tuple[str, str, int]  # scheme, name, port
LARGEST_POST = 1_000_000  # bytes; a callback's inputs are a few hundred
STRICT_TRANSPORT: tuple[bytes, bytes] = (b"strict-transport-security", b"max-age=31536000")
_DEFAULT_PORTS = {"http": 80, "https": 443}

_COMMON: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
    (b"x-frame-options", b"DENY"),
]


def page_policy(script_hashes: Iterable[str] = ()) -> bytes:
    """Content-Security-Policy of a page; `script_hashes` are those of Dash's inline scripts."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *script_hashes)),
            "style-src 'self' 'unsafe-inline'",  # Dash and plotly inject styles
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ).encode()


DATA_POLICY = b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def security_headers(policy: bytes = DATA_POLICY) -> Headers:
    return [*_COMMON, (b"content-security-policy", policy)]


def header(scope: Mapping[str, Any], name: bytes) -> str | None:
    """The first header of that name; ASGI servers hand names over in lower case."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


def accepted(scope: Mapping[str, Any]) -> str:
    """The languages that the browser asks for, as it says them."""
    return header(scope, b"accept-language") or ""


def cross_site(scope: Mapping[str, Any], own: Origin | None, page: bool = True) -> tuple[int, str] | None:
    """Status and reason for a request that another site made the browser send; None for one that may go on: a link to
    a `page`. By one to a file, another site would have it made, stored and written down in somebody's name.

    What a program sends carries none of these headers, and a change then counts as somebody else's: only requests
    by bearer token, which no site can make a browser send, are spared the question.
    """
    site = header(scope, b"sec-fetch-site")
    if site in ("cross-site", "same-site") and not (page and _navigation(scope)):
        return 403, "Requests from other sites are refused."
    if scope["method"] in ("GET", "HEAD"):
        return None
    origins = [value.decode("latin-1") for key, value in scope["headers"] if key == b"origin"]
    if any(own is None or origin_of(origin) != own for origin in origins):
        return 403, "Requests from other sites are refused."
    if not origins and site != "same-origin" and not bears_token(scope):
        return 403, "A change must say where it comes from: an Origin, or a token as Authorization: Bearer."
    return None


def body_refusal(scope: Mapping[str, Any], largest: int) -> tuple[int, str] | None:
    """Status and reason for a body that is larger than the route takes, or does not tell its length."""
    lengths = [value for key, value in scope["headers"] if key == b"content-length"]
    if header(scope, b"transfer-encoding") is not None or len(lengths) > 1:
        return 411, "A body must tell its length, once, as Content-Length."
    if not lengths:
        return None if scope["method"] in ("GET", "HEAD") else (411, "A change must tell its length.")
    if not lengths[0].isdigit():
        return 400, "Content-Length must be a number of bytes."
    if len(lengths[0]) > 12 or int(lengths[0]) > largest:
        return 413, f"A body may hold {largest:,} bytes at most here." if largest else "This address takes no body."
    return None


def upgrade_refusal(scope: Mapping[str, Any]) -> tuple[int, str] | None:
    """Status and reason for a WebSocket's handshake; this server takes it for an ordinary request."""
    asked = (header(scope, b"upgrade") or "").lower()
    return (400, "There are no WebSockets here.") if "websocket" in asked else None


def bears_token(scope: Mapping[str, Any]) -> bool:
    return (header(scope, b"authorization") or "").lower().startswith("bearer ")


def origin_of(text: str) -> Origin | None:
    """An Origin taken apart; None for "null" and whatever else names none."""
    try:
        parts = urlsplit(text)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port


def navigation_by_hand(scope: Mapping[str, Any]) -> bool:
    """Whether somebody opens a page, rather than a script asking for data. Old browsers and programs do not tell."""
    return scope["method"] in ("GET", "HEAD") and header(scope, b"sec-fetch-mode") in (None, "navigate")


def _navigation(scope: Mapping[str, Any]) -> bool:
    """A link from elsewhere may open a page (a GET that shows it at top level), nothing more."""
    return (
        scope["method"] in ("GET", "HEAD")
        and header(scope, b"sec-fetch-mode") == "navigate"
        and header(scope, b"sec-fetch-dest") == "document"
    )

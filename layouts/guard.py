"""What every response carries and which requests are refused before anything else looks at them.

Sits in front of the whole application: Dash's own hooks cover neither assets, streams nor unknown paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

Headers = list[tuple[bytes, bytes]]

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
LARGEST_POST = 1_000_000  # bytes; a callback's inputs are a few hundred

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


def refusal(scope: Mapping[str, Any]) -> tuple[int, str] | None:
    """Status and reason for a request that must not go any further; None for one that may."""
    host = header(scope, b"host")
    if host is None or _name_of(host) not in LOOPBACK_NAMES:
        return 421, "This address answers only to localhost."
    site = header(scope, b"sec-fetch-site")
    if site in ("cross-site", "same-site") and not _navigation(scope):
        return 403, "Requests from other sites are refused."
    if scope["method"] == "POST":
        return _post_refusal(scope, host, site)
    return None


def _post_refusal(scope: Mapping[str, Any], host: str, site: str | None) -> tuple[int, str] | None:
    origin = header(scope, b"origin")
    if origin is None and site != "same-origin":
        return 403, "A change must say where it comes from."
    if origin is not None and urlsplit(origin).netloc != host:
        return 403, "Requests from other sites are refused."
    length = header(scope, b"content-length")
    if length is None or not length.isascii() or not length.isdigit():
        return 411, "A change must tell its length."
    if int(length) > LARGEST_POST:
        return 413, f"A change may hold {LARGEST_POST} bytes at most."
    return None


def _navigation(scope: Mapping[str, Any]) -> bool:
    """A link from elsewhere may open a page (a GET that shows it at top level), nothing more."""
    return (
        scope["method"] in ("GET", "HEAD")
        and header(scope, b"sec-fetch-mode") == "navigate"
        and header(scope, b"sec-fetch-dest") == "document"
    )


def _name_of(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None

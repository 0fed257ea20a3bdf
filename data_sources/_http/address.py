"""An address that is asked over HTTP, as settings have it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def _http_address(text: str) -> str:
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it must begin with https:// (or http://) and the server's name")
    if parts.username or parts.password:
        raise ValueError("no account belongs into it: whoever sees the address would see the password")
    if parts.query or parts.fragment:
        raise ValueError("write it without ? and #: arguments have keys of their own")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("its port must be a number from 0 to 65535") from None
    return text.strip().rstrip("/")


HttpAddress = Annotated[str, AfterValidator(_http_address)]  # without a slash at its end

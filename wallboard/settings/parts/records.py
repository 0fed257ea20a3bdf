"""Where a request's record lies in its own system."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field

from wallboard.settings.parts.section import Section
from wallboard.settings.parts.source_says import Judged

_KEY = "{ticket}"


def _record_url(text: str) -> str:
    if not text:
        return text
    address = urlsplit(text)
    fits = address.scheme in ("http", "https") and address.hostname and text.isprintable() and " " not in text
    if not fits or _KEY not in text or _KEY in address.netloc:
        raise ValueError(
            f'"{text}" is no address of a record; write http:// or https:// with {_KEY} where the request\'s key stands, such '
            f'as "https://desk.example/ticket/{_KEY}"'
        )
    return text


class RecordLink(Section):
    """Where people look a request up in its own system. The wall writes the address, and never follows it."""

    record_url: Judged[Annotated[str, AfterValidator(_record_url)]] = Field(
        default="",
        description="address of a request in its own system, with {ticket} where its key stands: pages lead there, the wall itself never goes; no link when empty",
    )

    def record_address(self, ticket: str) -> str:
        """Of one request; "" where the settings name none."""
        return self.record_url.replace(_KEY, quote(ticket, safe=""))

"""Where a request's record lies: an address of a web page, with the request's key quoted in it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from data_sources._tickets.options import Options
from layouts.page.record_link import record_link
from wallboard.settings import Settings
from wallboard.settings.parts.records import RecordLink


@pytest.mark.parametrize(
    "address",
    [
        "desk.example/{ticket}",
        "javascript:alert({ticket})",
        "https://desk.example/tickets",
        "https://{ticket}.example/",
        "https:///{ticket}",
        "https://desk.example/a b/{ticket}",
    ],
)
def test_what_is_no_address_of_a_record_is_refused_with_what_would_be_right(address: str) -> None:
    with pytest.raises(ValidationError, match="write http:// or https://"):
        RecordLink(record_url=address)


def test_a_key_is_quoted_whatever_it_holds_and_a_source_without_an_address_has_no_link() -> None:
    options = Options.model_validate(
        {
            "kind": "sql_tickets",
            "url": "sqlite:///var/crm.db",
            "table": "t",
            "columns": {"ticket": "id", "opened_at": "at", "updated_at": "changed"},
            "record_url": "https://desk.example/t?id={ticket}&view=1",
        }
    )
    settings = Settings.model_validate(
        {"sites": {"main": {"name": "City", "zone": "UTC"}}, "sources": {"crm": options}}
    )
    hostile = '1&x="/../é'
    assert settings.record_address("crm", hostile) == "https://desk.example/t?id=1%26x%3D%22%2F..%2F%C3%A9&view=1"
    assert settings.record_address("other", "1") == ""
    link: Any = record_link(settings.record_address("crm", "1"), "REQ-1")
    assert (link.rel, link.children) == ("noopener noreferrer", "Open the record")
    assert getattr(link, "aria-label") == "Open the record of REQ-1", "read aloud, each of a list says which it is"

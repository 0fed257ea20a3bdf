"""Which settings of a source give its rows their meaning: all that are not marked."""

from __future__ import annotations

from data_sources import kinds
from wallboard.settings import SourceBase
from wallboard.settings.parts.source_says import Says, fields_that_say

MEANING: dict[str, set[str]] = {
    "asterisk_queue_log": set(),
    "asterisk_queue_log_file": set(),
    "csv_tickets": {"delimiter", "encoding"},
    "sql_tickets": set(),
}
OF_TICKETS = {"columns", "constants", "dates", "formats", "formats_of", "outcomes", "rename", "unset_times"}


def test_a_field_of_which_nobody_thought_gives_meaning() -> None:
    for name, meaning in MEANING.items():
        kind = kinds()[name]
        marked = {field for says in Says for field in fields_that_say(says, kind.options)}
        shared = OF_TICKETS if kind.carries == "tickets" else set()
        assert set(kind.options.model_fields) - marked - {"kind", "site", "zone"} == meaning | shared, name


def test_where_a_source_is_and_how_it_is_asked_is_marked_on_what_every_kind_has() -> None:
    assert fields_that_say(Says.WHERE, SourceBase) == set()
    assert "poll_every" in fields_that_say(Says.PACE, SourceBase)
    for name, kind in kinds().items():
        assert fields_that_say(Says.WHERE, kind.options), f"{name} is nowhere"
    assert fields_that_say(Says.GROWING, kinds()["sql_tickets"].options) == {"states"}

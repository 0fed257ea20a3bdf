"""Which settings of a source give its rows their meaning: all that are not marked."""

from __future__ import annotations

from importlib import import_module

import pytest

from data_sources import kinds
from tests.data_sources.test_contract import KINDS
from wallboard.settings import SourceBase
from wallboard.settings.parts.source_says import Says, fields_that_say

OF_TICKETS = {"columns", "constants", "dates", "formats", "formats_of", "outcomes", "rename", "unset_times"}


def meaning_of(kind: str) -> set[str]:
    """What the kind's own test file says of it."""
    return getattr(import_module(f"tests.data_sources.test_{kind}"), "MEANING", set())


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_field_of_which_nobody_thought_gives_meaning(name: str) -> None:
    kind = KINDS[name]
    marked = {field for says in Says for field in fields_that_say(says, kind.options)}
    shared = OF_TICKETS & kind.options.model_fields.keys() if kind.carries == "tickets" else set()
    unmarked = set(kind.options.model_fields) - marked - {"kind", "site", "zone"}
    assert unmarked == meaning_of(name) | shared, f"mark it, or name it in MEANING of test_{name}.py"


def test_where_a_source_is_and_how_it_is_asked_is_marked_on_what_every_kind_has() -> None:
    assert fields_that_say(Says.WHERE, SourceBase) == set()
    assert "poll_every" in fields_that_say(Says.PACE, SourceBase)
    for name, kind in KINDS.items():
        assert fields_that_say(Says.WHERE, kind.options), f"{name} is nowhere"
    assert fields_that_say(Says.GROWING, kinds()["sql_tickets"].options) == {"states"}

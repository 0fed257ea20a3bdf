"""docs/settings.md says what the code reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_sources import kinds
from layouts.wall.tiles import TILES
from wallboard.settings import Section, Settings, SourceBase
from wallboard.settings.docs import EXAMPLE, PAGE, render, tables
from wallboard.settings.file.read import load

ROOT = Path(__file__).parents[3]


def test_the_page_is_current() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == render(kinds()), "run: make docs"


def test_the_example_is_valid() -> None:
    settings = load(EXAMPLE, kinds(), {}, TILES)
    assert {name: source.kind for name, source in settings.sources.items()} == {
        "pbx": "asterisk_queue_log",
        "requests": "sql_tickets",
    }


@pytest.mark.parametrize("model", sorted({model for _, model in tables("", Settings)} | {SourceBase}, key=str))
def test_every_table_and_every_key_is_explained(model: type[Section]) -> None:
    assert model.__doc__
    assert not [name for name, field in model.model_fields.items() if not field.description]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_key_of_every_kind_of_source_is_explained(kind: str) -> None:
    fields = kinds()[kind].options.model_fields
    assert not [name for name, field in fields.items() if not field.description and name != "kind"]


def test_every_table_has_its_section() -> None:
    page = render(kinds())
    for header in (
        "[server]",
        "[sites.NAME]",
        "[[sites.NAME.hours]]",
        "[[queues.NAME.targets]]",
        "[[promises]]",
        "[boards.NAME]",
    ):
        assert page.count(f"## `{header}`\n") == 1
    for name in kinds():
        assert page.count(f'### `kind = "{name}"`') == 1

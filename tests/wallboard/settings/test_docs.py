"""docs/settings.md says what the code reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from data_sources import kinds
from layouts.wall.tiles import TILES
from wallboard.settings import Section, Settings, SourceBase
from wallboard.settings.docs import EXAMPLE, PAGE, render, tables
from wallboard.settings.file.read import load
from wallboard.source import SourceKind

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
    for _, table in tables("[sources.NAME]", kinds()[kind].options):
        assert not [name for name, field in table.model_fields.items() if not field.description and name != "kind"]


class Login(Section):
    """How it is signed in."""

    realm: str = Field(default="city", description="the realm of its accounts")


class WithTables(SourceBase):
    """A system of which some options are tables."""

    kind: str = "other"
    login: Login = Field(default=Login(), description="how it is signed in")
    lines: dict[str, Login] = Field(default={}, description="the same by line")


def test_tables_among_the_options_of_a_kind_have_their_sections_below_it() -> None:
    page = render({"other": SourceKind("other", "calls", WithTables, kinds()["sql_tickets"].open)})
    _, below = page.split('### `kind = "other"` (calls)\n')
    assert "| `login` | table |" in below
    for header in ("[sources.NAME.login]", "[sources.NAME.lines.NAME]"):
        section = below.split(f"#### `{header}`\n\nHow it is signed in.\n")[1]
        assert '| `realm` | text | `"city"` | the realm of its accounts |' in section


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

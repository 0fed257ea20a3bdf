"""What the pages tell people to write is valid, and what they list is all that there is."""

from __future__ import annotations

import re
import sys
from importlib import util
from pathlib import Path

import pytest

import data_sources
from layouts.boards import layout, view
from layouts.tiles import TILES
from tests.layouts.snapshots import morning, settings
from wallboard.settings_file import parse

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)


SITE = '[sites.main]\nname = "City 311"\nzone = "America/Chicago"\n'


@pytest.mark.parametrize("page", ["requests.md", "boards.md"])
def test_what_a_page_writes_into_the_settings_file_is_taken_as_it_stands(page: str) -> None:
    files = blocks(page, "toml")
    assert files
    for file in files:
        whole = file if "[sites." in file else f"{file}\n{SITE}"
        assert parse(whole, page, data_sources.kinds(), {}, TILES).sites["main"].name == "City 311"


def test_the_catalogue_names_every_tile_and_no_other() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (DOCS / "boards.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(TILES)


def test_the_tile_that_one_is_taught_to_write_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = blocks("boards.md", "python")
    file = tmp_path / "open_requests.py"
    file.write_text(source, "utf-8")
    spec = util.spec_from_file_location("open_requests", file)
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "open_requests", module)
    spec.loader.exec_module(module)
    monkeypatch.setitem(TILES, "open_requests", module.TILE)  # type: ignore[arg-type]
    alone = settings(boards={"one": {"rows": [["open_requests:4"]]}})
    assert layout("one", alone)
    shown = view("one", alone, morning())
    assert shown["open-requests-value"]["text"].replace(",", "").isdecimal()


@pytest.mark.parametrize("page", sorted(each.name for each in DOCS.glob("*.md")))
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (DOCS / page).read_text("utf-8")):
        assert (DOCS / target).exists(), target

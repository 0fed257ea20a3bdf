"""What the pages tell people to write is valid, and what they list is all that there is."""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib import util
from pathlib import Path

import pytest

import data_sources
from layouts.wall.boards import layout, view
from layouts.wall.tiles import TILES
from tests.layouts.snapshots import morning, settings
from wallboard.settings.file.read import parse

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)


SITE = '[sites.main]\nname = "City 311"\nzone = "America/Chicago"\n'


HELPDESKS = [f"helpdesks/{page.name}" for page in sorted(DOCS.glob("helpdesks/*.md"))]


@pytest.mark.parametrize(
    "page",
    [
        "requests.md",
        "business-time.md",
        "department-pages.md",
        "open311.md",
        "boards.md",
        "outside-figures.md",
        *HELPDESKS,
    ],
)
def test_what_a_page_writes_into_the_settings_file_is_taken_as_it_stands(page: str) -> None:
    files = blocks(page, "toml")
    assert files
    for file in files:
        whole = file if "[sites." in file else f"{file}\n{SITE}"
        assert parse(whole, page, data_sources.kinds(), {}, TILES).sites["main"].name.startswith("City")


def test_the_catalogue_names_every_tile_and_no_other() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (DOCS / "boards.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(TILES)


def test_whoever_connects_a_phone_system_finds_every_kind_and_no_other() -> None:
    listed = re.findall(r"^\| .+ \| `(\w+)` \|", (DOCS / "start.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == [name for name, kind in data_sources.kinds().items() if kind.carries == "calls"]


def test_the_catalogue_has_a_picture_of_every_tile_and_no_other() -> None:
    page = (DOCS / "boards.md").read_text("utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \|.*\| !\[The tile .+?\]\((.+?)\) \|$", page, re.MULTILINE))
    assert shown == {name: f"tiles/{name}.png" for name in TILES}, "take it anew: python -m tests.browser.pictures"
    files = {file.name: file.read_bytes() for file in (DOCS / "tiles").iterdir()}
    assert sorted(files) == sorted(f"{name}.png" for name in TILES)
    assert all(size(file)[0] > 300 and size(file)[1] > 150 for file in files.values())
    assert sum(map(len, files.values())) < 1_500_000, "a page that opens at once"


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a picture, by its first chunk. Raises where it is no PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


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
    monkeypatch.setitem(TILES, "open_requests", module.TILE)
    alone = settings(boards={"one": {"rows": [["open_requests:4"]]}})
    assert layout("one", alone)
    shown = view("one", alone, morning())
    assert shown["open-requests-value"]["text"].replace(",", "").isdecimal()


ROOT = DOCS.parent
PAGES = sorted(str(page.relative_to(ROOT)) for page in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for link in re.findall(r"\]\(([^)\s:]+)\)", BLOCK.sub("", (ROOT / page).read_text("utf-8"))):
        target, _hash, part = link.partition("#")
        there = (ROOT / page).parent / target if target else ROOT / page
        assert there.exists(), link
        assert not part or part in parts_of(there), link


@cache
def parts_of(page: Path) -> set[str]:
    """What a link may name behind its #: the headings, as GitHub and others write them."""
    heads = re.findall(r"^#+ (.+)$", BLOCK.sub("", page.read_text("utf-8")), re.MULTILINE)
    words = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", head).lower() for head in heads)
    return {re.sub(r"[^\w\- ]", "", each).replace(" ", "-") for each in words}


def test_every_decision_is_listed_by_its_name() -> None:
    listed = re.findall(
        r"^\| \[(\d+)\]\((.+)\) \| (.+) \|$", (DOCS / "decisions/README.md").read_text("utf-8"), re.MULTILINE
    )
    files = sorted(file for file in (DOCS / "decisions").glob("0*.md"))
    titles = [re.sub(r"^# \d+[.:]? ", "", file.read_text("utf-8").partition("\n")[0]) for file in files]
    assert listed == [(file.name[:4], file.name, title) for file, title in zip(files, titles, strict=True)]

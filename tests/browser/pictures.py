"""Takes the pictures of the documentation anew: `python -m tests.browser.pictures` runs the demo at its hot hour, and
writes docs/wall.png and one docs/tiles/NAME.png for each kind of tile that there is."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from layouts.cli.demo import OPEN_HOUR
from layouts.wall import ids
from layouts.wall.tiles import TILES
from tests.chromium import chromium_options
from tests.served import PORT, ROOT, Served, running

DOCS = ROOT / "docs"
READS_WITHIN_MS = 300_000
NOT_YET = ", ".join(f".tile[data-state={state}]" for state in ("catching_up", "no_data", "late", "lost", "unknown"))
READ = f"html[data-link=live]:not(:has({NOT_YET}))"
# Big figures are shown by three in a row and three rows a board, lists by two: each in a size that a page has room for.
SHAPES = {False: (3, 3), True: (2, 2)}


def boards_of_tiles() -> dict[str, Sequence[Sequence[str]]]:
    """The rows of the boards on which every kind of tile is once."""
    found: dict[str, Sequence[Sequence[str]]] = {}
    for listed, (columns, rows) in SHAPES.items():
        names = sorted(name for name, tile in TILES.items() if tile.needs.listed == listed)
        for first in range(0, len(names), columns * rows):
            some = names[first : first + columns * rows]
            found[f"tiles{len(found)}"] = [some[nth : nth + columns] for nth in range(0, len(some), columns)]
    return found


def declared(boards: dict[str, Sequence[Sequence[str]]]) -> str:
    """The boards as lines of a settings file. JSON writes lists of names as TOML does."""
    return "\n".join(
        f"[boards.{name}]\ncolumns = {max(map(len, rows))}\nviewing_distance_m = 3\nrows = {list(map(list, rows))}\n"
        for name, rows in boards.items()
    )


class Demo(Served):
    """The demo, which simulates its city before it serves."""

    start_within_s = 300


@contextmanager
def demo(folder: Path, boards: str, now: str) -> Iterator[str]:
    """The address of a demo with these boards beside its own, which ends when the pictures are taken."""
    written = folder / "boards.toml"
    written.write_text(boards, "utf-8")
    options = ["--folder", str(folder / "city"), "--port", PORT, "--now", now]
    with running(Demo(folder, "-m", "tests.browser.demo_wall", str(written), "demo", *options)) as served:
        yield served.address


def opened(browser: Browser, address: str, board: str, usual: bool = True) -> Page:
    """A board on a television, when its sources have been read."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080}, device_scale_factor=1, reduced_motion="reduce")
    page.goto(f"{address}/board/{board}")
    page.wait_for_selector("#head-time:not(:empty)", timeout=READS_WITHIN_MS)
    if usual:
        page.locator("#head-facts", has_text="usual").wait_for(timeout=READS_WITHIN_MS)  # looked up after the history
    page.wait_for_selector(READ, state="attached", timeout=READS_WITHIN_MS)
    page.evaluate("document.fonts.ready")
    return page


def take(now: str = OPEN_HOUR) -> list[Path]:
    """Every picture; the files that were written."""
    boards, written = boards_of_tiles(), [DOCS / "wall.png"]
    (DOCS / "tiles").mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        demo(Path(scratch), declared(boards), now) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**chromium_options())
        opened(browser, address, "wall").screenshot(path=written[0])
        for board, rows in boards.items():
            page = opened(browser, address, board)
            for name in (name for row in rows for name in row):
                written.append(DOCS / "tiles" / f"{name}.png")
                page.locator(f"#{ids.tile_key(name, 0)}").screenshot(path=written[-1])
        browser.close()
    return written


if __name__ == "__main__":
    for file in take(*sys.argv[1:2]):
        print(f"{file.relative_to(ROOT)}: {os.path.getsize(file) / 1000:.0f} kB")

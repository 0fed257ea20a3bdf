"""Takes the pictures of the documentation anew: `python -m tests.browser.pictures` runs the demo at its hot hour, and
writes docs/wall.png, docs/departments.png (the board), docs/department.png (the page of one) and one docs/tiles/NAME.png for each kind
of tile that there is; with names of tiles, only theirs.

With `--boards BOARDS.toml --into FOLDER` it takes boards of one's own instead, one FOLDER/NAME.png each."""

from __future__ import annotations

import argparse
import os
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

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
BOARDS = ("wall", "departments")  # of the demo
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


@contextmanager
def looking(boards: str, now: str) -> Iterator[Callable[..., Page]]:
    """What opens boards, as `opened` does, of a demo that has these beside its own."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        demo(Path(scratch), boards, now) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**chromium_options())
        yield partial(opened, browser, address)
        browser.close()


def department(page: Page) -> Path:
    """The head of the page of a department of the demo, at a desk, taken in the browser that looked at this one."""
    page.set_viewport_size({"width": 1280, "height": 960})
    page.goto(urljoin(page.url, "/departments/Forestry"))
    page.locator("#list tbody tr").first.wait_for(timeout=READS_WITHIN_MS)
    page.evaluate("document.fonts.ready")
    above = page.locator("h1").evaluate(
        "at => at.getBoundingClientRect().top - 18"
    )  # of boards that are there for pictures alone
    page.screenshot(path=DOCS / "department.png", clip={"x": 0, "y": above, "width": 1280, "height": 960 - above})
    return DOCS / "department.png"


def take(now: str = OPEN_HOUR, only: Collection[str] = ()) -> Iterator[Path]:
    """The pictures of these tiles, each as large as ever; without any, every picture. The files that were written."""
    boards = boards_of_tiles()
    (DOCS / "tiles").mkdir(exist_ok=True)
    with looking(declared(boards), now) as open_board:
        for board in () if only else BOARDS:
            open_board(board).screenshot(path=DOCS / f"{board}.png")
            yield DOCS / f"{board}.png"
        if not only:
            yield department(open_board("wall"))
        for board, rows in boards.items():
            names = [name for row in rows for name in row if not only or name in only]
            if not names:
                continue
            page = open_board(board)
            for name in names:
                file = DOCS / "tiles" / f"{name}.png"
                page.locator(f"#{ids.tile_key(name, 0)}").screenshot(path=file)
                yield file


def take_boards(settings: str, into: Path, now: str = OPEN_HOUR) -> Iterator[Path]:
    """Each board that these settings declare, as a television shows it. The files that were written."""
    into.mkdir(parents=True, exist_ok=True)
    with looking(settings, now) as open_board:
        open_board("wall")  # when it tells the usual, so do the others, be it in another language or with no calls
        for board in tomllib.loads(settings)["boards"]:
            open_board(board, usual=False).screenshot(path=into / f"{board}.png")
            yield into / f"{board}.png"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures", description="Takes pictures of the demo.")
    parser.add_argument(
        "tiles", nargs="*", metavar="TILE", help="only these; left out, every tile, the boards and a page"
    )
    parser.add_argument("--now", default=OPEN_HOUR, help=f"the instant that the demo starts at; left out, {OPEN_HOUR}")
    parser.add_argument("--boards", type=Path, help="a settings file's boards, to be taken instead")
    parser.add_argument("--into", type=Path, default=Path(), help="where theirs are written; left out, here")
    asked = parser.parse_args()
    for name in asked.tiles:
        if name not in TILES:
            parser.error(f'there is no tile "{name}"; there are: {", ".join(TILES)}')
    mine = asked.boards and take_boards(asked.boards.read_text("utf-8"), asked.into, asked.now)
    for file in mine or take(asked.now, asked.tiles):
        print(f"{file.resolve()}: {os.path.getsize(file) / 1000:.0f} kB")


if __name__ == "__main__":
    main()

"""The pack as a frozen page: one file of HTML that carries its own font and charts, asks nobody for anything, and runs no
script."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from layouts.pack.document import Block, Document, FigurePart
from layouts.pack.drawn import Data, block_data, points_table, table_data
from layouts.pack.palette import BELOW, FAR_BELOW, GROUND, INK, LINE, NOW, PANEL, SOFT
from layouts.pack.steps import Step, no_step, stepping
from layouts.pack.svg import FONT

if TYPE_CHECKING:
    from jinja2 import Template

TYPE = b"text/html; charset=utf-8"
_FOLDER = Path(__file__).with_name("templates")
_FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"


def page_bytes(document: Document, step: Step = no_step) -> bytes:
    """The whole file. A lone half of a character becomes a question mark."""
    blocks = [_with_points(block) for block in stepping(document.blocks, step)]
    told = _template().render(document=document, blocks=blocks, style=_style())
    return told.encode("utf-8", errors="replace")


def _with_points(block: Block) -> Data:
    """A figure with the figures behind its second chart, which on paper there is no room for."""
    data = block_data(block)
    if not isinstance(block, FigurePart) or block.xmr is None:
        return data
    return {**data, "behind": table_data(points_table(block.xmr)), "behind_name": block.xmr.names.behind}


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True).get_template("pack.html")


@cache
def _style() -> Markup:
    """The page's own font, its colours and its rules. The second face has the signs that the first one lacks."""
    colours = {"ground": GROUND, "panel": PANEL, "line": LINE, "ink": INK, "soft": SOFT, "now": NOW}
    colours |= {"below": BELOW, "far-below": FAR_BELOW}
    names = ";".join(f"--{name}:{colour}" for name, colour in colours.items())
    faces = "".join(_face(part, family) for part, family in (("latin", FONT), ("latin-ext", f"{FONT} Ext")))
    return Markup(f"{faces}:root{{{names}}}{(_FOLDER / 'pack.css').read_text('utf-8')}")  # noqa: S704 - our own files


def _face(part: str, family: str) -> str:
    data = b64encode((_FONTS / f"inter-{part}.woff2").read_bytes()).decode()
    source = f'url("data:font/woff2;base64,{data}") format("woff2")'
    return f'@font-face{{font-family:"{family}";font-weight:400 650;src:{source}}}'

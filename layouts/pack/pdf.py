"""The pack as PDF, on A4 or letter paper. Typst sets it (docs/decisions/0016-pdf.md); all that is shown goes to it as data."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Literal

import orjson

from layouts.pack.document import Document
from layouts.pack.drawn import Data, block_data
from layouts.pack.palette import BELOW, FAR_BELOW, INK, LINE, NOW, SOFT
from layouts.pack.steps import Step, no_step, stepping
from layouts.pack.svg import FONT

Paper = Literal["a4", "us-letter"]
TYPE = b"application/pdf"
FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_TEMPLATE = Path(__file__).with_name("templates") / "pack.typ"
_TYPESET = Path(__file__).with_name("typeset.py")
_WITHIN_S = 120  # a pack of forty figures takes half a second


def pdf_bytes(document: Document, paper: Paper = "a4", step: Step = no_step) -> bytes:
    """The whole file. Its dates are those of the document. Raises RuntimeError with Typst's own words, for the
    log, when it cannot be made."""
    data = orjson.dumps(_data(document, paper, step))
    command = [sys.executable, "-P", str(_TYPESET), str(_TEMPLATE), str(FONTS), str(int(document.at.timestamp()))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=_WITHIN_S)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"no PDF within {_WITHIN_S} s") from error
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2_000:])
    return done.stdout


def _data(document: Document, paper: Paper, step: Step) -> Data:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language.partition("-")[0],
        "paper": paper,
        "foot": document.foot,
        "fonts": [FONT, f"{FONT} Ext"],
        "colours": {"ink": INK, "soft": SOFT, "line": LINE, "now": NOW, "below": BELOW, "far-below": FAR_BELOW},
        "blocks": [block_data(block) for block in stepping(document.blocks, step)],
    }

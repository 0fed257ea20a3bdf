"""Sets one PDF in a process of its own: `python typeset.py TEMPLATE FONTS SECONDS`, with the document as JSON on standard
input and the PDF on standard output. What Typst keeps of one document for the next, some 50 MB each, goes with the process.

Run as a file, so that it starts in a tenth of a second: it imports nothing of Wallboard.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst


def typeset(template: Path, fonts: Path, made_s: int, document: str) -> bytes:
    """`made_s`: the date of the PDF, in seconds since 1970. Fonts of the system stand in for signs that ours lack."""
    known = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(fonts)])
    compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=known)
    made = compiler.compile(format="pdf", sys_inputs={"document": document}, timestamp=made_s)
    if not isinstance(made, bytes):
        raise TypeError("Typst gave back no file")
    return made


if __name__ == "__main__":
    template, fonts, made_s = sys.argv[1:]
    pdf = typeset(Path(template), Path(fonts), int(made_s), sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(pdf)

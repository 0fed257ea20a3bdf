"""Texts that people see have signs by their use: a hyphen joins words, an en dash is a break or a range, a minus sign
stands before and between numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("layouts", "wallboard", "data_sources")
PROGRAMS = sorted([ROOT / "app.py", *(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))])
PAGES = sorted([*(ROOT / "layouts").rglob("*.html"), *(ROOT / "assets").glob("*.js")])
# A hyphen between blanks, two of them as a dash, one before or between numbers, and the em dash, which nobody here uses.
WRONG = re.compile(r"[\w)}%] --? [\w({]|(?<![\w.:-])\d+-\d+(?![\w:-])|(?<= )-\d|—")
WORDS = re.compile(r"[A-Za-z]{2,}.* ")  # a text: not a key, the pattern of a time, a name
NOT_SAID = re.compile(r"letters, digits(,| and) - (and )?_|`[^`]*`|\$\{.*")  # the sign itself; a command; a reckoning


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """What a file may say, by line: constants of a program that are no docstring, quoted and plain texts of a page."""
    if file.suffix != ".py":
        said = re.compile(r">([^<>{}]+)<" if file.suffix == ".html" else '["`]([^"`]*)["`]')
        for nth, line in enumerate(file.read_text("utf-8").split("\n"), start=1):
            yield from ((nth, found[1]) for found in said.finditer(line))
        return
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(
                    str(getattr(part, "value", "")) if isinstance(part, ast.Constant) else "0" for part in node.values
                ),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def wrong(text: str) -> bool:
    return bool(WORDS.search(text)) and bool(WRONG.search(NOT_SAID.sub("", text)))


@pytest.mark.parametrize(
    "text",
    [
        "late - as of 10:42",
        "kept 3-5 days",
        "it is gone — look",
        "gone -- look at it",
        "calls, share (B) - Bs",
        "fell by -7",
    ],
)
def test_a_sign_of_another_use_is_found(text: str) -> None:
    assert wrong(text)


def test_hyphens_dashes_and_minus_signs_are_written_by_their_use() -> None:
    """One test of all files: a test of each would be a seventh of all that there are."""
    assert len(PROGRAMS) > 500
    assert len(PAGES) > 20
    found = {
        str(file.relative_to(ROOT)): [each for each in texts(file) if wrong(each[1])] for file in [*PROGRAMS, *PAGES]
    }
    assert {name: said for name, said in found.items() if said} == {}

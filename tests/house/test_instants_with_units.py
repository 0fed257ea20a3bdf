"""NumPy's instants and spans always name their unit: from NumPy 2.5 on, which Python 3.12 and later get, one without is
refused or warned of, while the older NumPy of Python 3.11 says nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("app.py", "wallboard", "layouts", "data_sources", "tests")
WITHOUT_UNIT = {"datetime64", "timedelta64", "M8", "m8", "<M8", "<m8"}
SPEAKS_OF_THEM = re.compile("datetime64|timedelta64|[Mm]8")


def without_unit(source: str) -> list[int]:
    """The lines on which NumPy is given an instant, a span or a type of them without a unit."""
    if not SPEAKS_OF_THEM.search(source):
        return []
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.expr))
    return sorted({node.lineno for node in nodes if _lacks_unit(node)})


def _lacks_unit(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "timedelta64":
            return len(node.args) < 2
        return called == "datetime64" and len(node.args) < 2 and not _is_date(node.args)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return any(_is_whole(one) and _is_instants(other) for one, other in permutations((node.left, node.right)))
    return isinstance(node, ast.Constant) and node.value in WITHOUT_UNIT


def _is_whole(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _is_instants(node: ast.expr) -> bool:
    """x.astype("datetime64[D]"), and slices of it."""
    if isinstance(node, ast.Subscript):
        return _is_instants(node.value)
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype"):
        return False
    kinds = [str(each.value) for each in node.args if isinstance(each, ast.Constant)]
    return any(kind.startswith(("datetime64", "timedelta64", "M8", "m8")) for kind in kinds)


def _is_date(arguments: list[ast.expr]) -> bool:
    """A written date brings its unit along: datetime64("2026-11-20") counts days."""
    return any(isinstance(each, ast.Constant) and str(each.value)[:4].isdecimal() for each in arguments)


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py"))


def test_every_instant_and_span_of_numpy_names_its_unit() -> None:
    read = [path for path in modules() if path != Path(__file__)]
    assert len(read) > 200
    assert {f"{path.relative_to(ROOT)}:{line}" for path in read for line in without_unit(path.read_text("utf-8"))} == (
        set()
    )


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('np.datetime64("NaT")', [1]),
        ('np.timedelta64("NaT")', [1]),
        ("np.timedelta64(5)", [1]),
        ('x.astype("datetime64")', [1]),
        ('np.dtype("m8")', [1]),
        ('x.astype("datetime64[D]") + 1', [1]),
        ('1 + x.astype("timedelta64[us]")[:2]', [1]),
        ('x.astype("datetime64[D]") + np.timedelta64(1, "D")', []),
        ('x.astype("int64") + 1', []),
        ('np.datetime64("NaT", "us")', []),
        ('np.timedelta64(1, "us")', []),
        ('np.datetime64("1900-01-01")', []),
        ('x.astype("datetime64[us]")', []),
    ],
)
def test_what_has_no_unit_is_found(source: str, lines: list[int]) -> None:
    assert without_unit(source) == lines

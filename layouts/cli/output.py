"""What the commands about access share: opening it for one command, and lines that no name from outside can break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from wallboard.access.access import Access
from wallboard.access.audit import plain
from wallboard.clock import Clock
from wallboard.settings import Settings


@contextmanager
def access_of(settings: Settings, clock: Clock) -> Iterator[Access]:
    access = Access(settings, clock)
    try:
        yield access
    finally:
        access.close()


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns under their heads."""
    lines = [list(heads), *([plain(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def say(lines: Sequence[str]) -> None:
    for line in lines:
        typer.echo(line)

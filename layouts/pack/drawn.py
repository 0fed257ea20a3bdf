"""Blocks as plain data with their charts drawn, for the templates of the PDF and the frozen page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layouts.pack.document import Block, Cell, FigurePart, Heading, Heat, Sentences, Table, Told, Xmr
from layouts.pack.trend_svg import trend_svg
from layouts.pack.xmr_svg import xmr_svg

_LONG = 22  # characters, from which a column of texts is given a share of the width

Data = Mapping[str, Any]


def block_data(block: Block) -> Data:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text, "level": block.level}
        case Sentences():
            return {"kind": "sentences", "texts": block.texts, "aside": block.aside}
        case Table():
            return {"kind": "table", **table_data(block)}
        case Heat():
            return {"kind": "heat", "name": block.name, "bands": [_heat(band) for band in block.bands()]}
        case FigurePart():
            return {"kind": "part", **_part(block)}


def _part(part: FigurePart) -> Data:
    names = part.trend.names
    charts = [{"svg": trend_svg(part.trend), "alt": f"{part.title}: {names.weeks}, {names.months}"}]
    if part.xmr is not None:
        charts.append({"svg": xmr_svg(part.xmr), "alt": f"{part.title}: {part.xmr.names.chart}"})
    return {
        "title": part.title,
        "sentences": part.sentences,
        "box": table_data(part.box),
        "charts": charts,
        "note": part.xmr.names.note if part.xmr else "",
    }


def _heat(heat: Heat) -> Data:
    shades = [[shade.value if shade else "" for shade in row] for row in heat.shades]
    texts = [[cell_text(cell) for cell in row] for row in heat.rows]
    rows = [
        [{"text": text, "shade": shade} for text, shade in zip(*row, strict=True)]
        for row in zip(texts, shades, strict=True)
    ]
    return {"heads": heat.heads, "rows": rows}


def table_data(table: Table) -> Data:
    columns = range(len(table.heads))
    return {
        "name": table.name,
        "heads": table.heads,
        "rows": [[cell_text(cell) for cell in row] for row in table.rows],
        "numbers": [any(isinstance(row[column], Told) for row in table.rows) for column in columns],
        "widths": [_width(table, column) for column in columns],
    }


def _width(table: Table, column: int) -> int:
    """A share of what room there is; 0 for as much as it needs."""
    longest = max((len(cell_text(row[column])) for row in table.rows), default=0)
    return 0 if longest < _LONG else 3 if column == 0 else 2


def cell_text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Told) else cell


def points_table(xmr: Xmr) -> Table:
    """The figures behind the chart of signal or noise."""
    names = xmr.names
    heads = [names.week, names.value, names.centre, names.lower, names.upper, names.signal]
    rows: list[Sequence[Cell]] = [
        [each.label, each.value, each.centre, each.lower, each.upper, each.signal] for each in xmr.points
    ]
    return Table(xmr.title, heads, rows)

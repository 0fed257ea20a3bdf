"""The half hours of the week on a slide: tables of PowerPoint's own, one above the other, with narrow cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

from layouts.pack.document import Heat, Shade, Told
from layouts.pack.palette import BELOW, FAR_BELOW, GROUND, INK, LINE, PANEL, SOFT

_INCH = 914_400
_NAMES, _HEAD, _ROW = round(1.05 * _INCH), round(0.5 * _INCH), round(0.24 * _INCH)
_BETWEEN = round(0.2 * _INCH)
_SIZE = 9
_FILLS = {Shade.BELOW: BELOW, Shade.FAR_BELOW: FAR_BELOW}

Write = Callable[[Any, str, int, str], None]  # into a frame of text: what, how large, in which colour


def add_heat(shapes: Any, heat: Heat, place: tuple[int, int, int], write: Write) -> None:
    """`place` is left, top and width."""
    left, top, across = place
    for band in heat.bands():
        columns, height = len(band.heads), _HEAD + _ROW * len(band.rows)
        frame = shapes.add_table(len(band.rows) + 1, columns, left, top, across, height)
        frame.name = band.name
        native = frame.table
        native.horz_banding = False
        for nth in range(columns):
            native.columns[nth].width = _NAMES if nth == 0 else (across - _NAMES) // (columns - 1)
        for nth in range(len(band.rows) + 1):
            native.rows[nth].height = _HEAD if nth == 0 else _ROW
        for column, head in enumerate(band.heads):
            cell = _cell(native.cell(0, column), LINE)
            cell._tc.get_or_add_tcPr().set("vert", "vert270")  # python-pptx has no word for it
            write(cell.text_frame, head, _SIZE, SOFT)
        for row, (cells, shades) in enumerate(zip(band.rows, band.shades, strict=True), 1):
            for column, (told, shade) in enumerate(zip(cells, shades, strict=True)):
                cell = _cell(native.cell(row, column), GROUND if shade is None else _FILLS[shade])
                text = told.text if isinstance(told, Told) else told
                write(cell.text_frame, text, _SIZE, PANEL if shade is Shade.FAR_BELOW else INK)
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.alignment = PP_ALIGN.CENTER if column else PP_ALIGN.LEFT
        top += height + _BETWEEN


def _cell(cell: Any, fill: str) -> Any:
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = round(0.02 * _INCH)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(fill.lstrip("#").upper())
    return cell

"""The pack as a workbook: the review, its figures with their boxes, and the rows behind them. Figures are numbers that can be
calculated with, shown as they are written; a text is a text, whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC
from itertools import zip_longest
from typing import Any

from layouts.pack.document import Cell, Document, FigurePart, Heading, Heat, Sentences, Shade, Table, Told
from layouts.pack.palette import BELOW, FAR_BELOW, INK, LINE, NOW, PANEL, SOFT
from layouts.pack.steps import Step, no_step, stepping

TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST = 32_767  # characters of a cell
_LONGEST_NAME = 31  # of a sheet
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST, _FIRST_WIDEST = 26, 60


def workbook_bytes(document: Document, step: Step = no_step) -> bytes:
    """The whole file, with the dates of the document."""
    import xlsxwriter  # when somebody wants a workbook: nobody else waits for it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **_AS_TEXT}) as workbook:
        made = document.at.astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties({"title": document.title, "subject": document.subtitle, "created": made})
        book = _Book(workbook)
        book.review(document, step)
        for table in document.rows:
            book.sheet_of(table)
    return file.getvalue()


class _Book:
    """A workbook that is written: its sheets' names and its formats, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._names: set[str] = set()
        self._formats: dict[str, Any] = {}

    def review(self, document: Document, step: Step) -> None:
        """All that the other forms show but for the charts, in their order, on one sheet."""
        sheet, row = self._sheet(document.title), 0
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, _FIRST_WIDEST)
        sheet.set_column(1, 12, 18)
        self._text(sheet, row, 0, document.title, "title")
        self._text(sheet, row + 1, 0, document.subtitle, "soft")
        row += 3
        for block in stepping(document.blocks, step):
            match block:
                case Heading():
                    self._text(sheet, row + 1, 0, block.text, "heading")
                    row += 2
                case Sentences():
                    row = self._sentences(sheet, row, block.texts)
                case Table():
                    row = self._table(sheet, row, block) + 1
                case Heat():
                    row = self._table(sheet, row, Table(block.name, block.heads, block.rows), shades=block.shades) + 1
                case FigurePart():
                    self._text(sheet, row, 0, block.title, "bold")
                    row = self._sentences(sheet, row + 1, block.sentences)
                    row = self._table(sheet, row, block.box, column=1) + 1
        self._text(sheet, row + 1, 0, document.foot, "soft")

    def sheet_of(self, table: Table) -> None:
        sheet = self._sheet(table.name)
        self._table(sheet, 0, table)
        sheet.freeze_panes(1, 1)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.heads) - 1)
        for column, head in enumerate(table.heads):
            longest = max([len(head), *(len(_text(row[column])) for row in table.rows)])
            sheet.set_column(column, column, min(longest, _FIRST_WIDEST if column == 0 else _WIDEST) + 3)

    def _sentences(self, sheet: Any, row: int, texts: Iterable[str]) -> int:
        for text in texts:
            self._text(sheet, row, 0, text)
            row += 1
        return row

    def _table(
        self, sheet: Any, row: int, table: Table, column: int = 0, shades: Sequence[Sequence[Shade | None]] = ()
    ) -> int:
        """Gives back the row after it. `shades`: of each cell, where it has any."""
        for nth, head in enumerate(table.heads):
            of_figures = any(isinstance(cells[nth], Told) for cells in table.rows)
            self._text(sheet, row, column + nth, head, "figure_head" if of_figures else "head")
        for cells, shade in zip_longest(table.rows, shades, fillvalue=()):
            row += 1
            self._row(sheet, row, column, cells, shade)
        return row + 1

    def _row(
        self, sheet: Any, row: int, column: int, cells: Sequence[Cell], shades: Sequence[Shade | None] = ()
    ) -> None:
        for nth, cell in enumerate(cells):
            if isinstance(cell, Told) and cell.in_cell is not None:
                shade = shades[nth] if shades else None
                sheet.write_number(row, column + nth, cell.in_cell, self._format(cell.cell, shade))
            elif text := _text(cell):
                self._text(sheet, row, column + nth, text, "figure" if isinstance(cell, Told) else "")

    def _text(self, sheet: Any, row: int, column: int, text: str, look: str = "") -> None:
        fit = text.encode("utf-8", errors="replace").decode()[:_LONGEST]
        sheet.write_string(row, column, fit, self._look(look))

    def _look(self, look: str) -> Any:
        if look not in self._formats:
            self._formats[look] = self._workbook.add_format(_LOOKS[look])
        return self._formats[look]

    def _format(self, cell: str, shade: Shade | None) -> Any:
        key = f"# {shade} {cell}"
        if key not in self._formats:
            look = {"num_format": cell, "align": "right", "font_color": INK, **_SHADES.get(shade, {})}
            self._formats[key] = self._workbook.add_format(look)
        return self._formats[key]

    def _sheet(self, name: str) -> Any:
        """A sheet of that name as far as a workbook takes it, and of no name twice."""
        plain = " ".join(name.translate(_NOT_IN_NAMES).split())[:_LONGEST_NAME] or "-"
        free, nth = plain, 2
        while free.casefold() in self._names:
            free, nth = f"{plain[: _LONGEST_NAME - 4]} {nth}", nth + 1
        self._names.add(free.casefold())
        return self._workbook.add_worksheet(free)


_SHADES: dict[Shade | None, dict[str, Any]] = {
    Shade.BELOW: {"bg_color": BELOW},
    Shade.FAR_BELOW: {"bg_color": FAR_BELOW, "font_color": PANEL},
}
_LOOKS: dict[str, dict[str, Any]] = {
    "": {"font_color": INK},
    "title": {"bold": True, "font_size": 18, "font_color": INK},
    "heading": {"bold": True, "font_size": 13, "font_color": NOW},
    "bold": {"bold": True, "font_color": INK},
    "soft": {"font_color": SOFT},
    "head": {"font_color": SOFT, "bottom": 1, "bottom_color": LINE},
    "figure_head": {"font_color": SOFT, "bottom": 1, "bottom_color": LINE, "align": "right"},
    "figure": {"font_color": INK, "align": "right"},
}


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Told) else cell

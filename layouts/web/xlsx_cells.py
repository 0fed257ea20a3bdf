"""Rows as a workbook of one sheet. A text is a text: none becomes a formula, a link or a number, whatever it begins with."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from layouts.web.csv_cells import Cell

TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # that a sheet holds, below its heads
_LONGEST = 32_767  # characters of a cell
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def xlsx_bytes(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The whole file, written row by row; the rows after MOST_ROWS have no room. A lone half of a character becomes a
    question mark."""
    import xlsxwriter  # when somebody wants a workbook: nobody else waits for it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, **_AS_TEXT}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        for nth, row in enumerate(islice(chain([heads], rows), MOST_ROWS + 1)):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(nth, column, _fit(value))
                elif isinstance(value, bool):
                    sheet.write_boolean(nth, column, value)
                elif value is not None and math.isfinite(value):
                    sheet.write_number(nth, column, value)
    return file.getvalue()


def _fit(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode()[:_LONGEST]

"""A table that streams, sorts and filters in the browser: AG Grid's community edition, whose rows come by the page's stream.

The server sends the same rows to everybody of one remit and language; what somebody filters, sorts and leaves out is their
browser's doing (assets/live_rows.js), and never comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import dash_ag_grid as grid
from dash import html
from dash.development.base_component import Component

from layouts.wall.props import View

ROW = "row:"  # how the id of a part begins that is a row
SUITES = ("html", "dash_ag_grid")  # what a page with grids is made of

_THEME = """themeQuartz.withParams({
  backgroundColor: 'var(--panel)', foregroundColor: 'var(--ink)', headerTextColor: 'var(--soft)', borderColor: 'var(--line)',
  accentColor: 'var(--link)', headerBackgroundColor: 'var(--panel)', oddRowBackgroundColor: 'var(--panel)',
  fontFamily: 'inherit', fontSize: '14px', spacing: '5px', wrapperBorderRadius: '8px', browserColorScheme: 'inherit'
})"""
# A letter on the average, and what is left and right of the words; a head is bolder, and has room for the mark of its order.
_LETTER_PX, _AROUND_CELL_PX, _BOLD_LETTER_PX, _AROUND_HEAD_PX = 6.9, 18, 7.8, 30
# Dash would be told of everything that happens in the grid, and would set it again: thousands of rows twice a second.
_NOT_TOLD = (
    "onRowDataUpdated",
    "onSelectionChanged",
    "onFilterChanged",
    "onSortChanged",
    "onCellClicked",
    "onCellDoubleClicked",
    "onColumnResized",
    "onDisplayedColumnsChanged",
    "onGridSizeChanged",
    "onPaginationChanged",
    "onAsyncTransactionsFlushed",
)


class GridColumn(NamedTuple):
    """A column by the name that its cells have: its head, what it means, its width in px, and `kind`: how the browser
    writes, sorts and filters its cells (assets/live_cells.js). Its cells lead to the address that `opens` says: "%7Bname%7D"
    in it is the row's cell of that name (`filled_in`), and ":name" is all of it."""

    name: str
    head: str
    means: str
    kind: str
    width: int = 90
    shown: bool = True
    opens: str = ""


def filled_in(name: str) -> str:
    """What stands for a row's cell in a name of an address that a column `opens`, until the address is written."""
    return f"{{{name}}}"


def wide_enough(least: int, cells: Iterable[str] = (), head: str = "") -> int:
    """The width in px at which none of these is cut, in a language that takes more room too; `least` or more."""
    widths = [_AROUND_CELL_PX + _LETTER_PX * len(text) for text in cells]
    return round(max([least, *widths, *([_AROUND_HEAD_PX + _BOLD_LETTER_PX * len(head)] if head else [])]))


def live_grid(id: str, label: str, columns: Sequence[GridColumn], height: str) -> Component:
    """The table without rows, named for who cannot see it."""
    options: dict[str, Any] = {
        "theme": {"function": _THEME},
        "rowSelection": {
            "mode": "multiRow",
            "checkboxes": False,
            "headerCheckbox": False,
            "enableClickSelection": True,
        },
        "animateRows": False,
        "deltaSort": True,
        "rowBuffer": 3,  # drawn beyond what is seen: each is drawn anew with its changes
        "suppressDragLeaveHidesColumns": True,
        "suppressContextMenu": True,
        "loading": False,
        "suppressOverlays": ["noRows", "noMatchingRows"],  # notes of the page's say why there are none, in its language
    } | dict.fromkeys(_NOT_TOLD)
    told = [_told(column) for column in columns]
    named: dict[str, Any] = {"aria-label": label}
    table = grid.AgGrid(
        id=id,
        columnDefs=told,
        getRowId="params.data.id",
        dashGridOptions=options,
        selectedRows=None,  # with none of Dash's own, it takes back no reader's choice
        style={"height": height},
    )
    return html.Div([table, html.Ul(id=f"{id}-cards", className="cards")], className="grid", role="region", **named)


def grid_rows(id: str, rows: Mapping[str, Mapping[str, object]]) -> View:
    """What the stream says of a `live_grid`: cells by column and by the row's key, which stays the row's own. Only cells
    that changed travel."""
    return {f"{ROW}{id}:{key}": cells for key, cells in rows.items()}


def _told(column: GridColumn) -> dict[str, Any]:
    return {
        "field": column.name,
        "colId": column.name,
        "headerName": column.head,
        "headerTooltip": column.means,
        "context": {"kind": column.kind, "opens": column.opens},
        "width": wide_enough(column.width, head=column.head),
        "hide": not column.shown,
    }

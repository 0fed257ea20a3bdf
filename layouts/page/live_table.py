"""What comes by a page's stream: a table, with which rows there are, in which order, and what each cell says; and a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.wall.props import Props, View
from wallboard.judging.tone import NONE, Tone


def live_table(id: str, caption: str, columns: Mapping[str, str]) -> Component:
    """The table without its rows, and room for a note below it; `columns` are their heads by name. The first one heads each
    row."""
    heads = html.Tr([html.Th(head, scope="col") for head in columns.values()])
    names: dict[str, Any] = {"data-columns": " ".join(columns)}
    table = html.Table([html.Caption(caption), html.Thead(heads), html.Tbody(id=id, **names)], className="live")
    region: dict[str, Any] = {"aria-label": caption}
    note = html.P(id=f"{id}/note", className="note", role="status", hidden=True)
    return html.Div([html.Div(table, className="scroll", tabIndex="0", role="region", **region), note])


def live_rows(id: str, rows: Mapping[str, Mapping[str, str | Props]], *, tone: Tone = NONE, note: str = "") -> View:
    """What the stream says of a `live_table`: its rows by a key that stays the row's own, in order, each cell by its
    column, as a text or as whatever may be said of a part of a page (layouts/wall/props.py); the `state` of a cell is a
    Tone. `tone` is what keeps all of it from being judged, such as a lost source, and `note` says so in words."""
    cells: dict[str, Props] = {
        f"{id}/{key}/{column}": {"text": said} if isinstance(said, str) else said
        for key, row in rows.items()
        for column, said in row.items()
    }
    return {id: {"rows": list(rows), "state": tone}, f"{id}/note": {"text": note, "hide": not note}, **cells}


def live_figure(id: str, label: str) -> Component:
    """One figure with its name, without a value yet: the stream says `{id: {"text": ..., "state": ...}}` of it."""
    return html.P([html.Span(label), html.B("–", id=id)], className="live-figure")

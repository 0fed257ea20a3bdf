"""What stands around a list: how many rows there are, in which order they come, and where to take all of them away."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from layouts.page.list_look import ListLook
from layouts.wall.format import count
from wallboard.languages import _, ngettext


def rows_words(look: ListLook, found: int, whole: int, order: str = "", every: str = "") -> str:
    """`order`: in which they come while nobody sorts them; `every`: what all of them are called, where they are no mere rows."""
    if look.text:
        return _("{found} of {n} rows have “{text}”", found=count(found), n=count(whole), text=look.text)
    rows = every or ngettext("{n} row", "{n} rows", whole, n=count(whole))
    return _("{rows}, {order}", rows=rows, order=order) if order and not look.sort else rows


def list_files(path: str, query: Mapping[str, str]) -> Component:
    """The whole list as files for spreadsheets. `path`: of the export, without its kind."""
    asked = urlencode(query)
    links = [html.A(kind, href=f"{path}.{kind.lower()}?{asked}", download="") for kind in ("CSV", "XLSX")]
    return html.P([_("The whole list for spreadsheets:"), *links], className="files")

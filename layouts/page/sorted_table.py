"""A list as a table: its heads sort it by the address, a field finds rows, and one page of it is shown. On a phone, where a
field sorts it, a row is a few lines, or a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from dash import dcc, html
from dash.development.base_component import Component

from layouts.page.list_look import ListLook
from layouts.page.told_address import LONGEST, UnfitAddress
from layouts.page.turning import turning
from layouts.wall.format import NOTHING
from wallboard.languages import _

Row = TypeVar("Row")
Cell = str | Component | Sequence[Component]
_HIDDEN: Any = "hidden"
_SEARCH: Any = "search"


@dataclass(frozen=True)
class SortedColumn(Generic[Row]):
    """`cell` is what stands in it, `order` by what it is sorted, `text` where it is looked for; None comes last, whichever
    way is up. On a phone its head stands before what it says, unless that `says_itself`."""

    name: str
    head: str
    cell: Callable[[Row], Cell]
    order: Callable[[Row], Any]
    text: Callable[[Row], str] = lambda row: ""
    number: bool = False
    says_itself: bool = False  # what it is, without its head before it


class ListPage(NamedTuple, Generic[Row]):
    """One page of the rows that were found, how many were found, and how many pages they fill."""

    rows: Sequence[Row]
    found: int
    pages: int


def list_page(rows: Iterable[Row], columns: Sequence[SortedColumn[Row]], look: ListLook, a_page: int) -> ListPage[Row]:
    """Raises UnfitAddress for a column that there is not, and for a page after the last one."""
    fitting = in_order(found(rows, columns, look.text), columns, look.sort)
    pages = max(1, -(-len(fitting) // a_page))
    if look.page > pages:
        raise UnfitAddress(_("The list has no page {n}: it ends with page {last}.", n=look.page, last=pages))
    return ListPage(fitting[(look.page - 1) * a_page : look.page * a_page], len(fitting), pages)


def in_order(rows: Iterable[Row], columns: Sequence[SortedColumn[Row]], sort: str) -> list[Row]:
    """By a column, from the end with "-" in front; as they come for "". Raises UnfitAddress."""
    if not sort:
        return list(rows)
    name = sort.removeprefix("-")
    column = next((column for column in columns if column.name == name), None)
    if column is None:
        there = ", ".join(column.name for column in columns)
        raise UnfitAddress(_("The list has no column “{name}”. There are: {names}.", name=name, names=there))
    every = list(rows)
    known = [row for row in every if column.order(row) is not None]
    known.sort(key=column.order, reverse=sort.startswith("-"))
    return known + [row for row in every if column.order(row) is None]


def found(rows: Iterable[Row], columns: Sequence[SortedColumn[Row]], text: str) -> list[Row]:
    """Those in which a text stands."""
    wanted = text.casefold()
    return [row for row in rows if not wanted or any(wanted in column.text(row).casefold() for column in columns)]


def sorted_table(
    caption: str,
    columns: Sequence[SortedColumn[Row]],
    rows: Sequence[Row],
    look: ListLook,
    address: Callable[[ListLook], str],
    key: Callable[[Row], str] = lambda row: "",
    cards: bool = False,
) -> Component:
    """`address` is that of another look, `key` what a row is called on the whole page, where it is drawn anew. The first column
    heads each row. `cards`: on a phone each fact has a place of its own, to be compared; else a row is as short as it can be."""
    heads = html.Tr([_head(column, look, address) for column in columns])
    region: dict[str, Any] = {"aria-label": caption}
    body = html.Tbody([_row(row, columns, key(row)) for row in rows])
    look_of = " ".join(("listed", "cards", *([] if cards else ["lines"])))
    inner = html.Table([html.Caption(caption), html.Thead(heads), body], className=look_of)
    return html.Div(inner, className="scroll", tabIndex="0", role="region", **region)


def searched_table(
    id: str,
    caption: str,
    columns: Sequence[SortedColumn[Row]],
    page: ListPage[Row],
    look: ListLook,
    address: Callable[[ListLook], str],
    kept: Mapping[str, str],
    key: Callable[[Row], str] = lambda row: "",
    as_it_comes: str = "",
) -> list[Component]:
    """With its field and its pages: see `finder` and `sorted_table`."""
    return [
        finder(id, kept, columns, look, address, as_it_comes),
        sorted_table(caption, columns, page.rows, look, address, key),
        *turning(look, page.pages, address),
    ]


def finder(
    id: str,
    kept: Mapping[str, str | Sequence[str]] | Mapping[str, str],
    columns: Sequence[SortedColumn[Row]],
    look: ListLook,
    address: Callable[[ListLook], str],
    as_it_comes: str = "",
) -> Component:
    """A plain form: a text to find, and, where there are no heads, by what to sort. It works without a script of ours, and what
    it finds has an address, and a place on the page where one is called by its `id`. `kept` goes along. `as_it_comes`: in which order the rows are where nobody sorts them; the worst first
    where it is left out."""
    hidden = [
        dcc.Input(type=_HIDDEN, name=name, value=value)
        for name, values in kept.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    field = dcc.Input(id=f"{id}-find", type=_SEARCH, name="q", value=look.text, maxLength=LONGEST)
    again = [html.A(_("All rows"), href=address(look.of_all()))] if look.text else []
    named: dict[str, Any] = {"aria-label": _("Sort by")}
    ways = [html.Option(as_it_comes or _("Worst first"), value=""), *(_way(column) for column in columns)]
    order = html.Select(_chosen(ways, look.sort), name="sort", className="narrow", **named)
    label = html.Label(_("Find in the list"), htmlFor=f"{id}-find")
    return html.Form(
        [label, *hidden, field, order, html.Button(_("Find")), *again],
        method="GET",
        action=f"#{id}",
        role="search",
        className="find",
    )


def _chosen(ways: Sequence[Component], sort: str) -> list[Component]:
    """The one that is chosen first: a form that nobody touches asks for it again."""
    return sorted(ways, key=lambda way: way.value != sort)  # type: ignore[attr-defined]


def _way(column: SortedColumn[Row]) -> Component:
    value = f"-{column.name}" if column.number else column.name
    return html.Option(_("Sorted by: {column}", column=column.head), value=value)


def _head(column: SortedColumn[Row], look: ListLook, address: Callable[[ListLook], str]) -> Component:
    sort = look.sort
    order = "ascending" if sort == column.name else "descending" if sort == f"-{column.name}" else "none"
    mark = {"ascending": " ▲", "descending": " ▼"}.get(order, "")
    unseen: dict[str, Any] = {"aria-hidden": "true"}
    first, other = (f"-{column.name}", column.name) if column.number else (column.name, f"-{column.name}")
    link = html.A(
        [column.head, html.Span(mark, **unseen)], href=address(look.sorted_by(other if sort == first else first))
    )
    sorted_as: dict[str, Any] = {"aria-sort": order}
    return html.Th(link, scope="col", className=_side(column), **sorted_as)


def _row(row: Row, columns: Sequence[SortedColumn[Row]], key: str) -> Component:
    """By its key it is found again when the page is drawn anew: whoever stands on it goes along (assets/follow.js)."""
    first, *others = columns
    every = [html.Th(first.cell(row), scope="row", dir="auto"), *(_cell(column, row) for column in others)]
    return html.Tr(every, id=key) if key else html.Tr(every)


def _cell(column: SortedColumn[Row], row: Row) -> Component:
    told = column.cell(row)
    label: dict[str, Any] = {"data-label": column.head}
    untold = NOTHING in (told, getattr(told, "children", None))
    look = " ".join(filter(None, (_side(column), "plain" * column.says_itself, "untold" * untold)))
    return html.Td(html.Span(told, dir="auto"), className=look, **label)


def _side(column: SortedColumn[Row]) -> str:
    return "number" if column.number else ""

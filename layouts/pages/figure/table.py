"""A figure's list as a table: a field to find rows by, heads that sort, pages. Everything that is chosen is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component

from layouts.page.figures import request_address, visit_address
from layouts.pages.figure.asked import Asked
from layouts.pages.figure.columns import Column
from layouts.pages.figure.listed import Listed
from layouts.wall.format import count
from wallboard.languages import _, ngettext
from wallboard.questions.behind import CallMember, DayMember, Member, RequestMember

LIST = "figure-list"
_HIDDEN: Any = "hidden"
_SEARCH: Any = "search"


def table(asked: Asked, columns: Sequence[Column], shown: Listed, whole: int) -> list[Component]:
    """`whole` is how many there are in all."""
    said = _said(asked, shown, whole)
    heads = html.Tr([_head(asked, column) for column in columns])
    body = html.Tbody([_row(member, columns, asked.key.scope.site) for member in shown.rows])
    region: dict[str, Any] = {"aria-label": said}
    rows = html.Div(
        html.Table([html.Caption(said), html.Thead(heads), body], className="listed"),
        className="scroll",
        tabIndex="0",
        role="region",
        **region,
    )
    return [_finder(asked), rows, *_pages(asked, shown)]


def _said(asked: Asked, shown: Listed, whole: int) -> str:
    if asked.look.text:
        return _("{found} of {n} rows have “{text}”", found=count(shown.found), n=count(whole), text=asked.look.text)
    return ngettext("{n} row", "{n} rows", whole, n=count(whole))


def _finder(asked: Asked) -> Component:
    """A plain form: it works without a script of ours, and what it finds has an address."""
    kept = asked.about() | ({"sort": asked.look.sort} if asked.look.sort else {})
    hidden = [dcc.Input(type=_HIDDEN, name=name, value=value) for name, value in kept.items()]
    field = dcc.Input(id=f"{LIST}-find", type=_SEARCH, name="q", value=asked.look.text, maxLength=200)
    again = [html.A(_("All rows"), href=asked.address(asked.look.of_all()))] if asked.look.text else []
    label = html.Label(_("Find in the list"), htmlFor=f"{LIST}-find")
    return html.Form(
        [label, *hidden, field, html.Button(_("Find")), *again], method="GET", role="search", className="find"
    )


def _head(asked: Asked, column: Column) -> Component:
    sort = asked.look.sort
    order = "ascending" if sort == column.name else "descending" if sort == f"-{column.name}" else "none"
    mark = {"ascending": " ▲", "descending": " ▼"}.get(order, "")
    unseen: dict[str, Any] = {"aria-hidden": "true"}
    link = html.A([column.head, html.Span(mark, **unseen)], href=asked.address(asked.look.sorted_by(column.name)))
    sorted_as: dict[str, Any] = {"aria-sort": order}
    return html.Th(link, scope="col", className=_side(column), **sorted_as)


def _row(member: Member, columns: Sequence[Column], site: str) -> Component:
    first, *others = columns
    text: Any = first.text(member)
    there = leads(member, site)
    head = html.Th(html.A(text, href=there, dir="auto") if there else text, scope="row", dir="auto")
    return html.Tr([head, *(html.Td(each.text(member), className=_side(each), dir="auto") for each in others)])


def leads(member: Member, site: str) -> str:
    """The address of what a row is; "" where it has no page of its own."""
    match member:
        case CallMember():
            return visit_address(member.visit.key)
        case RequestMember():
            return request_address(member.version.source, member.version.ticket)
        case DayMember():
            return f"/today?{urlencode({'day': member.day.isoformat(), 'site': site})}"
        case _:
            return ""


def _side(column: Column) -> str:
    return "number" if column.number else ""


def _pages(asked: Asked, shown: Listed) -> list[Component]:
    if shown.pages < 2:
        return []
    look = asked.look
    here = html.Span(_("Page {n} of {last}", n=look.page, last=shown.pages))
    before = html.A(_("← Page before"), href=asked.address(look.turned_to(look.page - 1)), rel="prev")
    after = html.A(_("Page after →"), href=asked.address(look.turned_to(look.page + 1)), rel="next")
    links = [*([before] if look.page > 1 else []), here, *([after] if look.page < shown.pages else [])]
    named: dict[str, Any] = {"aria-label": _("Pages of the list")}
    return [html.Nav(links, className="turn", **named)]

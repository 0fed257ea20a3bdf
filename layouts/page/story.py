"""What the pages of a single call and a single request are made of: facts, and tables that do not change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from typing import Any
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.wall.format import NOTHING
from layouts.wall.written import Element, holding
from wallboard.clock import local
from wallboard.languages import speaking
from wallboard.model import Micros

Cell = str | Component


def facts(told: Iterable[tuple[str, Cell]]) -> Component:
    """Terms and what they are; those of which nothing is known are left out."""
    parts = [part for term, said in told if said for part in (html.Dt(term), html.Dd(said, dir="auto"))]
    return html.Dl(parts, className="facts")


def table(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    numbers: Collection[int] = (),
    keys: Sequence[str] = (),
) -> Component:
    """The first column heads each row; those that are `numbers`, counted from 0, are written to the right. `keys`: what each row is
    called on the whole page, where it is drawn anew."""
    side = ["number" if nth in numbers else "" for nth in range(len(heads))]
    head = html.Tr([html.Th(head, scope="col", className=where) for head, where in zip(heads, side, strict=True)])
    body = [
        _row([html.Th(first, scope="row", dir="auto"), *map(_cell, heads[1:], others, side[1:])], key)
        for (first, *others), key in zip(rows, keys or repeat(""), strict=False)
    ]
    named: dict[str, Any] = {"aria-label": title}
    inner = html.Table([html.Caption(title), html.Thead(head), html.Tbody(body)], className="listed cards")
    return html.Div(inner, className="scroll", tabIndex="0", role="region", **named)


def written_table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str | Element]], numbers: Collection[int] = ()
) -> Component:
    """The same table, written at once (assets/drawn.js): Dash takes its time over each cell."""
    side = ["number" if nth in numbers else "" for nth in range(len(heads))]
    head = [["th", {"scope": "col", "class": where}, head] for head, where in zip(heads, side, strict=True)]
    body: list[Element] = []
    for first, *others in rows:
        cells = zip(heads[1:], side[1:], others, strict=True)
        told = (["td", {"class": where, "data-label": head}, ["span", {"dir": "auto"}, cell]] for head, where, cell in cells)  # fmt: skip
        body.append(["tr", {}, ["th", {"scope": "row", "dir": "auto"}, first], *told])
    parts = [["caption", {}, title], ["thead", {}, ["tr", {}, *head]], ["tbody", {}, *body]]
    named: dict[str, Any] = {"aria-label": title}
    inner = holding(["table", {"class": " ".join(("listed", "cards"))}, *parts])
    return html.Div(inner, className="scroll", tabIndex="0", role="region", **named)


def _row(cells: list[Component], key: str) -> Component:
    return html.Tr(cells, id=key) if key else html.Tr(cells)


def _cell(head: str, told: Cell, side: str) -> Component:
    """On a phone, which has no heads, it says its column itself."""
    labelled: dict[str, Any] = {"data-label": head}
    look = " ".join(filter(None, (side, "untold" * (told == NOTHING))))
    return html.Td(html.Span(told, dir="auto"), className=look, **labelled)


def nothing(words: str) -> Component:
    return html.P(words, className="nothing", role="status")


def still(words: str) -> Component:
    """Why what is below is not of now."""
    return html.P(words, className="still", role="status", dir="auto")


def all_still(words: Sequence[str]) -> Component:
    """In a place of their own, so that what is below stays where it is when one comes or goes."""
    return html.Div([still(each) for each in words])


def when(instant: Micros, zone: ZoneInfo) -> str:
    """Fri 20 Nov, 14:05:07, of what is not old."""
    at, language = local(instant, zone), speaking()
    return f"{language.short_date(at)}, {language.time_with_seconds(at)}"


def dated(instant: Micros, zone: ZoneInfo) -> str:
    """Fri 20 Nov 2026, 14:05:07, of what may be years old."""
    at, language = local(instant, zone), speaking()
    return f"{language.dated(at)}, {language.time_with_seconds(at)}"

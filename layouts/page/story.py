"""What the pages of a single call and a single request are made of: facts, and tables that do not change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from wallboard.clock import local
from wallboard.languages import speaking
from wallboard.model import Micros

Cell = str | Component


def facts(told: Iterable[tuple[str, Cell]]) -> Component:
    """Terms and what they are; those of which nothing is known are left out."""
    parts = [part for term, said in told if said for part in (html.Dt(term), html.Dd(said, dir="auto"))]
    return html.Dl(parts, className="facts")


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Component:
    """The first column heads each row."""
    head = html.Tr([html.Th(head, scope="col") for head in heads])
    body = [
        html.Tr([html.Th(first, scope="row", dir="auto"), *(html.Td(cell, dir="auto") for cell in others)])
        for first, *others in rows
    ]
    named: dict[str, Any] = {"aria-label": title}
    inner = html.Table([html.Caption(title), html.Thead(head), html.Tbody(body)], className="listed")
    return html.Div(inner, className="scroll", tabIndex="0", role="region", **named)


def nothing(words: str) -> Component:
    return html.P(words, className="nothing", role="status")


def when(instant: Micros, zone: ZoneInfo) -> str:
    """Fri 20 Nov, 14:05:07"""
    at, language = local(instant, zone), speaking()
    return f"{language.short_date(at)}, {language.time_with_seconds(at)}"

"""Pages of departments as somebody sees them, within a remit and narrowed, and what is drawn on them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from dash import html
from dash.development.base_component import Component

from layouts.page import PageContext, Services
from tests.layouts.scope_city import ScopeCity
from tests.wide import usual
from wallboard.access.visitor import MACHINE, Visitor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.departments.chosen_items import NONE_NAMED

REMITS = (
    EVERYTHING,
    Remit.of(wards=["ward-one"]),
    Remit.of(["north"], ["dept-roads", "dept-parks"]),
    Remit.of(departments=["dept-water"], wards=["ward-nine"]),
)
TYPES, WARDS = ("", "leak", "tree"), ("", "ward-one", "ward-two", NONE_NAMED)
CHANNELS = ("", "phone", NONE_NAMED)
NARROWED = [
    (remit, sides)
    for nth, (remit, *sides) in enumerate(product(REMITS, TYPES, WARDS, CHANNELS))
    if usual([nth], lambda each: each % 37 == 0)
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    made = ScopeCity(tmp_path_factory.mktemp("departments"))
    yield made
    made.close()


def context(city: ScopeCity, search: str = "", name: str = "", remit: Remit = EVERYTHING) -> PageContext:
    visitor = Visitor(MACHINE.kind, "", "", rights=MACHINE.rights, remit=remit)
    services = Services(city.readers, city.access, city.now, frozenset)
    return PageContext(visitor, {"name": name} if name else {}, "/departments", services, search)


def parts(of: Any) -> Iterator[Any]:
    """Everything that is drawn."""
    if isinstance(of, list | tuple):
        for each in of:
            yield from parts(each)
    elif isinstance(of, Component):
        yield of
        yield from parts(getattr(of, "children", None))


def text(of: Any) -> str:
    if isinstance(of, list | tuple):
        return "".join(map(text, of))
    return text(getattr(of, "children", None)) if isinstance(of, Component) else "" if of is None else str(of)


def figures(drawn: Any) -> list[tuple[str, str]]:
    """Where each leads, and what it says."""
    return [(part.href, text(part)) for part in parts(drawn) if getattr(part, "className", "") == "opens"]


def query(sides: Sequence[str]) -> str:
    named = zip(("service_type", "ward", "channel"), sides, strict=True)
    return "&".join(f"{name}={word}" for name, word in named if word)


def unfolded(drawn: Any) -> list[Any]:
    """With the tables that assets/drawn.js draws."""
    told = (getattr(part, "data-drawn", "") for part in parts(drawn))
    return [drawn, *(component(json.loads(each)) for each in told if each)]


def component(element: Any) -> Any:
    if isinstance(element, str):
        return element
    name, attributes, *within = element
    its = [component(each) for each in within]
    return html.A(its, href=attributes["href"], className=attributes.get("class", "")) if name == "a" else html.Div(its)

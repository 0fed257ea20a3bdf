"""What the sections of *Today* are made of."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from wallboard.languages import _

_GRAPH: Any = {"displayModeBar": False, "responsive": True}


def chart(title: str, words: str, figure: dict[str, Any], behind: Component, wide: bool = False) -> Component:
    graph = html.Div(
        dcc.Graph(figure=figure, config=_GRAPH),
        role="img",
        **named(f"{title}. {words} " + _("The table below has the figures.")),
    )
    return html.Section([html.H3(title), html.P(words), graph, behind], className="chart wide" if wide else "chart")


def nothing(words: str, then: Component) -> Component:
    return html.Section([html.P(words), then], className="nothing", role="status")


def named(label: str) -> dict[str, Any]:
    return {"aria-label": label}

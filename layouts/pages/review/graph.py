"""A chart of the review on a page: its title, what must be known besides, the drawing, and the table behind it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.review.chart_look import Drawn
from layouts.wall.written import written_table
from wallboard.languages import _

_GRAPH: Any = {"displayModeBar": False, "responsive": True}


def chart(drawn: Drawn, heading: Callable[[str], Component] = html.H2) -> Component:
    """`heading`: as deep as it stands on its page."""
    words = [html.P(each) for each in drawn.words]
    return html.Section([heading(drawn.title), *words, graph(drawn), table(drawn)], className="chart")


def graph(drawn: Drawn) -> Component:
    return html.Div(dcc.Graph(figure=drawn.plotted, config=_GRAPH), role="img", className="graph", **_said(drawn))


def graph_when_shown(drawn: Drawn) -> Component:
    """As high as its place, for a projector. assets/present.js draws it when its screen is turned to: many at once would
    keep a meeting waiting."""
    layout = {name: value for name, value in drawn.plotted["layout"].items() if name != "height"}
    plotted = drawn.plotted | {"layout": layout | {"font": layout["font"] | {"size": 17}}, "config": _GRAPH}
    data: dict[str, Any] = {"data-plot": json.dumps(plotted, separators=(",", ":"))}
    return html.Div(role="img", className="graph", **data, **_said(drawn))


def loads_plotly() -> Component:
    """An empty chart, which has Dash load what draws all of them."""
    return html.Div(dcc.Graph(figure={}), hidden=True)


def _said(drawn: Drawn) -> dict[str, Any]:
    return {"aria-label": " ".join([drawn.title + ".", *drawn.words])}


def table(drawn: Drawn) -> Component:
    """Folded away until asked for; the first column names the row."""
    whole = written_table(drawn.title, drawn.heads, drawn.rows)
    named: dict[str, Any] = {"aria-label": drawn.title}
    inner = html.Div(whole, className="scroll", tabIndex="0", role="region", **named)
    return html.Details([html.Summary(_("Figures as a table")), inner])

"""The three parts of the live page: each with its filters, its table (on a phone: its cards), and a note below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page.live_grid import GridColumn, live_grid
from layouts.pages.live import agents, callers, queues
from wallboard.languages import _

HEIGHTS = {
    queues.ID: "clamp(14rem, 34vh, 34rem)",
    agents.ID: "clamp(16rem, 44vh, 40rem)",
    callers.ID: "clamp(16rem, 44vh, 40rem)",
}


def sections(several_sites: bool, names: bool) -> list[Component]:
    which = {"": _("All queues"), "help": _("Those that need help"), "lost": _("Lost today")}
    doing = {
        "": _("In any state"),
        **agents.states(),
        "over": _("On a break too long"),
    }
    grouped = {"": _("Not grouped"), "state": _("By state"), "queues": _("By queue")}
    of_queues = _section(
        queues.ID, _("Queues"), queues.columns(several_sites), _select(queues.ID, "which", _("Show"), which)
    )
    of_agents = _section(
        agents.ID,
        _("Agents"),
        agents.columns() if names else [],
        _select(agents.ID, "which", _("Show"), doing),
        _select(agents.ID, "group", _("Group"), grouped),
    )
    by = {"": _("Not grouped"), "queue": _("By queue")}
    of_callers = _section(
        callers.ID, _("Callers waiting"), callers.columns(), _select(callers.ID, "group", _("Group"), by)
    )
    return [jumps(), of_queues, html.Div([of_agents, of_callers], className="live-pair")]


def jumps() -> Component:
    """The way from part to part on a phone, where they stand one below the other; it stays in view."""
    named: dict[str, Any] = {"aria-label": _("Parts of this page")}
    return html.Nav(
        [
            _jump(queues.ID, _("Queues")),
            _jump(agents.ID, _("Agents")),
            _jump(callers.ID, _("Callers")),
        ],
        className="live-jumps",
        **named,
    )


def _jump(id: str, label: str) -> Component:
    return html.A([label, " ", html.Span(id=f"{id}-there", className="count")], href=f"#{id}-part")


def _section(id: str, title: str, columns: Sequence[GridColumn], *tools: Component) -> Component:
    """Without columns there is nothing to show, and the note says why."""
    note = html.P(id=f"{id}-note", className="note", role="status", hidden=True)
    counted = html.Span(id=f"{id}-count", className="count")
    heading = html.H2([title, " ", counted], id=f"{id}-title", tabIndex="-1")
    if not columns:
        return html.Section([html.Div(heading, className="live-tools"), note], id=f"{id}-part", className="live-part")
    bar = html.Div(
        [heading, _find(id, title), *tools, _order(id, columns), _columns(id, columns)], className="live-tools"
    )
    rows = html.Div([live_grid(id, title, columns, HEIGHTS[id]), note, _none_fits(id)], className="live-rows")
    return html.Section([bar, rows], id=f"{id}-part", className="live-part")


def _none_fits(id: str) -> Component:
    """The page's script shows it: what is filtered is known in the browser alone."""
    again: dict[str, Any] = {"data-live": "all", "data-grid": id, "type": "button"}
    return html.P(
        [_("None fits what is chosen or looked for."), " ", html.Button(_("Show all of them"), **again)],
        id=f"{id}-none",
        className="note",
        role="status",
        hidden=True,
    )


def _find(id: str, title: str) -> Component:
    return field(f"{id}-find", _("Find in {table}", table=title), _("Find"))


def field(id: str, label: str, hint: str) -> Component:
    """Where the page's script puts a text field: Dash's own would bring all of its components along."""
    told: dict[str, Any] = {"data-label": label, "data-hint": hint}
    return html.Span(id=id, className="field", **told)


def _select(id: str, name: str, label: str, options: dict[str, str]) -> Component:
    named: dict[str, Any] = {"data-live": name, "data-grid": id, "aria-label": label}
    return html.Select([html.Option(text, value=value) for value, text in options.items()], **named)


def _order(id: str, columns: Sequence[GridColumn]) -> Component:
    """On a phone, which has no heads of columns to sort by."""
    ways = {f"{column.name}:asc": _("Help first") for column in columns if column.kind == "rank"}
    ways |= {f"{column.name}:asc": _by(column) for column in columns if column.kind == "text"}
    ways |= {f"{column.name}:desc": _by(column) for column in columns if column.kind not in ("rank", "text", "spark")}
    return html.Span(_select(id, "order", _("Sort by"), ways), className="narrow")


def _by(column: GridColumn) -> str:
    return _("Sorted by: {column}", column=column.head)


def _columns(id: str, columns: Sequence[GridColumn]) -> Component:
    """Which columns are shown: a button each, which is pressed while its column is."""
    buttons = [html.Button(column.head, title=column.means, **_pressed(id, column)) for column in columns]
    return html.Details([html.Summary(_("Columns")), html.Div(buttons, className="boxes")], className="columns")


def _pressed(id: str, column: GridColumn) -> dict[str, Any]:
    shown = str(column.shown).lower()
    return {"data-live": "column", "data-grid": id, "data-column": column.name, "aria-pressed": shown}

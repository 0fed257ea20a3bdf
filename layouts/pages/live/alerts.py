"""The alerts that are on, above the tables of the live page: each leads to where it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page import StreamContext
from layouts.pages.live.sites import SiteFloor
from layouts.wall.alert_words import alert_words
from layouts.wall.ordering import loudest_first
from layouts.wall.props import Props, View
from wallboard.judging.tone import Tone
from wallboard.languages import _, ngettext
from wallboard.model.alerts import Alert
from wallboard.settings import Settings

ID, THEN, MOST = "live-alerts", "live-alerts-then", 4


def alert_list() -> Component:
    """Room for the loudest of them; the stream says which."""
    lines = [
        html.Li(html.A("", id=f"{ID}-{nth}", href="/alerts"), id=f"{ID}-{nth}-line", hidden=True) for nth in range(MOST)
    ]
    more = html.Li(html.A("", id=f"{ID}-more", href="/alerts"), id=f"{ID}-more-line", hidden=True)
    named: dict[str, Any] = {"aria-label": _("Alerts")}
    on_now = html.Ul([*lines, more], className="live-alerts", **named)
    return html.Div([on_now, html.P("", id=THEN, className="note", hidden=True)])


def alert_view(floors: Sequence[SiteFloor], context: StreamContext) -> View:
    settings, names = context.settings, context.names
    on = loudest_first(alert for floor in floors for alert in floor.at.snapshot.alerts if _is_of(alert, floor))
    then, alerts = (on, []) if context.past else ([], on)
    view: dict[str, Props] = {THEN: _on_then(then, settings, names)}
    for nth in range(MOST):
        alert = alerts[nth] if nth < len(alerts) else None
        view[f"{ID}-{nth}-line"] = {"hide": alert is None}
        if alert is not None:
            view[f"{ID}-{nth}"] = {"text": _said(alert, settings, names), "state": Tone(alert.raised.tone)}
    more = len(alerts) - MOST
    view[f"{ID}-more-line"] = {"hide": more <= 0}
    view[f"{ID}-more"] = {"text": ngettext("{n} more alert", "{n} more alerts", max(more, 1), n=max(more, 1))}
    return view


def _on_then(alerts: Sequence[Alert], settings: Settings, names: bool) -> Props:
    """Those that were on at a past instant: what is taken is taken now, so that they lead nowhere."""
    said = [alert_words(alert.raised, settings, names=names) for alert in alerts]
    return {"text": _("Alerts then: {alerts}", alerts="; ".join(said)) if said else "", "hide": not said}


def _is_of(alert: Alert, floor: SiteFloor) -> bool:
    return alert.key.scope.site == floor.at.site


def _said(alert: Alert, settings: Settings, names: bool) -> str:
    what = alert_words(alert.raised, settings, names=names)
    return _("{what} (somebody is on it)", what=what) if alert.taken_at is not None else what

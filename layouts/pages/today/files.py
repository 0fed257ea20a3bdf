"""Links to what a spreadsheet can open, for whoever may take files away."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from wallboard.languages import _
from wallboard.questions.day import DayQuestion


def files(ask: DayQuestion, is_today: bool) -> Component:
    """The calls of the day; open requests and figures are only those of now."""
    site = {"site": ask.site}
    links = [_link(_("Calls of this day"), "calls", {**site, "day": ask.day.isoformat()})]
    if is_today:
        links += [_link(_("Open requests"), "requests", site), _link(_("All figures of now"), "snapshot", site)]
    spaced = [part for link in links for part in (" ", link)]
    return html.P([_("Files for spreadsheets:"), *spaced], className="files")


def _link(words: str, file: str, query: dict[str, str]) -> Component:
    return html.A(words, href=f"/export/{file}.csv?{urlencode(query)}", download="")

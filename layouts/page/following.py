"""A page that reads on by itself while it is open, and that whoever reads it may stop."""

from __future__ import annotations

from typing import NamedTuple

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from wallboard.languages import _, ngettext

SCRIPT = "follow.js"
_QUIET = ClientsideFunction("wallboard", "whenQuiet")


class Following(NamedTuple):
    """`name` is of the page's parts. What the page shows is read anew when `moment` changes: every so many minutes, as soon as
    the reader's hands rest (assets/follow.js)."""

    name: str
    minutes: int = 2

    @property
    def tick(self) -> str:
        return f"{self.name}-tick"

    @property
    def moment(self) -> str:
        return f"{self.name}-moment"

    @property
    def button(self) -> str:
        return f"{self.name}-follow"

    def clock(self) -> list[Component]:
        return [dcc.Interval(id=self.tick, interval=self.minutes * 60_000), dcc.Store(id=self.moment)]

    def stop(self) -> Component:
        """Whoever reads on may stop what changes by itself."""
        return html.Button(_("Stop new figures"), id=self.button, n_clicks=0)

    def callbacks(self, app: Dash) -> None:
        app.clientside_callback(  # type: ignore[no-untyped-call]
            _QUIET, Output(self.moment, "data"), Input(self.tick, "n_intervals"), prevent_initial_call=True
        )

        @app.callback(Output(self.tick, "disabled"), Output(self.button, "children"), Input(self.button, "n_clicks"))
        def follow(clicks: int | None) -> tuple[bool, str]:
            stopped = bool((clicks or 0) % 2)
            return stopped, self._go_on() if stopped else _("Stop new figures")

    def _go_on(self) -> str:
        n = self.minutes
        return ngettext("New figures every {n} minute", "New figures every {n} minutes", n, n=n)

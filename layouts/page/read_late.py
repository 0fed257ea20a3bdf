"""A page whose content is read for a moment: its frame stands at once, and the content comes when it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from dash import Dash, Input, Output, ctx, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts.page import PageContext
from layouts.page.following import SCRIPT, Following
from layouts.page.frame import frame
from layouts.page.story import nothing
from layouts.web.gate import AWAY
from wallboard.database.faults import DatabaseFailed
from wallboard.languages import _

AT_ONCE = 2  # of one such page that are read at a time: others wait


@dataclass(frozen=True, slots=True)
class ReadLate:
    """`layout` and `callbacks` of a page. `name` is of its parts, `title` is marked where it is written or follows from the
    context, and `content` may wait for a database."""

    name: str
    title: str | Callable[[PageContext], str]
    content: Callable[[PageContext], list[Component]]
    every_min: int = 0  # how often it is read anew while it is open; 0: once

    @property
    def script(self) -> tuple[str, ...]:
        """What its page must load."""
        return (SCRIPT,) if self.every_min else ()

    @property
    def _following(self) -> Following | None:
        return Following(self.name, self.every_min) if self.every_min else None

    def layout(self, context: PageContext) -> Component:
        shown = html.Div(id=f"{self.name}-content")
        waits = dcc.Loading(shown, delay_show=800, overlay_style={"visibility": "visible"})
        address = dcc.Location(id=f"{self.name}-address", refresh="callback-nav")
        heading = self.title(context) if callable(self.title) else _(self.title)
        if self._following is None:
            return frame(context, heading, address, waits)
        return frame(context, heading, address, *self._following.clock(), waits, tools=(self._following.stop(),))

    def callbacks(self, app: Dash, context: Callable[[], PageContext]) -> None:
        room = asyncio.Semaphore(AT_ONCE)

        inputs = [Input(f"{self.name}-address", "search")]
        if self._following is not None:
            self._following.callbacks(app)
            inputs.append(Input(self._following.moment, "data"))

        @app.callback(Output(f"{self.name}-content", "children"), inputs)
        async def show(search: str | None, moment: int | None = None) -> list[Component]:
            here = replace(context(), search=search or "")
            again = self._following is not None and ctx.triggered_id == self._following.moment
            async with room:
                try:
                    return await asyncio.to_thread(self.content, here)
                except DatabaseFailed as error:
                    if error.cause is None:
                        raise
                    if again:  # what is there says of when it is
                        raise PreventUpdate from None
                    return [nothing(_(AWAY))]

"""A page whose content is read for a moment: its frame stands at once, and the content comes when it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from layouts.page import PageContext
from layouts.page.frame import frame
from wallboard.languages import _

AT_ONCE = 2  # of one such page that are read at a time: others wait


@dataclass(frozen=True, slots=True)
class ReadLate:
    """`layout` and `callbacks` of a page. `name` is of its parts, `title` is marked where it is written or follows from the
    context, and `content` may wait for a database."""

    name: str
    title: str | Callable[[PageContext], str]
    content: Callable[[PageContext], list[Component]]

    def layout(self, context: PageContext) -> Component:
        shown = html.Div(id=f"{self.name}-content")
        waits = dcc.Loading(shown, delay_show=800, overlay_style={"visibility": "visible"})
        address = dcc.Location(id=f"{self.name}-address", refresh="callback-nav")
        heading = self.title(context) if callable(self.title) else _(self.title)
        return frame(context, heading, address, waits)

    def callbacks(self, app: Dash, context: Callable[[], PageContext]) -> None:
        room = asyncio.Semaphore(AT_ONCE)

        @app.callback(Output(f"{self.name}-content", "children"), Input(f"{self.name}-address", "search"))
        async def show(search: str | None) -> list[Component]:
            here = replace(context(), search=search or "")
            async with room:
                return await asyncio.to_thread(self.content, here)

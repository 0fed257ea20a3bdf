"""Dash's own scripts, compressed once and kept: they are most of a page's weight and never change while we run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from dash.fingerprint import check_fingerprint

from layouts.web.dash_pages import SUITES, DashPage
from layouts.web.http import IMMUTABLE, Answer, AsgiScope, ask, zipped


class DashScripts:
    """Answers for `/_dash-component-suites/...`, from whichever page's application knows the file."""

    def __init__(self) -> None:
        self._kept: dict[str, Answer] = {}
        self._lock = asyncio.Lock()

    async def get(self, path: str, scope: AsgiScope, pages: Iterable[DashPage]) -> Answer | None:
        """The file, or None when no page has it. Dash takes any fingerprint for a file's own: it is kept once."""
        name, _ = check_fingerprint(path)  # type: ignore[no-untyped-call]
        if name not in self._kept:
            async with self._lock:
                if name not in self._kept:
                    answer = await self._find(name, scope, list(pages))
                    if answer is None:
                        return None
                    self._kept[name] = await asyncio.to_thread(zipped, answer)
        return self._kept[name]

    async def _find(self, path: str, scope: AsgiScope, pages: Iterable[DashPage]) -> Answer | None:
        for page in pages:
            # drawing the index registers the files that it names; Dash serves no others
            await ask(page.asgi, inner(scope, "/"))
            answer = await ask(page.asgi, inner(scope, SUITES + path))
            if answer.status == 200:
                return Answer(answer.body, answer.content_type, cache=IMMUTABLE)
        return None


def inner(scope: AsgiScope, path: str, method: str = "GET") -> AsgiScope:
    """The request as one page's application sees it."""
    return {**scope, "path": path, "raw_path": path.encode(), "root_path": "", "method": method, "state": {}}

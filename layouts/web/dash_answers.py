"""What a Dash application answers, as an answer of ours: whole, compressed, with the page's policy."""

from __future__ import annotations

from layouts.web.dash_pages import DashPage
from layouts.web.dash_scripts import inner
from layouts.web.http import AsgiScope, Receive, Send, ask, zipped
from layouts.web.request_policy import security_headers


async def answer_part(app: DashPage, part: str, scope: AsgiScope, receive: Receive, send: Send) -> None:
    """Sends a part of a page, such as "_dash-layout"; "" is the page itself."""
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    answer = await ask(app.asgi, inner(scope, f"/{part}", method), receive)
    headers = security_headers() if part else security_headers(app.policy())
    await zipped(answer, level=5).send(scope, send, headers)

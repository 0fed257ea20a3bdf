"""A proxy of the tests on 127.0.0.1, between the wall and the city's sign-in: it changes what a test says, nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

_NOT_PASSED_ON = ("transfer-encoding", "connection", "content-length", "content-encoding", "server", "date")


@dataclass
class Said:
    """An answer on its way to the wall or the browser."""

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told

    def with_json(self, **changed: Any) -> Said:
        return Said(self.status, json.dumps({**self.json, **changed}).encode(), self.headers)


Change = Callable[[Said], Said]


class Between:
    """`changes` is by path, such as {"/oauth/token": change}; `asked` counts requests by path."""

    def __init__(self, issuer: str) -> None:
        self.changes: dict[str, Change] = {}
        self.asked: list[str] = []
        self._upstream = httpx.Client(base_url=issuer, timeout=20, trust_env=False)
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            server_version = "between"

            def do_GET(self) -> None:
                self._pass_on()

            do_POST = do_GET

            def _pass_on(self) -> None:
                length = int(self.headers.get("content-length", 0))
                said = between.said(self.command, self.path, dict(self.headers), self.rfile.read(length))
                self.send_response(said.status)
                for name, value in said.headers:
                    self.send_header(name, value)
                self.send_header("content-length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body)

            def log_message(self, format: str, *args: object) -> None:
                """Tests print what they want to know themselves."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/"

    def said(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Said:
        self.asked.append(path.partition("?")[0])
        sent = {name: value for name, value in headers.items() if name.lower() not in _NOT_PASSED_ON}
        reply = self._upstream.request(method, path, headers=sent, content=body)
        kept = [(name, value) for name, value in reply.headers.multi_items() if name.lower() not in _NOT_PASSED_ON]
        said = Said(reply.status_code, reply.content, kept)
        change = self.changes.get(path.partition("?")[0])
        return change(said) if change else said

    @contextmanager
    def running(self) -> Iterator[Between]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join(10)
            self._upstream.close()

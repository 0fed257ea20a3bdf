"""A GeoReport server of the tests' own on 127.0.0.1, with every quirk that was seen in the wild, each by a switch."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from wallboard.clock import utc
from wallboard.model import DAY, SECOND, Micros

CHICAGO = ZoneInfo("America/Chicago")
KEY = "s3cret-Key-99"


@dataclass(frozen=True)
class Request:
    """One request as the server keeps it. `number`: 0 while it has none."""

    number: int
    requested: Micros
    updated: Micros
    closed: bool = False
    service: str = "Pothole"
    agency: str = "Streets"
    expected: Micros | None = None
    notes: tuple[Mapping[str, Any], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Quirks:
    """Without any it is as well-behaved as Chicago's."""

    pages: bool = True  # honours page and page_size ...
    page_at_most: int = 500
    page_by_default: int = 50
    first_page: int = 1
    past_the_end: Literal["nothing", "404", "again"] = "nothing"  # ... and what comes after the last page
    at_most: int = 1_000  # requests of one answer, without pages
    root: Literal["", "requests", "service_requests"] = ""
    xml_only: bool = False
    hides_json: Literal["404", "406", "page"] = "404"  # what an XML-only server says to requests.json
    ids: Literal["text", "number", "both"] = "text"
    zone: Literal["utc", "offset", "none", "mixed"] = "utc"
    updated_after: bool = True
    dates: bool = True
    status: bool = True
    lists: bool = True
    alone: bool = True
    nothing_is_404: bool = False  # says so of days without requests
    errors_are_200: bool = False  # what is wrong is in the body alone
    refuses: frozenset[str] = frozenset()  # arguments
    fails_over_lists: bool = False
    marks: Literal["etag", "modified", ""] = "etag"
    packed: bool = False
    key: str = ""


class GeoReportServer:
    """`asked`: the path and arguments of every question, in turn. `sent`: how many answers had a body."""

    def __init__(self, requests: Iterable[Request] = (), quirks: Quirks | None = None) -> None:
        self.requests = dict(enumerate(requests))
        self.quirks = quirks or Quirks()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.headers: list[Mapping[str, str]] = []
        self.bodies = 0
        self.instead: Callable[[str], tuple[int, dict[str, str], bytes] | None] = lambda path: None
        self.now: Micros | None = None
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._http.server_address[1]}/open311/v2"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def everything(self) -> list[Request]:
        return list(self.requests.values())

    # ------------------------------------------------------------ what tests write into it

    def put(self, *requests: Request) -> None:
        by_number = {each.number: place for place, each in self.requests.items() if each.number}
        for each in requests:
            self.requests[by_number.get(each.number, len(self.requests))] = each

    def change(self, number: int, **changed: Any) -> None:
        place = next(place for place, each in self.requests.items() if each.number == number)
        self.requests[place] = replace(self.requests[place], **changed)

    def delete(self, *numbers: int) -> None:
        self.requests = {place: each for place, each in self.requests.items() if each.number not in numbers}

    # ------------------------------------------------------------ what it answers

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        arguments = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        path = unquote(parts.path).removeprefix("/open311/v2/")
        self.asked.append((path, arguments))
        self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        instead = self.instead(path)
        status, headers, body = instead or self._found(path, arguments)
        if status == 200 and not instead:
            status, headers, body = self._marked(handler, headers, body)
        if self.quirks.packed and body:
            headers, body = headers | {"Content-Encoding": "gzip"}, gzip.compress(body)
        self.bodies += bool(body)
        handler.send_response_only(status)
        if self.now is not None:
            headers = {"Date": formatdate(self.now / SECOND, usegmt=True)} | headers
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
        handler.wfile.flush()

    def _marked(
        self, handler: BaseHTTPRequestHandler, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        mark = sha256(body).hexdigest()[:12]
        if self.quirks.marks == "etag":
            if handler.headers.get("If-None-Match") == f'"{mark}"':
                return 304, {}, b""
            return 200, headers | {"ETag": f'"{mark}"'}, body
        if self.quirks.marks == "modified":
            newest = max((each.updated for each in self.requests.values()), default=0)
            stamp = formatdate(newest / SECOND, usegmt=True)
            if handler.headers.get("If-Modified-Since") == stamp:
                return 304, {}, b""
            return 200, headers | {"Last-Modified": stamp}, body
        return 200, headers, body

    def _found(self, path: str, arguments: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        name, _, form = path.rpartition(".")
        quirks = self.quirks
        if quirks.xml_only and form == "json":
            if quirks.hides_json == "page":
                return 200, {"Content-Type": "text/html"}, b"<html><body>Not here</body></html>"
            return int(quirks.hides_json), {}, b"no such form"
        if quirks.key and arguments.get("api_key") != quirks.key:
            return self._error(403, f"api_key {arguments.get('api_key', '')} was not given out", form)
        for argument in sorted(quirks.refuses & arguments.keys()):
            return self._error(400, f"{argument} is no argument", form)
        if quirks.fails_over_lists and "," in arguments.get("service_request_id", ""):
            return 500, {}, b"no number"
        if name != "requests":
            one = name.removeprefix("requests/")
            found = [each for each in self.requests.values() if quirks.alone and str(each.number) == one]
            return self._told(found, form) if found else self._error(404, "service_request_id was not found", form)
        found = self._which(arguments)
        if not found and quirks.nothing_is_404:
            return self._error(404, "nothing found", form)
        if quirks.pages and "page" in arguments:
            return self._page(found, arguments, form)
        return self._told(found[: quirks.at_most], form)

    def _page(self, found: list[Request], arguments: dict[str, str], form: str) -> tuple[int, dict[str, str], bytes]:
        size = min(int(arguments.get("page_size", self.quirks.page_by_default)), self.quirks.page_at_most)
        place, last = int(arguments["page"]) + 1 - self.quirks.first_page, max(1, -(-len(found) // size))
        if place > last and self.quirks.past_the_end == "404":
            return self._error(404, "no such page", form)
        if place > last and self.quirks.past_the_end == "again":
            place = last
        return self._told(found[(place - 1) * size : place * size], form)

    def _which(self, arguments: Mapping[str, str]) -> list[Request]:
        """As the city's: the newest first."""
        every = sorted(self.requests.values(), key=lambda each: (-each.requested, each.number))
        if self.quirks.lists and "service_request_id" in arguments:
            ids = arguments["service_request_id"].split(",")
            return [each for each in every if str(each.number) in ids]
        if self.quirks.updated_after and "updated_after" in arguments:
            low, high = _instant(arguments["updated_after"]), _instant(arguments.get("updated_before", ""))
            return [each for each in every if each.updated >= (low or 0) and (high is None or each.updated <= high)]
        if self.quirks.status and "status" in arguments:
            every = [each for each in every if each.closed == (arguments["status"] == "closed")]
        newest = max((each.requested for each in every), default=0)
        low, high = (_instant(arguments.get(name, "")) for name in ("start_date", "end_date"))
        if not self.quirks.dates or low is None:
            low, high = newest - 90 * DAY, None
        assert high is None or high - low <= 90 * DAY, "more than 90 days were asked for at once"
        return [each for each in every if low <= each.requested and (high is None or each.requested < high)]

    def _told(self, found: list[Request], form: str) -> tuple[int, dict[str, str], bytes]:
        rows = [self._row(each) for each in found]
        if form == "xml":
            inner = "".join(f"<request>{_xml(row)}</request>" for row in rows)
            root = self.quirks.root or "service_requests"
            return 200, {}, f'<?xml version="1.0" encoding="utf-8"?><{root}>{inner}</{root}>'.encode()
        told: Any = {self.quirks.root: rows} if self.quirks.root else rows
        return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()

    def _error(self, status: int, words: str, form: str) -> tuple[int, dict[str, str], bytes]:
        if form == "xml":
            body = f"<errors><error><code>{status}</code><description>{escape(words)}</description></error></errors>"
            return status, {}, body.encode()
        told = json.dumps([{"code": status, "description": words, "status": "error"}])
        return 200 if self.quirks.errors_are_200 else status, {}, told.encode()

    def _row(self, each: Request) -> dict[str, Any]:
        as_number = self.quirks.ids == "number" or (self.quirks.ids == "both" and len(self.asked) % 2 == 0)
        row: dict[str, Any] = {
            "service_request_id": None if not each.number else each.number if as_number else str(each.number),
            "status": "closed" if each.closed else "open",
            "service_name": each.service,
            "agency_responsible": each.agency,
            "requested_datetime": self._written(each.requested, each.number),
            "updated_datetime": self._written(each.updated, each.number),
            "expected_datetime": None if each.expected is None else self._written(each.expected, each.number),
            "description": "call me at 312 555 0199",
            **each.more,
        }
        if each.notes:
            row["notes"] = list(each.notes)
        return row

    def _written(self, at: Micros, number: int) -> str:
        how = self.quirks.zone
        if how == "mixed":
            how = ("utc", "offset", "none")[number % 3]
        if how == "utc":
            return f"{utc(at):%Y-%m-%dT%H:%M:%SZ}"
        local = utc(at).astimezone(CHICAGO)
        return local.isoformat() if how == "offset" else f"{local:%Y-%m-%dT%H:%M:%S}"


@contextmanager
def serving(requests: Iterable[Request] = (), **quirks: Any) -> Iterator[GeoReportServer]:
    server = GeoReportServer(requests, Quirks(**quirks))
    try:
        yield server
    finally:
        server.close()


def _instant(text: str) -> Micros | None:
    return round(datetime.fromisoformat(text).timestamp()) * SECOND if text else None


def _xml(row: Mapping[str, Any]) -> str:
    return "".join(f"<{name}>{_xml_value(name, value)}</{name}>" for name, value in row.items())


def _xml_value(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return _xml(value)
    if isinstance(value, list):
        return "".join(f"<{name.removesuffix('s')}>{_xml(each)}</{name.removesuffix('s')}>" for each in value)
    return "" if value is None else escape(str(value))

"""What a GeoReport server answered: requests, or what it says is wrong, in JSON or XML and under any root seen in the wild."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from data_sources._georeport.xml_form import BadXml, read_xml
from wallboard.outside_text import plain

Told = Mapping[str, Any]  # one request, by the names of GeoReport
_ROOTS = ("requests", "service_requests", "request", "service_request")
_ERRORS = ("errors", "error")
_WRAPS = {*_ROOTS, *_ERRORS}
_OF_REQUESTS = ("service_request_id", "requested_datetime", "token", "service_name", "service_code", "status")
_ERRORS_TOLD = 3
_NOT_THERE = ("404", "410")


class Unreadable(Exception):
    """No answer of a GeoReport server. The text goes on after "it answers with"."""


@dataclass(frozen=True, slots=True)
class Answered:
    """`rows`: requests as they were told. `errors`: what is wrong, in the server's words."""

    rows: tuple[Told, ...] = ()
    errors: tuple[str, ...] = ()
    form: str = "json"

    @property
    def not_there(self) -> bool:
        """Whether what is wrong is that there is nothing, which some servers say with a status of 200."""
        return bool(self.errors) and all(text.split(" ")[0] in _NOT_THERE for text in self.errors)

    @property
    def error(self) -> str:
        """On one line."""
        return "; ".join(plain(text) for text in self.errors[:_ERRORS_TOLD])


def read_answer(body: bytes) -> Answered:
    """By what it is, whatever it says that it is. Raises Unreadable."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _of_xml(body)
    if start not in (b"[", b"{"):
        raise Unreadable("neither JSON nor XML" if start else "nothing")
    try:
        return _sorted(json.loads(body.decode("utf-8-sig", "replace"), strict=False), "json")
    except (ValueError, RecursionError):
        raise Unreadable("something that begins like JSON and is none") from None


def _of_xml(body: bytes) -> Answered:
    try:
        root, value = read_xml(body)
    except BadXml as error:
        raise Unreadable(f"what {error}") from None
    if root.lower() == "html":
        raise Unreadable("a web page")
    if value in ("", None) or isinstance(value, (list, dict)):
        return _sorted({root: [] if value in ("", None) else value}, "xml")
    raise Unreadable("XML of something else")


def _sorted(value: Any, form: str) -> Answered:
    if isinstance(value, dict):
        for name in (*_ROOTS, *_ERRORS):
            if isinstance(value.get(name), (list, dict)):
                return _sorted(_listed(value[name]), form)
    listed = _unwrapped(_listed(value))
    told = [each for each in listed if isinstance(each, dict)]
    errors = [each for each in told if _is_error(each)]
    if errors:
        return Answered((), tuple(_said(each) for each in errors), form)
    rows = [each for each in told if any(name in each for name in _OF_REQUESTS)]
    if listed and not rows:
        raise Unreadable("something else than requests")
    return Answered(tuple(rows), (), form)


def _listed(value: Any) -> list[Any]:
    """Of a list, of one request alone, and of XML's list in which there is one."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        inner = [value[name] for name in (*_ROOTS, *_ERRORS) if isinstance(value.get(name), (dict, list))]
        return _listed(inner[0]) if inner else [value] if value else []
    return []


def _unwrapped(listed: list[Any]) -> list[Any]:
    """Of a list of lists, as FixMyStreet writes the children that XML would have."""
    inner = (_listed(each) if isinstance(each, dict) and each.keys() <= _WRAPS else [each] for each in listed)
    return list(chain.from_iterable(inner))


def _is_error(each: Mapping[str, Any]) -> bool:
    """Requests have a status too, and errors may have one."""
    names = each.keys() - {"status"}
    return bool(names & {"description", "code"}) and names.isdisjoint(_OF_REQUESTS)


def _said(each: Mapping[str, Any]) -> str:
    code, text = each.get("code"), each.get("description")
    return " ".join(str(part) for part in (code, text) if part not in (None, "") and not isinstance(part, (dict, list)))

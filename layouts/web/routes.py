"""The route table: every address that exists, what answers it, and who may use it. What is not in it is refused.

A route cannot be made without its rule. Rules are named functions, so that a test can read from the table itself who
is expected where, and a new route without a tested rule fails.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote, unquote

from layouts.web.http import AsgiScope, Receive, Send
from wallboard.access.visitor import Visitor

Handler = Callable[[AsgiScope, Receive, Send], Awaitable[None]]
Parameters = Mapping[str, str]
Rule = Callable[[Visitor, Parameters], bool]
READ = ("GET", "HEAD")

# For what Dash calls without a request of its own at hand: callbacks and layouts. Set by the gate, never defaulted.
visiting: ContextVar[Visitor] = ContextVar("visiting")

_WRITTEN_SLASH = "\udc2f"  # stands for a slash written as %2F while a path is matched; decoding never gives it


class Answers(StrEnum):
    """What kind of thing a route answers with: it decides how a refusal looks and what the browser may keep."""

    PAGE = "page"  # signed-out people are led to the sign-in page, screens to their pairing page
    DATA = "data"  # 401 or 403
    STREAM = "stream"
    FILE = "file"  # scripts, styles and fonts: no data
    CHANGE = "change"  # by POST, from a form or script of ours: Origin or Sec-Fetch-Site is checked


class Nav(NamedTuple):
    """What the navigation calls an address, and where it stands there: lower places first, equal ones by label."""

    label: str
    place: int = 50


async def no_handler(scope: AsgiScope, receive: Receive, send: Send) -> None:
    """Of a route that only says what an address is, and answers nothing."""
    raise LookupError(scope["path"])


@dataclass(frozen=True, slots=True)
class Route:
    """One address. `path` may have parts in braces: "{board}" is one segment, "{file:path}" is the rest."""

    path: str
    handler: Handler
    who: Rule
    answers: Answers = Answers.DATA
    methods: Sequence[str] = READ
    largest: int = 0  # bytes that a request's body may have
    nav: Nav | None = None  # where people find it; not for a path with parts
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", _pattern(self.path))

    def match(self, path: str) -> Parameters | None:
        """The named parts of a path as `requested_path` gives it, or None."""
        match = self.pattern.fullmatch(path)
        if match is None:
            return None
        return {name: part.replace(_WRITTEN_SLASH, "/") for name, part in match.groupdict().items()}


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)(:path)?\}", path)
    written = [re.escape(parts[0])]
    for name, rest, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        written.append(f"(?P<{name}>{'.+' if rest else '[^/]+'})" + re.escape(after))
    return re.compile("".join(written))


class Routes:
    """A table of routes; the first that matches answers, so fixed paths come before those with parts."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.all = sorted(routes, key=lambda route: ("{" in route.path, ":path}" in route.path))
        self._fixed: dict[str, list[Route]] = {}
        for route in self.all:
            if "{" not in route.path:
                self._fixed.setdefault(route.path, []).append(route)
        self._open = [route for route in self.all if "{" in route.path]
        self.navigation = tuple(sorted((route for route in self.all if route.nav), key=_place))
        taken = [(route.path, method) for route in self.all for method in route.methods]
        if len(set(taken)) != len(taken):
            raise ValueError(f"two routes for one address: {sorted({each for each in taken if taken.count(each) > 1})}")

    def at(self, path: str) -> list[tuple[Route, Parameters]]:
        """The routes of a path, whatever their methods."""
        fixed = self._fixed.get(path)
        if fixed:
            return [(route, {}) for route in fixed]
        return [(route, found) for route in self._open if (found := route.match(path)) is not None]


def _place(route: Route) -> tuple[int, str]:
    return (route.nav.place, route.nav.label) if route.nav else (0, "")


# The table's routes that the navigation may lead to. Set by the gate; outside of a request it leads nowhere.
navigation: ContextVar[tuple[Route, ...]] = ContextVar("navigation", default=())


def requested_path(scope: AsgiScope) -> str:
    """The decoded path of a request, for matching: a slash that was written as %2F belongs to a name and parts none."""
    raw: bytes = scope.get("raw_path") or b""
    if b"%2f" not in raw.lower():
        decoded: str = scope["path"]
        return decoded
    return "/".join(unquote(part).replace("/", _WRITTEN_SLASH) for part in raw.decode("latin-1").split("/"))


def written_path(scope: AsgiScope) -> str:
    """The path of a request as a link to it is written."""
    return "%2F".join(quote(part, safe="/") for part in requested_path(scope).split(_WRITTEN_SLASH))


def visitor_of(scope: AsgiScope) -> Visitor:
    """Who is asking, as the gate wrote it down. Raises KeyError where no gate stood in front."""
    visitor: Visitor = scope["state"]["visitor"]
    return visitor


def parameters_of(scope: AsgiScope) -> Parameters:
    """The named parts of the path."""
    parameters: Parameters = scope["state"]["parameters"]
    return parameters

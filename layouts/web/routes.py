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

from layouts.web.http import Receive, Scope, Send
from wallboard.access.visitor import Visitor

Handler = Callable[[Scope, Receive, Send], Awaitable[None]]
Parameters = Mapping[str, str]
Rule = Callable[[Visitor, Parameters], bool]
READ = ("GET", "HEAD")

# For what Dash calls without a request of its own at hand: callbacks and layouts. Set by the gate, never defaulted.
visiting: ContextVar[Visitor] = ContextVar("visiting")


class Answers(StrEnum):
    """What kind of thing a route answers with: it decides how a refusal looks and what the browser may keep."""

    PAGE = "page"  # signed-out people are led to the sign-in page, screens to their pairing page
    DATA = "data"  # 401 or 403
    STREAM = "stream"
    FILE = "file"  # scripts, styles and fonts: no data
    CHANGE = "change"  # by POST, from a form or script of ours: Origin or Sec-Fetch-Site is checked


@dataclass(frozen=True, slots=True)
class Route:
    """One address. `path` may have parts in braces: "{board}" is one segment, "{file:path}" is the rest."""

    path: str
    handler: Handler
    who: Rule
    answers: Answers = Answers.DATA
    methods: Sequence[str] = READ
    largest: int = 0  # bytes that a request's body may have
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", _pattern(self.path))

    def match(self, path: str) -> Parameters | None:
        """The named parts of a path, or None. Paths come decoded from the server."""
        found = self.pattern.fullmatch(path)
        return None if found is None else found.groupdict()


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
        taken = [(route.path, method) for route in self.all for method in route.methods]
        if len(set(taken)) != len(taken):
            raise ValueError(f"two routes for one address: {sorted({each for each in taken if taken.count(each) > 1})}")

    def at(self, path: str) -> list[tuple[Route, Parameters]]:
        """The routes of a path, whatever their methods."""
        fixed = self._fixed.get(path)
        if fixed:
            return [(route, {}) for route in fixed]
        return [(route, found) for route in self._open if (found := route.match(path)) is not None]


def visitor_of(scope: Scope) -> Visitor:
    """Who is asking, as the gate wrote it down. Raises KeyError where no gate stood in front."""
    visitor: Visitor = scope["state"]["visitor"]
    return visitor


def parameters_of(scope: Scope) -> Parameters:
    """The named parts of the path."""
    found: Parameters = scope["state"]["parameters"]
    return found

"""What a page is: declared in one module of layouts/pages, found there by itself. docs/pages.md shows one whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dash import Dash
from dash.development.base_component import Component

from layouts.page.moment import Moment
from layouts.page.parts import Part
from layouts.wall.props import View
from layouts.web.routes import Nav
from wallboard.access.access import Access
from wallboard.access.visitor import Visitor
from wallboard.clock import Clock
from wallboard.engine.reader import Reader, Readers
from wallboard.judging.instant import Instant
from wallboard.model import Micros, Snapshot
from wallboard.model.floor import Floor
from wallboard.model.remit import Remit
from wallboard.model.roles import Right
from wallboard.settings import Settings

_SEGMENT = re.compile(r"[a-z0-9][a-z0-9-]*|\{[a-z][a-z_]*\}")


@dataclass(frozen=True, slots=True)
class Services:
    """What runs behind all pages. A page asks these for what no snapshot holds; it makes none of its own."""

    readers: Readers
    access: Access  # people and screens
    clock: Clock  # the wall's own, which a demonstration may have set to another hour
    on_now: Callable[[], frozenset[str]]  # the ids of the paired screens that show their board at this moment


@dataclass(frozen=True, slots=True)
class PageContext:
    """One opening of a page: who opens it, what stands in its path, and what they may read."""

    visitor: Visitor
    parts: Mapping[str, Any]  # of the path, by name, each as its `Part` read it
    address: str  # the path as it is written in a link: "/department/Water%20Works"
    services: Services
    search: str = ""  # what stands behind the path, for content that is read late (layouts/page/read_late.py)

    @property
    def reader(self) -> Reader:
        """Everything within the visitor's remit, and nothing else. Agents by name only for who may see them."""
        return self.services.readers.within(self.visitor.remit, self.visitor.may(Right.NAMES))

    @property
    def settings(self) -> Settings:
        """As far as they are the visitor's to see."""
        return self.reader.settings

    def now(self) -> Micros:
        return self.services.clock()

    def narrowed(
        self, *, site: str | None = None, department: str | None = None, ward: str | None = None
    ) -> PageContext:
        """The same, of one site, department or ward alone: reader and settings hold what is in both that and the remit."""
        remit = self.visitor.remit.narrowed(_only(site, department, ward))
        return replace(self, visitor=replace(self.visitor, remit=remit))


@dataclass(frozen=True, slots=True)
class StreamContext:
    """One instant of a page's stream: what follows from it is the same for everybody of one remit. It knows no visitor."""

    parts: Mapping[str, Any]  # as in PageContext
    moment: Moment
    services: Services

    @property
    def snapshot(self) -> Snapshot:
        """Every metric in every scope of the remit."""
        return self.moment.snapshot

    @property
    def past(self) -> bool:
        """Whether it is another instant than now: nothing of now may be told."""
        return self.moment.then is not None

    @property
    def names(self) -> bool:
        """Whether agents may be named."""
        return self.moment.reader.names

    @property
    def floor(self) -> tuple[Snapshot, Floor]:
        """Every agent on duty and every caller who waits, with the full snapshot of that very instant."""
        return self.moment.floor

    @property
    def settings(self) -> Settings:
        """As far as they are within the remit."""
        return self.moment.reader.settings

    @property
    def remit(self) -> Remit:
        return self.moment.reader.remit

    def now(self) -> Micros:
        return self.services.clock()

    def narrowed(
        self, *, site: str | None = None, department: str | None = None, ward: str | None = None
    ) -> StreamContext:
        """The same, of one site, department or ward alone: every reading is of what is in both that and the remit, so that
        one of a service type is of this department's requests of the type. docs/pages.md says what it costs."""
        return replace(self, moment=self.moment.narrowed(_only(site, department, ward)))

    def at(self, site: str) -> Instant:
        """One site of it, as tiles have it: its readings by name, and what keeps them from being judged."""
        return self.moment.at(site)

    def site_of(self, department: str) -> str:
        """The site that has a department, by the settings or by its requests; the first one where nobody knows."""
        having = (site for site in self.settings.sites if department in self.at(site).departments)
        return next(having, next(iter(self.settings.sites)))


def _only(site: str | None, department: str | None, ward: str | None) -> Remit:
    return Remit.of(*(None if name is None else (name,) for name in (site, department, ward)))


class WrongPage(ValueError):
    """A page is not declared as it must be: says what was found, and what would be right."""


Layout = Callable[[PageContext], Component]
Title = str | Callable[[PageContext], str]
Stream = Callable[[StreamContext], View]
Callbacks = Callable[[Dash, Callable[[], PageContext]], None]


@dataclass(frozen=True, slots=True)
class Page:
    """A page at a desk or on a phone. Raises WrongPage.

    `path` may have parts in braces, such as "/department/{name}"; `parts` says of each what it may be
    (layouts/page/parts.py), and anything else is answered like an address that does not exist. `right` is what its
    visitors must have; the gate asks. `layout` draws it for each of them. `callbacks` registers Dash's callbacks on its
    own application, with a function that gives each one the context it was called in. `stream` says at every tick, while
    somebody looks, what parts of the page show, by their ids: layouts/wall/props.py says what may be said of one. `nav` puts it into the
    navigation of those who may open it. `style` and `script` are files of assets/ that only this page loads, `suites` the
    component packages that it is made of. With `names_agents`, its stream is made twice: with agents by name for those who may
    see them, and without for the others. With `past`, it is shown at any past instant too: its stream is asked for that, and
    the snapshot has what it asks for by `get` and `of`, and not by going through the readings.
    """

    path: str
    title: Title  # of the browser's tab
    layout: Layout
    right: Right = Right.READ
    nav: Nav | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)
    callbacks: Callbacks | None = None
    stream: Stream | None = None
    style: str | Sequence[str] = ""
    script: str | Sequence[str] = ""
    suites: tuple[str, ...] | None = None  # None: Dash's own
    names_agents: bool = False
    past: bool = False

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise WrongPage(problem)

    @property
    def styles(self) -> tuple[str, ...]:
        return _files(self.style)

    @property
    def scripts(self) -> tuple[str, ...]:
        return _files(self.script)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the path's parts, in its order."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    def _problems(self) -> Iterator[str]:
        yield from self._wrong_path()
        yield from self._wrong_parts()
        a_function = "a function of the page's context"
        yield from _wrong("title", self.title, bool(self.title), f"a text, or {a_function}")
        yield from _wrong("layout", self.layout, callable(self.layout), a_function)
        yield from _wrong("right", self.right, isinstance(self.right, Right), "a Right, such as Right.READ")
        yield from _wrong("nav", self.nav, isinstance(self.nav, Nav | None), 'such as Nav("Department", 30)')
        wanted = "a function of the application and of what gives the context"
        a_stream = "a function of a StreamContext"
        yield from _wrong("past", self.past, not self.past or self.stream is not None, "left out: it has no stream")
        yield from _wrong("stream", self.stream, self.stream is None or callable(self.stream), a_stream)
        yield from _wrong("callbacks", self.callbacks, self.callbacks is None or callable(self.callbacks), wanted)

    def _wrong_path(self) -> list[str]:
        first, *segments = str(self.path).split("/")
        if first or not segments or not all(_SEGMENT.fullmatch(segment) for segment in segments):
            return [
                f"path is {self.path!r}; it must be like '/department' or '/department/{{name}}': each part between "
                "slashes small letters, digits and hyphens, or a name in braces"
            ]
        if segments[0].startswith("{"):
            return [f"path is {self.path!r}; its first part must be a word of its own: '/{{...}}' is every board's"]
        return []

    def _wrong_parts(self) -> list[str]:
        if len(set(self.names)) != len(self.names):
            return [f"path is {self.path!r}; each of its parts needs a name of its own"]
        if set(self.names) != self.parts.keys():
            there = ", ".join(self.names) or "none"
            said = ", ".join(self.parts) or "none"
            return [
                f"path {self.path!r} has the parts: {there}; `parts` says what they may be of: {said}. Name each of "
                "them once, such as parts={'name': department}"
            ]
        if self.nav and self.names:
            return [
                f"nav is {self.nav.label!r}, but the navigation cannot know which {self.names[0]} to lead to: leave "
                "nav out, and link to the page from another one"
            ]
        return []


def _files(named: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, [named] if isinstance(named, str) else named))


def _wrong(name: str, value: object, right: bool, wanted: str) -> list[str]:
    return [] if right else [f"{name} is {value!r} ({type(value).__name__}); it must be {wanted}"]

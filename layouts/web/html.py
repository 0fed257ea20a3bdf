"""Server-rendered pages: they work before any script runs, and whatever they show is text until said otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from layouts.web import nav
from layouts.web.asset_files import AssetFiles
from layouts.web.forms import BadForm, Form, form
from layouts.web.http import Answer, Send, text
from layouts.web.request_policy import Headers, header, security_headers
from layouts.web.script_words import script_words
from wallboard.access.visitor import Visitor
from wallboard.clock import iso, local
from wallboard.languages import N_, _, speaking
from wallboard.model import Micros

__all__ = ["BadForm", "Form", "bad_form", "form", "nothing_to_see", "page", "see_other"]

TEMPLATES = Path(__file__).resolve().parent / "templates"
HTML = b"text/html; charset=utf-8"

# Stricter than the Dash pages': nothing of these is injected, neither style nor script.
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class HtmlAnswer(Answer):
    """An answer that goes out with the policy of these pages. Never compressed: it may hold what is shown once.
    `allowed` is the script that stands in the page itself, as the policy names it."""

    allowed: str = ""

    async def send(self, scope: Mapping[str, Any], send: Send, headers: Headers | None = None) -> None:
        await Answer.send(self, scope, send, security_headers(self._policy()) if headers is None else headers)

    def _policy(self) -> bytes:
        own = f"script-src 'self' {self.allowed}".encode()
        return POLICY.replace(b"script-src 'self'", own) if self.allowed else POLICY


def page(template: str, visitor: Visitor, status: int = 200, first: str = "", **values: Any) -> Answer:
    """One page for one visitor; the template finds `visitor`, its `nav` and the values. A missing value is an error,
    but for `problem`, `done` and those in `problems`: words about the form, what was done, and each field. `first` is
    a script of ours that stands in the page itself, where the template puts it."""
    shown = {"problem": "", "done": "", **values, "problems": Problems(values.get("problems", {}))}
    who = {"visitor": visitor, "nav": nav.links(visitor), "signed_in": nav.has_account(visitor)}
    script = _assets().in_page(first) if first else None
    spoken = {"language": speaking(), "script_words": script_words()}
    made = _environment().get_template(template).render(**who, **spoken, **shown, first=script)
    return HtmlAnswer(made.encode(), HTML, status, allowed=script.allowed if script else "")


class Problems(dict[str, str]):
    """What is wrong, by field; "" for what is right."""

    def __missing__(self, field: str) -> str:
        return ""


def bad_form(error: BadForm, visitor: Visitor) -> Answer:
    """What is shown for a form that cannot be read."""
    return page("message.html", visitor, error.status, title=_("That did not work"), words=str(error), to=None)


def nothing_to_see(scope: Mapping[str, Any], visitor: Visitor, status: int, words: str) -> Answer:
    """Why there is nothing to see: a page with ways on for people who came by hand, a line of text for all others."""
    by_hand = scope["method"] in ("GET", "HEAD") and header(scope, b"sec-fetch-mode") == "navigate"
    if not by_hand or not nav.links(visitor) or visitor.by_token:
        return text(status, words)
    title, more = (
        (_("Not for you"), _("An administrator can change what you may see."))
        if status == 403
        else (_("Nothing here"), "")
    )
    said = " ".join(filter(None, (words, more)))
    return page("message.html", visitor, status, title=title, words=said, to=None)


def see_other(to: str, cookies: Iterable[bytes] = (), extra: Iterable[tuple[bytes, bytes]] = ()) -> Answer:
    """Sends the browser on, by GET, to an address of ours. Raises ValueError for any other address."""
    if not to.startswith("/") or to.startswith(("//", "/\\")) or any(ord(char) < 0x21 for char in to):
        raise ValueError("only an address of this application can be gone to")
    location = (b"location", quote(to, safe="/?#=&;:@%+,~!$'()*").encode("ascii"))
    set_cookies = [(b"set-cookie", cookie) for cookie in cookies]
    return HtmlAnswer(b"", HTML, 303, extra=(location, *set_cookies, *extra))


@cache
def _assets() -> AssetFiles:
    return AssetFiles()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = _assets().address
    made.globals["no_problems"] = Problems()  # of a page's other forms, where one is wrong
    made.globals |= {"_": _said, "ngettext": _said_of}
    made.filters |= {"when": when, "day": day}
    return made


def _said(text: str, /, **values: object) -> Markup:
    """As `_`, for a template: the house's own texts may hold tags, the values are text until said otherwise."""
    said = Markup(speaking().text(text))  # noqa: S704 - of the code or of a catalogue, which a test looks through
    return said.format(**values) if values else said


def _said_of(one: str, many: str, n: float, /, **values: object) -> Markup:
    return Markup(speaking().plural(one, many, n)).format(**values)  # noqa: S704 - likewise


def day(at: date) -> Markup:
    """A day as people read it: Tue 24 Nov 2026."""
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), speaking().dated(at))


def when(instant: Micros | None, zone: ZoneInfo, seconds: bool = False) -> Markup:
    """An instant as people of the site read it: Tue 24 Nov 2026, 10:42."""
    if instant is None:
        return _said(N_("never"))
    at, language = local(instant, zone), speaking()
    words = f"{language.dated(at)}, {language.time_with_seconds(at) if seconds else language.time(at)}"
    return Markup('<time datetime="{}">{}</time>').format(iso(instant), words)

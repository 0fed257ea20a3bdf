"""What the pages show of a person, a session or a token: texts for a template, made in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layouts.page.words import remit_words, rights_words, role_words
from wallboard.access.person import Person
from wallboard.access.sessions import Session
from wallboard.access.tokens import Token
from wallboard.languages import N_, _
from wallboard.model import Micros
from wallboard.settings import Settings


@dataclass(frozen=True, slots=True)
class Mark:
    words: str
    kind: str  # of its mark: good, look or bad


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: str
    name: str
    shown: str
    role: str
    remit: str
    by: str
    provider: str
    state: Mark
    disabled: bool
    made_at: Micros
    seen_at: Micros | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    id: str
    browser: str
    address: str
    made_at: Micros
    seen_at: Micros
    until: Micros
    here: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: str
    label: str
    rights: str
    remit: str
    until: Micros
    seen_at: Micros | None


def person(one: Person, settings: Settings) -> PersonRow:
    provider = provider_label(one.provider, settings)
    return PersonRow(
        one.id,
        one.name,
        one.shown,
        role_words(one.role),
        remit_words(one.remit, settings),
        provider or _("a local account"),
        provider,
        _state(one),
        one.disabled,
        one.made_at,
        one.seen_at,
    )


def provider_label(name: str | None, settings: Settings) -> str:
    """What its button says; "" for a local account."""
    known = settings.access.providers.get(name or "")
    return (known.label if known else "") or name or ""


def sessions(every: Iterable[Session], here: str) -> list[SessionRow]:
    """`here` is the credential of whoever looks."""
    return [
        SessionRow(s.id, browser(s.browser), s.address, s.made_at, s.seen_at, s.until, s.credential == here)
        for s in every
    ]


def tokens(every: Iterable[Token], settings: Settings) -> list[TokenRow]:
    return [
        TokenRow(t.id, t.label, rights_words(t.rights), remit_words(t.remit, settings), t.until, t.seen_at)
        for t in every
    ]


# Each claims to be the ones before it, so the last that is found is the one.
_BROWSERS = (
    ("Safari/", "Safari"),
    ("Chrome/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
)
_SYSTEMS = (
    ("Linux", "Linux"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", N_("a Mac")),
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPad", N_("an iPad")),
    ("iPhone", N_("an iPhone")),
)
LONGEST_BROWSER = 60


def browser(agent: str) -> str:
    """A browser as its owner would call it: Firefox on Windows. What nobody knows is shown as it calls itself."""
    if not agent:
        return _("Unknown browser")
    name = next((words for sign, words in reversed(_BROWSERS) if sign in agent), "")
    system = next((words for sign, words in reversed(_SYSTEMS) if sign in agent), "")
    if name and agent.startswith("Mozilla/"):
        return _("{browser} on {system}", browser=name, system=_(system)) if system else name
    return agent if len(agent) <= LONGEST_BROWSER else f"{agent[:LONGEST_BROWSER]}…"


def _state(person: Person) -> Mark:
    if person.disabled:
        return Mark(_("kept out"), "bad")
    return Mark(_("invited"), "look") if person.invited else Mark(_("active"), "good")

"""Which languages there are, and which of them somebody gets: what they chose, else what their browser asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from wallboard.languages.language import ENGLISH, Language

CATALOGUES = Path(__file__).resolve().parent / "catalogues"
LONGEST_HEADER = 200  # characters; browsers send some fifty
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


class UnknownLanguage(ValueError):
    """No catalogue speaks it; the text says which there are."""


@cache
def offered() -> tuple[str, ...]:
    """Every language there is, English first: one for each catalogue."""
    return ("en", *sorted(file.stem.replace("_", "-") for file in CATALOGUES.glob("*.po")))


@cache
def language(tag: str) -> Language:
    """By its BCP 47 tag. One with a region, such as "es-MX", has the language's texts and the region's numbers and dates;
    English is written one way. Raises UnknownLanguage."""
    if not _TAG.fullmatch(tag) or _known(tag) is None:
        raise UnknownLanguage(f'"{tag}" is no language of the wall; there are: {", ".join(offered())}')
    return ENGLISH if _known(tag) == "en" else _located(tag)


def choose(wishes: tuple[str, ...], accepts: str, own: tuple[str, ...]) -> Language:
    """The first of the wishes that can be met ("" is none), else the best that the browser `accepts`, else the first of
    `own`: the settings' languages, which also say the region."""
    return _chosen(wishes, accepts[:LONGEST_HEADER], own)


@lru_cache(1_024)  # asked for each request, and browsers all say the same few things
def _chosen(wishes: tuple[str, ...], accepts: str, own: tuple[str, ...]) -> Language:
    asked = [*filter(None, wishes), *_accepted(accepts)]
    return language(next(filter(None, (_matching(tag, own) for tag in asked)), own[0] if own else "en"))


def _located(tag: str) -> Language:
    from babel import Locale, UnknownLocaleError

    from wallboard.languages.catalogue import read
    from wallboard.languages.located import Located

    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise UnknownLanguage(
            f'"{tag}" is no region of a language; write one like "es-MX", or the language alone'
        ) from None
    return Located(locale, read(CATALOGUES / f"{(_known(tag) or tag).replace('-', '_')}.po", locale))


def _known(tag: str) -> str | None:
    """The catalogue that speaks it: its own, else that of the language without its region."""
    wanted = tag.replace("_", "-").lower()
    names = {name.lower(): name for name in offered()}
    return names.get(wanted) or names.get(wanted.partition("-")[0])


def _matching(tag: str, own: Sequence[str]) -> str | None:
    """Of the settings' languages, then of all others the one that a tag asks for: whoever asks for Spanish gets that of
    the settings' region."""
    return _among(tag, own) or _among(tag, offered())


def _among(tag: str, names: Sequence[str]) -> str | None:
    """The very one, else another one of the same language."""
    wanted = tag.replace("_", "-").lower()
    exact = (name for name in names if name.lower() == wanted)
    near = (name for name in names if name.lower().partition("-")[0] == wanted.partition("-")[0])
    return next(exact, None) or next(near, None)


def _accepted(header: str) -> Iterator[str]:
    """The languages of an Accept-Language header, best first; those that are refused (q=0) are left out."""
    accepted: list[tuple[float, int, str]] = []
    for part in header.split(","):
        tag, _semicolon, weight = part.strip().partition(";")
        quality = _quality(weight)
        if quality > 0 and _TAG.fullmatch(tag.strip()):
            accepted.append((-quality, len(accepted), tag.strip()))
    return (tag for *_order, tag in sorted(accepted))


def _quality(weight: str) -> float:
    name, _equals, value = weight.strip().partition("=")
    if not name:
        return 1.0
    return float(value) if name.strip() == "q" and re.fullmatch(r"[01](\.\d{0,3})?", value.strip()) else 0.0

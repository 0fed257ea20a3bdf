"""The parts of a page's path: hostile text, until one of these functions has read it.

A `Part` takes the text of one part, decoded, and what its visitor may read. It gives back the value, or None for what
there is not, or what is not theirs: nobody can tell which. It never sees a text that is longer than LONGEST, or that nothing
can be called (wallboard/outside_text.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from wallboard.engine.reader import Reader
from wallboard.outside_text import LONGEST_TOLD, is_name

LONGEST = LONGEST_TOLD  # characters, decoded
_UNDECODABLE = "\ufffd"  # what the server makes of bytes that are no UTF-8

Part = Callable[[str, Reader], Any]


def site(text: str, reader: Reader) -> str | None:
    """A site of the settings, by its key."""
    return text if text in reader.settings.sites else None


def queue(text: str, reader: Reader) -> str | None:
    """A queue of the settings."""
    return text if text in reader.settings.queues else None


def department(text: str, reader: Reader) -> str | None:
    """A department of the settings, or one that requests have named."""
    return text if text in reader.departments() else None


def day(text: str, reader: Reader) -> date | None:
    """A day, written 2026-11-20."""
    try:
        parsed = date.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.isoformat() == text else None


def source(text: str, reader: Reader) -> str | None:
    """A source of the settings at one of the remit's sites."""
    return text if any(health.source == text for health in reader.health()) else None


def name(text: str, reader: Reader) -> str | None:
    """A source's own name of something, which only its records know: whoever looks them up says whether there is one."""
    return text


def number(text: str, reader: Reader) -> int | None:
    """A number from 0, written plainly."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 and str(int(text)) == text else None


def read_parts(parts: Mapping[str, Part], texts: Mapping[str, str], reader: Reader) -> Mapping[str, Any] | None:
    """Every part's value; None when one of them is nothing that there is."""
    if not all(map(_is_fit, texts.values())):
        return None
    values = {name: parts[name](text, reader) for name, text in texts.items()}
    return None if any(value is None for value in values.values()) else values


def address(path: str, parts: Mapping[str, str], query: Mapping[str, str] | None = None) -> str:
    """A declared path with its parts filled in, as it is written in a link, with what stands behind it."""
    for name, text in parts.items():
        path = path.replace(f"{{{name}}}", quote(text, safe=""))
    return f"{path}?{urlencode(query)}" if query else path


def _is_fit(text: str) -> bool:
    return is_name(text, LONGEST) and _UNDECODABLE not in text

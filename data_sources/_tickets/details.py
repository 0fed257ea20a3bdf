"""What is told of a request for people, and is in no figure: where it is, who reported it, what the caller was told."""

from __future__ import annotations

import json
from collections.abc import Mapping

from wallboard.model import DETAILS
from wallboard.outside_text import plain

_LONGEST = 300
_PLACE = {"latitude": 90, "longitude": 180}  # the most that each can be


def details_of(told: Mapping[str, str]) -> str:
    """A JSON object by the names of model.DETAILS, of a source's texts by the same names; "" for nothing. A place is there with
    both its numbers or not at all; texts are on one line, and cut."""
    latitude, longitude = (_number(told.get(name, ""), most) for name, most in _PLACE.items())
    details: dict[str, str | float] = {}
    if latitude is not None and longitude is not None and (latitude, longitude) != (0, 0):
        details = {"latitude": latitude, "longitude": longitude}
    texts = ((name, told.get(name, "")) for name in DETAILS if name not in _PLACE)
    details |= {name: _text(text) for name, text in texts if text}
    return json.dumps(details, ensure_ascii=False, sort_keys=True) if details else ""


def _number(text: str, most: float) -> float | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return round(number, 6) if -most <= number <= most else None


def _text(text: str) -> str:
    return plain(" ".join(text[: 2 * _LONGEST].split()), _LONGEST)

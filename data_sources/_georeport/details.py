"""What is told of a request for people, and is in no figure: where it is, and what the city answered."""

from __future__ import annotations

import json

from data_sources._georeport.answers import Told
from data_sources._georeport.requests import text_of
from wallboard.outside_text import plain

_LONGEST = 300
_TEXTS = {"address": "address", "answer": "status_notes"}


def details_of(told: Told) -> str:
    """A JSON object by the names of model.tickets.DETAILS; "" for nothing."""
    details: dict[str, str | float] = {}
    place = _number(told, "lat", 90), _number(told, "long", 180)
    if place[0] is not None and place[1] is not None and place != (0.0, 0.0):
        details = {"latitude": place[0], "longitude": place[1]}
    details |= {name: _text(text_of(told.get(field))) for name, field in _TEXTS.items() if text_of(told.get(field))}
    return json.dumps(details, ensure_ascii=False, sort_keys=True) if details else ""


def _number(told: Told, field: str, most: float) -> float | None:
    try:
        number = float(text_of(told.get(field)))
    except ValueError:
        return None
    return round(number, 6) if -most <= number <= most else None


def _text(text: str) -> str:
    return plain(" ".join(text[: 2 * _LONGEST].split()), _LONGEST)

"""Requests as a GeoReport server tells them -> columns of texts, by the names of GeoReport."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from data_sources._georeport.answers import Told
from data_sources._georeport.options import FINISHED
from data_sources._text.times import Texts, read_times
from data_sources._tickets.mapping import TicketMapping
from wallboard.model import NO_INSTANT, Micros

_NO_ID = ("", "0", "null", "none")
_CREATED, _CLOSED = "follow_on_created", "follow_on_closed"
_NOTE_TYPES = (_CREATED, _CLOSED)
SEEN = "seen"  # beside a request's own names: when it was so for certain, whatever its server says
# What servers write where there is no time: the least that their systems can, in the zone of the place.
_NO_TIMES = ("0000-00-00", "0001-01-01", "1969-12-31", "1970-01-01")
_NO = ("", "false", "no", "0", "null", "none")
_FOR_PEOPLE = {"latitude": "lat", "longitude": "long", "address": "address", "answer": "status_notes"}


def text_of(value: Any) -> str:
    """A number as it is written without a point, where it is whole; "" for what is no text and no number."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _time(value: Any) -> str:
    text = text_of(value)
    return "" if text.startswith(_NO_TIMES) else text


def id_of(told: Told) -> str:
    """Its key, the same whether it is told as text or as number; "" where it has none yet."""
    text = text_of(told.get("service_request_id"))
    return "" if text.casefold() in _NO_ID else text


def duplicate_of(told: Told) -> str:
    """The request of which its server says that it is a duplicate, else ""."""
    about = told.get("extended_attributes")
    if not isinstance(about, Mapping):
        return ""
    said = about.get("duplicate")
    is_one = said is True or text_of(said).casefold() not in _NO
    return id_of({"service_request_id": about.get("parent_service_request_id")}) if is_one else ""


def _agency(value: Any) -> Any:
    """FixMyStreet names the recipients below it. Of several the first one has it, as in its database."""
    named = value.get("recipient") if isinstance(value, Mapping) else value
    return named[0] if isinstance(named, list) and named else named


def work_items(told: Told) -> Iterator[Told]:
    """What its notes say was passed on to other agencies: each as a request that has it for its parent."""
    request = id_of(told)
    by_id: dict[str, dict[str, Any]] = {}
    for note in _notes(told):
        about = note.get("extended_attributes")
        item = id_of(about) if isinstance(about, Mapping) else ""
        if not item or item == request or not isinstance(about, Mapping):
            continue
        at = text_of(note.get("datetime"))
        known = by_id.setdefault(item, {"service_request_id": item, "parent": request, "status": "open"})
        known |= {name: about[name] for name in ("agency_responsible", "service_name") if text_of(about.get(name))}
        known.setdefault("requested_datetime", at)
        known["updated_datetime"] = at
        if note.get("type") == _CLOSED:
            known["status"] = "closed"
    yield from by_id.values()


def _notes(told: Told) -> list[Mapping[str, Any]]:
    """Those of work items, in the order in which they were written."""
    notes = told.get("notes")
    found = [each for each in notes if isinstance(each, Mapping)] if isinstance(notes, list) else []
    ours = [each for each in found if each.get("type") in _NOTE_TYPES]
    return sorted(ours, key=lambda each: (text_of(each.get("datetime")), each.get("type") == _CLOSED))


def finished_words(mapping: TicketMapping) -> set[str]:
    return {word for word, meant in mapping.standings.items() if meant.state == "finished"}


def columns_of(told: Iterable[Told], mapping: TicketMapping) -> dict[str, Texts]:
    """Texts of each of the mapping's columns, a row a request."""
    rows = list(told)
    finished = finished_words(mapping)

    def value(row: Told, name: str) -> str:
        if name == "service_request_id":
            return id_of(row)
        if name == FINISHED:
            over = text_of(row.get("status")).casefold() in finished
            return _time(row.get("updated_datetime")) if over else ""
        if name == "updated_datetime":
            return _time(row.get(SEEN) or row.get(name))
        if name in ("requested_datetime", "expected_datetime"):
            return _time(row.get(name))
        if name == "agency_responsible":
            return text_of(_agency(row.get(name)))
        if name == "parent":
            return text_of(row.get(name)) or duplicate_of(row)
        table, _, inner = name.rpartition(".")
        place = row.get(table) if table else row
        return text_of(place.get(inner)) if isinstance(place, Mapping) else ""

    return {name: np.array([value(row, name) for row in rows], dtype=object) for name in mapping.source_columns}


def for_people(told: Told) -> dict[str, str]:
    """What is in no figure, by the names of model.DETAILS."""
    return {name: text_of(told.get(field)) for name, field in _FOR_PEOPLE.items()}


def instants(told: Sequence[Told], name: str, zone: ZoneInfo) -> list[Micros]:
    """Of one of their times; NO_INSTANT where it is missing or cannot be read."""
    if not told:
        return []
    texts = np.array([_time(each.get(name)) for each in told], dtype=object)
    return [int(at) for at in read_times(texts, ("iso",), zone).at]


def oldest(told: Sequence[Told], zone: ZoneInfo) -> Micros | None:
    """The earliest instant at which one of them was reported or updated."""
    every = [*instants(told, "requested_datetime", zone), *instants(told, "updated_datetime", zone)]
    return min((at for at in every if at != NO_INSTANT), default=None)

"""Each field of a ticket out of the source's columns: chosen, renamed, read; nothing judged yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from data_sources._text.numbers import numbers
from data_sources._text.times import Flags, Instants, Texts, read_times
from data_sources._tickets.mapping import LASTS_ALL_DAY, NUMBERS, TEXTS, TIMES, TicketMapping
from data_sources._tickets.ward import ward
from wallboard.model import NO_INSTANT, NOT_KNOWN
from wallboard.outside_text import as_name

_MOST = 2**53
_KEPT = frozenset({"ticket", "parent", "status"})  # as the source writes them, by which it is asked and mapped again


@dataclass(slots=True)
class Fields:
    """The columns of the frame, still with the rows that rules will refuse.

    `state` and `outcome` are among the texts, "" where the source's word is not mapped. `later` is the second
    reading of times that the clock shows twice. `unreadable` holds times and numbers that are written but make no
    sense, `chosen` the name of the source's column that each value came from, where there are several.
    """

    texts: dict[str, Texts]
    times: dict[str, Instants]
    numbers: dict[str, Instants]
    later: dict[str, Instants]
    unreadable: dict[str, Flags]
    chosen: dict[str, Texts]


def read_fields(raw: Mapping[str, Texts], mapping: TicketMapping, zone: ZoneInfo) -> Fields:
    count = len(next(iter(raw.values())))
    fields = Fields({}, {}, {}, {}, {}, {})
    for name in TEXTS:
        fields.texts[name] = _text(name, raw, mapping, count)
    for name in TIMES:
        _read_time(name, raw, mapping, zone, count, fields)
    for name in NUMBERS:
        _read_number(name, raw, mapping, count, fields)
    fields.texts["state"], fields.texts["outcome"] = _standing(raw, mapping, fields)
    return fields


def by_distinct(texts: Texts, change: Callable[[str], Any]) -> npt.NDArray[np.object_]:
    """Each text changed, at the cost of the distinct ones."""
    changed = {text: change(text) for text in set(texts)}
    return np.fromiter(map(changed.__getitem__, texts), object, len(texts))


def _first_filled(
    columns: tuple[str, ...], raw: Mapping[str, Texts], unset: frozenset[str] = frozenset()
) -> tuple[Texts, Texts]:
    """(the first filled value of each row, the column that it came from)."""
    texts = raw[columns[0]]
    chosen = np.full(len(texts), columns[0], dtype=object)
    for column in columns[1:]:
        blank = np.fromiter((text == "" or text in unset for text in texts), bool, len(texts))
        other = raw[column]
        use = blank & (other != "")
        texts, chosen = np.where(use, other, texts), np.where(use, column, chosen)
    return texts, chosen


def _text(name: str, raw: Mapping[str, Texts], mapping: TicketMapping, count: int) -> Texts:
    if name not in mapping.columns:
        return np.full(count, mapping.constants.get(name, ""), dtype=object)
    texts, _ = _first_filled(mapping.columns[name], raw)
    renamed = mapping.rename.get(name, {})
    if name == "ward":
        return by_distinct(texts, lambda text: ward(as_name(renamed.get(text, text))))
    told = by_distinct(texts, lambda text: renamed.get(text, text)) if renamed else texts
    if name in _KEPT or all(map(str.isprintable, told)):
        return told
    return by_distinct(told, as_name)


def _read_time(
    name: str, raw: Mapping[str, Texts], mapping: TicketMapping, zone: ZoneInfo, count: int, fields: Fields
) -> None:
    if name not in mapping.columns:
        fields.times[name] = fields.later[name] = np.full(count, NO_INSTANT, dtype=np.int64)
        fields.unreadable[name] = np.zeros(count, bool)
        return
    unset = frozenset(mapping.unset_times)
    texts, fields.chosen[name] = _first_filled(mapping.columns[name], raw, unset)
    read = read_times(
        texts,
        mapping.formats_for(name),
        zone,
        unset=unset,
        dates=name in mapping.dates,
        lasts_all_day=name in LASTS_ALL_DAY,
    )
    fields.times[name], fields.later[name], fields.unreadable[name] = read


def _read_number(name: str, raw: Mapping[str, Texts], mapping: TicketMapping, count: int, fields: Fields) -> None:
    told = np.full(count, NOT_KNOWN, dtype=np.int64)
    fields.unreadable[name] = np.zeros(count, bool)
    if name in mapping.columns:
        texts, fields.chosen[name] = _first_filled(mapping.columns[name], raw)
        read = numbers(texts)
        good = (read >= 0) & (read < _MOST)
        told[good] = read[good].astype(np.int64)
        fields.unreadable[name] = ~good & (texts != "")
    fields.numbers[name] = told


def _standing(raw: Mapping[str, Texts], mapping: TicketMapping, fields: Fields) -> tuple[Texts, Texts]:
    finished = fields.times["finished_at"] != NO_INSTANT
    if "status" in mapping.columns:
        # The source's own word decides, before any renaming for people.
        words, known = _first_filled(mapping.columns["status"], raw)[0], mapping.standings
        meant = by_distinct(words, lambda word: known.get(word.casefold(), ("", "")))
        state = np.array([pair[0] for pair in meant], dtype=object)
        outcome = np.array([pair[1] for pair in meant], dtype=object)
    else:
        state = np.where(finished, "finished", "open").astype(object)
        outcome = np.full(len(state), "", dtype=object)
    untold = (state == "finished") & (outcome == "")
    if mapping.outcomes and untold.any():
        told = by_distinct(fields.chosen["finished_at"], lambda column: mapping.outcomes.get(column, ""))
        outcome = np.where(untold & finished, told, outcome)
    return state, np.where((state == "finished") & (outcome == ""), "done", outcome)

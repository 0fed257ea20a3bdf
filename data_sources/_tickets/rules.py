"""Which rows make no sense, and why, in words that name the column, what was found and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from data_sources._text.masking import masked
from data_sources._text.times import Flags, Texts
from data_sources._tickets.fields import Fields
from data_sources._tickets.mapping import NUMBERS, TIMES, TicketMapping
from wallboard.clock import iso
from wallboard.model import BY_UPDATE, DAY, NO_INSTANT, Micros
from wallboard.outside_text import LONGEST_TOLD

Value = Callable[[str, int], str]  # (field, row) -> 'column is "what was found"'


class Refusals:
    """The reason against each row, the first one found; "" for a row that may pass."""

    def __init__(self, count: int) -> None:
        self.refused: Flags = np.zeros(count, bool)
        self.reasons: dict[int, str] = {}
        self.groups: dict[int, str] = {}

    def refuse(self, row: int, reason: str, group: str) -> None:
        self.refused[row] = True
        self.reasons[row] = reason
        self.groups[row] = group

    def where(self, wrong: Flags, why: Callable[[int], str], group: str | Callable[[int], str]) -> None:
        """`group` is what rows with the same trouble share."""
        for row in np.flatnonzero(wrong & ~self.refused).tolist():
            self.refuse(row, why(row), group if isinstance(group, str) else group(row))


def apply_rules(
    fields: Fields, raw: Mapping[str, Texts], mapping: TicketMapping, now: Micros, refusals: Refusals
) -> None:
    """Refuses what cannot be, and fills what follows: an unknown update time, and the finishing time of a
    finished ticket whose source tells only its last update."""

    def value(field: str, row: int) -> str:
        return f'{_column(field, row, fields, mapping)} is "{masked(raw[_column(field, row, fields, mapping)][row])}"'

    _too_long(raw, refusals)
    refusals.where(
        fields.texts["ticket"] == "",
        lambda row: f"{mapping.columns['ticket'][0]} is empty: a ticket needs its key",
        "no key",
    )
    _unreadable(fields, mapping, refusals, value)
    refusals.where(
        fields.times["opened_at"] == NO_INSTANT,
        lambda row: f"{mapping.columns['opened_at'][0]} is empty: a ticket needs its opening time",
        "no opening time",
    )
    refusals.where(
        fields.texts["state"] == "",
        lambda row: f"{value('status', row)}, which states does not map; it maps {', '.join(mapping.states)}",
        lambda row: f"{value('status', row)}, which states does not map",
    )
    _updated(fields)
    _finished_without_time(fields, mapping, refusals, value)
    _before_opening(fields, refusals, value)
    _future(fields, now, refusals, value)


def _column(field: str, row: int, fields: Fields, mapping: TicketMapping) -> str:
    return str(fields.chosen[field][row]) if field in fields.chosen else mapping.columns[field][0]


def _too_long(raw: Mapping[str, Texts], refusals: Refusals) -> None:
    """Mostly a quote that was left open took in what follows it."""
    for column, texts in raw.items():
        if max(map(len, texts), default=0) > LONGEST_TOLD:
            reason = f"{column} has more than {LONGEST_TOLD:,} characters: is a quote left open before it?"
            long = np.fromiter((len(text) > LONGEST_TOLD for text in texts), bool, len(texts))
            refusals.where(long, partial(_always, reason), f"{column} too long")


def _always(reason: str, _row: int) -> str:
    return reason


def _unreadable(fields: Fields, mapping: TicketMapping, refusals: Refusals, value: Value) -> None:
    def why(name: str, right: str, row: int) -> str:
        return f"{value(name, row)}: {right}"

    for name in TIMES:
        right = f"no time that {', '.join(mapping.formats_for(name))} can read, between 1900 and 2199"
        refusals.where(fields.unreadable[name], partial(why, name, right), f"{name} cannot be read")
    for name in NUMBERS:
        refusals.where(
            fields.unreadable[name], partial(why, name, "not a number of 0 or more"), f"{name} cannot be read"
        )


def _updated(fields: Fields) -> None:
    fields.times["updated_at"] = np.maximum(fields.times["updated_at"], fields.times["opened_at"])


def _finished_without_time(fields: Fields, mapping: TicketMapping, refusals: Refusals, value: Value) -> None:
    without = (fields.texts["state"] == "finished") & (fields.times["finished_at"] == NO_INSTANT)
    if "updated_at" in mapping.columns:
        told = without & (fields.times["updated_at"] > fields.times["opened_at"])
        fields.times["finished_at"] = np.where(told, fields.times["updated_at"], fields.times["finished_at"])
        fields.texts["basis"] = np.where(told, BY_UPDATE, "").astype(object)
        without &= ~told
    columns = " and ".join(mapping.columns.get("finished_at", ("every finished_at column",)))
    refusals.where(
        without,
        lambda row: f"{value('status', row)}, which is finished, but {columns} are empty: when did it end?",
        f"finished, but {columns} are empty",
    )


def _before_opening(fields: Fields, refusals: Refusals, value: Value) -> None:
    def why(name: str, row: int) -> str:
        return f"{value(name, row)}, before {value('opened_at', row)}: nothing ends before it is opened"

    opened = fields.times["opened_at"]
    for name in ("finished_at", "first_finished_at", "reopened_at"):
        at, later = fields.times[name], fields.later[name]
        early = (at != NO_INSTANT) & (at < opened)
        second = early & (later >= opened)
        fields.times[name] = np.where(second, later, at)
        refusals.where(early & ~second, partial(why, name), f"{name} is before opened_at")


def _future(fields: Fields, now: Micros, refusals: Refusals, value: Value) -> None:
    def why(name: str, row: int) -> str:
        return f"{value(name, row)}, more than a day after now ({iso(now)})"

    for name in ("opened_at", "updated_at", "finished_at", "first_finished_at", "reopened_at"):
        refusals.where(fields.times[name] > now + DAY, partial(why, name), f"{name} is in the future")

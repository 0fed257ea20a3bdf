"""Written times -> Micros, a whole column at once: several formats, dates, and the hours that clocks repeat or skip."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from data_sources._text.numbers import numbers
from data_sources._text.plain_iso import plain_iso_times
from data_sources._text.zones import to_utc, to_wall
from wallboard.model import NO_INSTANT

Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]
Instants = npt.NDArray[np.int64]

_DAY = np.timedelta64(1, "D")
_LAST_MICRO = np.timedelta64(1, "us")
_NO_TIME = np.datetime64("NaT", "us")  # with its unit: NumPy 2.5 warns of one without
_EARLIEST, _LATEST = np.datetime64("1900-01-01", "us"), np.datetime64("2200-01-01", "us")
_EPOCHS = {"epoch": 1_000_000, "epoch_ms": 1_000}
_SHORTEST_ISO = 10


class ReadTimes(NamedTuple):
    """Instants in UTC (NO_INSTANT where nothing is written), and what could not be read.

    `later` is the second reading of a local time that the clock shows twice (in autumn), else the same instant.
    """

    at: Instants
    later: Instants
    unreadable: Flags


def read_times(
    texts: Texts,
    formats: Sequence[str],
    zone: ZoneInfo,
    *,
    unset: Collection[str] = (),
    dates: bool = False,
    lasts_all_day: bool = False,
) -> ReadTimes:
    """Each text by the first format that reads it.

    A local time that does not exist (spring) becomes the first that does. A date alone is the first moment of
    that local day, or with `lasts_all_day` its last; `dates` says that every value is a date, whatever its time.
    Years outside 1900 to 2199 count as unreadable: they are somebody's word for "never".
    """
    empty = _in(texts, {"", *unset})
    local = np.full(len(texts), _NO_TIME, dtype="datetime64[us]")
    exact, day = np.zeros(len(texts), bool), np.zeros(len(texts), bool)
    for form in formats:
        rest = np.flatnonzero(np.isnat(local) & ~empty)
        if not len(rest):
            break
        found, is_exact, is_day = _by_format(texts[rest], form)
        local[rest], exact[rest], day[rest] = found, is_exact, is_day
    local[(local < _EARLIEST) | (local >= _LATEST)] = _NO_TIME
    if dates:
        local, day = _as_dates(local, exact, zone), ~empty
        exact = np.zeros(len(texts), bool)
    at, later = _to_utc(local, exact, day if lasts_all_day else np.zeros(len(texts), bool), zone)
    return ReadTimes(at, later, (at == NO_INSTANT) & ~empty)


def _in(texts: Texts, words: set[str]) -> Flags:
    return np.fromiter((text in words for text in texts), bool, len(texts))


def _by_format(texts: Texts, form: str) -> tuple[npt.NDArray[Any], Flags, Flags]:
    """(wall-clock or UTC times, which of them are UTC already, which are a date alone)."""
    if form in _EPOCHS:
        return _epochs(texts, _EPOCHS[form]), np.ones(len(texts), bool), np.zeros(len(texts), bool)
    if form == "iso":
        return _iso(texts)
    from data_sources._text.rare_forms import pattern_times  # with pandas, which few sources need

    exact = "%z" in form
    timed = any(part in form for part in ("%H", "%I", "%X", "%c"))
    return pattern_times(texts, form, utc=exact), np.full(len(texts), exact), np.full(len(texts), not timed)


def _iso(texts: Texts) -> tuple[npt.NDArray[Any], Flags, Flags]:
    size = np.fromiter(map(len, texts), np.int64, len(texts))
    plain = plain_iso_times(texts)
    if plain is not None:
        return plain[0], np.full(len(texts), plain[1]), size == _SHORTEST_ISO
    exact = np.fromiter((_names_zone(text) for text in texts), bool, len(texts))
    long = (size >= _SHORTEST_ISO) & np.fromiter((text[4:5] == "-" for text in texts), bool, len(texts))
    found = np.full(len(texts), _NO_TIME, dtype="datetime64[us]")
    for flags, utc in ((long & exact, True), (long & ~exact, False)):
        if flags.any():
            from data_sources._text.rare_forms import rare_iso_times  # with pandas, which few sources need

            found[flags] = rare_iso_times(texts[flags], utc=utc)
    return found, exact, size == _SHORTEST_ISO


def _names_zone(text: str) -> bool:
    """Z, +00, +0000 or +00:00 at the end of a time (a date's own hyphens are too far to the left)."""
    if len(text) < 14:
        return False
    return text[-1] in "Zz" or text[-6] in "+-" or text[-5] in "+-" or text[-3] in "+-"


def _epochs(texts: Texts, scale: int) -> npt.NDArray[Any]:
    told = numbers(texts) * scale
    good = np.isfinite(told) & (np.abs(told) < 8e15)
    found = np.full(len(texts), _NO_TIME, dtype="datetime64[us]")
    found[good] = np.rint(told[good]).astype("int64").astype("datetime64[us]")
    return found


def _as_dates(local: npt.NDArray[Any], exact: Flags, zone: ZoneInfo) -> npt.NDArray[Any]:
    shown = local.copy()
    if exact.any():
        shown[exact] = to_wall(local[exact], zone)
    return shown.astype("datetime64[D]").astype("datetime64[us]")


def _to_utc(local: npt.NDArray[Any], exact: Flags, to_end: Flags, zone: ZoneInfo) -> tuple[Instants, Instants]:
    local = local.copy()
    local[to_end] = (local[to_end].astype("datetime64[D]") + _DAY).astype("datetime64[us]")
    at, later = local.copy(), local.copy()
    if not exact.all():
        at[~exact], later[~exact] = to_utc(local[~exact], zone)
    at[to_end] -= _LAST_MICRO
    later[to_end] -= _LAST_MICRO
    return at.astype("int64"), later.astype("int64")

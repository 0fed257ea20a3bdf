"""ISO 8601 as nearly every system writes it, a whole column at once, without pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Texts = npt.NDArray[np.object_]

_FORM = "0000-00-00 00:00:00.000000"
_SIZES = (10, 13, 16, 19, *range(21, len(_FORM) + 1))  # to the day, hour, minute, second or a part of it
_WITH_HOURS = 13
_UTC_SUFFIXES = ("Z", "+00:00")
_AT = {mark: [place for place, other in enumerate(_FORM) if other == mark] for mark in "-:."}
_BETWEEN = _FORM.index(" ")  # or a T


def plain_iso_times(texts: Texts) -> tuple[npt.NDArray[Any], bool] | None:
    """(datetime64[us], whether they are UTC), where all are written so: all local or all UTC. None where any is not."""
    plain: list[str] = texts.tolist()
    suffix = next((suffix for suffix in _UTC_SUFFIXES if plain[0].endswith(suffix)), "")
    if suffix:
        plain = [text.removesuffix(suffix) for text in plain]
        if sum(map(len, plain)) + len(suffix) * len(plain) != sum(map(len, texts)):
            return None
    sizes = np.fromiter(map(len, plain), np.int64, len(plain))
    if not np.isin(sizes, _SIZES).all() or (suffix and sizes.min() < _WITH_HOURS):
        return None
    written = np.array(plain, dtype=f"U{len(_FORM)}")
    try:
        return (written.astype("datetime64[us]"), bool(suffix)) if _all_fit(written, sizes) else None
    except ValueError:  # a 30th of February
        return None


def _all_fit(written: npt.NDArray[np.str_], sizes: npt.NDArray[np.int64]) -> bool:
    """NumPy reads more than this, and some of it in its own way."""
    letters = written.view(np.uint32).reshape(-1, len(_FORM))
    fits = (letters >= ord("0")) & (letters <= ord("9"))
    for mark, places in _AT.items():
        fits[:, places] = letters[:, places] == ord(mark)
    fits[:, _BETWEEN] = (letters[:, _BETWEEN] == ord(" ")) | (letters[:, _BETWEEN] == ord("T"))
    return bool((fits | (np.arange(len(_FORM)) >= sizes[:, None])).all())

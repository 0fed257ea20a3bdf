"""Written numbers, a whole column at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Texts = npt.NDArray[np.object_]
_MOST_DIGITS = 15  # which a float holds exactly


def numbers(texts: Texts) -> npt.NDArray[np.float64]:
    """NaN where no number is written."""
    told = {text: float(text) if text else np.nan for text in set(texts) if not text or _is_plain(text)}
    try:
        return np.fromiter(map(told.__getitem__, texts), np.float64, len(texts))
    except KeyError:
        from data_sources._text.rare_forms import rare_numbers  # with pandas, which few sources need

        return rare_numbers(texts)


def _is_plain(text: str) -> bool:
    return len(text) <= _MOST_DIGITS and text.isascii() and text.isdecimal()

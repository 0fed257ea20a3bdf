"""Times and numbers in forms that few sources have, read by pandas; who has none of them does not import it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Texts = npt.NDArray[np.object_]


def pattern_times(texts: Texts, form: str, *, utc: bool) -> npt.NDArray[Any]:
    """By a pattern such as "%m/%d/%Y %I:%M:%S %p"; in UTC where it holds %z, else by the wall clock. NaT where it does not
    fit."""
    return _naive(pd.to_datetime(pd.Index(texts), format=form, errors="coerce", utc=utc))


def rare_iso_times(texts: Texts, *, utc: bool) -> npt.NDArray[Any]:
    """Every form of ISO 8601; NaT for what is none."""
    return _naive(pd.to_datetime(pd.Index(texts), format="ISO8601", errors="coerce", utc=utc))


def rare_numbers(texts: Texts) -> npt.NDArray[np.float64]:
    """With a sign, a fraction or an exponent; NaN for what is no number."""
    read = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce")
    return read.to_numpy("float64", na_value=np.nan)


def _naive(read: pd.DatetimeIndex) -> npt.NDArray[Any]:
    return (read.tz_localize(None) if read.tz is not None else read).to_numpy().astype("datetime64[us]")

"""The columns of tickets as the frame in which polls tell them: the one place where reading tickets needs pandas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt
import pandas as pd

from wallboard.model import TICKET_COLUMNS


def ticket_frame(columns: Mapping[str, npt.NDArray[Any]]) -> pd.DataFrame:
    """Columns: TICKET_COLUMNS, in their order and with their types."""
    return pd.DataFrame({name: pd.Series(columns[name], dtype=kind) for name, kind in TICKET_COLUMNS.items()})

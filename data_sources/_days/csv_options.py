"""The settings of days in files: which ones, what their columns mean, and how numbers are written in them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from data_sources._csv.file_options import CsvFiles
from data_sources._days.mapping import DayMapping
from wallboard.settings import Pace


class Options(DayMapping, CsvFiles):
    """A file with a row a day, or a folder of such files, watched: a file that is replaced or grows is read anew, whole, of up
    to 20 MB; `first_days` does not shorten that. Of two rows of one day the last holds, and of two files that tell the same
    day the one that came last. A day that is in no file any more stays as it was told."""

    poll_every: Pace[float] = Field(default=60, ge=1, description="seconds between polls")
    decimal: Literal[".", ","] = Field(default=".", description="sign before a number's decimals")
    thousands: Literal["", ",", ".", " ", "'"] = Field(
        default="", description="sign between the thousands of a number; none when left out"
    )

    @model_validator(mode="after")
    def _two_signs(self) -> Options:
        if self.decimal == self.thousands:
            raise ValueError(f'decimal and thousands are both "{self.decimal}": which one does a number have?')
        return self

"""How the columns of a table of days become numbers by our names: the settings that every source of days shares."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from wallboard.settings import Growing, SourceBase

DAY = "day"
_PARTS = (("%Y", "%y"), ("%m", "%b", "%B"), ("%d",))  # of a pattern, one of each


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _known_format(text: str) -> str:
    if text == "iso" or all(any(part in text for part in parts) for parts in _PARTS):
        return text
    raise ValueError(f'"{text}" is no date format; write iso or a pattern like "%d.%m.%Y" or "%m/%d/%Y"')


def _named(name: str) -> str:
    if not re.fullmatch(r"\w[\w .-]{0,79}", name):
        raise ValueError(f'"{name}" is no name for a number; write one of letters and digits, such as visits')
    return name


Formats = Annotated[
    tuple[Annotated[str, AfterValidator(_known_format)], ...], BeforeValidator(_several), Field(min_length=1)
]


class DayMapping(SourceBase):
    """Keys that every source of days has."""

    columns: Growing[dict[Annotated[str, AfterValidator(_named)], Annotated[str, Field(min_length=1)]]] = Field(
        description="the source's column for the day, and for each number by a name of your own, which figures go by, such "
        'as { day = "Date", visits = "Visits of the site" }; day and one number at least are needed'
    )
    formats: Formats = Field(
        default=("iso",),
        description='how days are written, tried in this order: iso (2026-11-03, also with a time) or patterns such as "%d.%m.%Y"',
    )
    unset: tuple[str, ...] = Field(
        default=("NULL", "NA", "N/A", "-"),
        description="what stands where a number is not known, besides nothing at all; that day then has none",
    )

    @model_validator(mode="after")
    def _complete(self) -> DayMapping:
        if DAY not in self.columns:
            raise ValueError('columns lacks day: the column that says which day a row is of, such as { day = "Date" }')
        if not self.numbers:
            raise ValueError('columns has no number: write one beside the day, such as { visits = "Visits" }')
        return self

    @property
    def numbers(self) -> dict[str, str]:
        """The source's column for each number."""
        return {name: column for name, column in self.columns.items() if name != DAY}

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The columns read, each once; no other column of the source is ever looked at."""
        return tuple(dict.fromkeys(self.columns.values()))

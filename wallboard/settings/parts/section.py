"""What every table of the settings file is, and how its fields say who may see them within a remit."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Section(BaseModel):
    """A table of the file. Unknown keys are errors: a typo must not silently mean the default."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


class SeenAs(Enum):
    """What of a setting somebody with a remit sees. A field without one of these is seen by nobody: within a remit it
    is at its default, so that a setting of which nobody thought is not told to anybody."""

    IT_IS = auto()  # the same to whoever sees its table; of tables in it, what their own fields say
    THEIR_SITES = auto()  # of tables by the names of sites, those of the remit
    AT_THEIR_SITES = auto()  # of tables that say their site, those at sites of the remit
    AT_WHOLE_SITES = auto()  # the same, for a remit that holds its sites whole; for one of departments or wards none
    THEIR_DEPARTMENTS = auto()  # of tables by the names of departments, those of the remit, at its sites
    OF_THEIR_DEPARTMENTS = auto()  # of tables that may say a department, those that say none or one of the remit
    OF_THEIR_PROMISES = auto()  # of tables by the names of service types, those of which a promise is seen
    THEIR_NAMES = auto()  # of names of departments, those of the remit


Seen = Annotated[T, SeenAs.IT_IS]


@cache
def seen_fields(table: type[Section]) -> dict[str, SeenAs]:
    """The fields of a table that are seen within a remit, and as what."""
    return {
        name: how for name, field in table.model_fields.items() for how in field.metadata if isinstance(how, SeenAs)
    }

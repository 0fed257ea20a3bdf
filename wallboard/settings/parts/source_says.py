"""What a setting of a source says: where it is, how it is asked, how what it tells is judged, or, without a mark, what its
rows mean."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import Annotated, TypeVar

from pydantic import BaseModel

T = TypeVar("T")


class Says(Enum):
    """A field without one of these gives a source's rows their meaning: when it changes, what was read before means
    something else, and the wall says so."""

    WHERE = auto()  # it is; an address is taken without account and password, as a new password reaches the same rows
    PACE = auto()  # it is asked, and when the wall finds that odd
    JUDGED = auto()  # what it tells is judged: its rows mean the same as before
    GROWING = auto()  # a table that may grow without touching what was read: a row whose word was missing was set aside


Where = Annotated[T, Says.WHERE]
Pace = Annotated[T, Says.PACE]
Judged = Annotated[T, Says.JUDGED]
Growing = Annotated[T, Says.GROWING]


@cache
def fields_that_say(says: Says, options: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, field in options.model_fields.items() if says in field.metadata)

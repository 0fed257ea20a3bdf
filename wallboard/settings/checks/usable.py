"""Parts of a settings file that are right in themselves, so that one mistake does not hide another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


def usable(model: type[M], data: Any) -> M | None:
    """The part as a model; keys that are wrong are left out, and told elsewhere. None when it cannot be."""
    try:
        return model.model_validate(data)
    except ValidationError as errors:
        if not isinstance(data, Mapping):
            return None
        wrong = {error["loc"][0] for error in errors.errors(include_url=False) if error["loc"]}
    try:
        return model.model_validate({key: value for key, value in data.items() if key not in wrong})
    except ValidationError:
        return None


def table_in(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The table of this name, an empty one where there is none."""
    table = data.get(name)
    return table if isinstance(table, Mapping) else {}


def usable_in(model: type[M], data: Mapping[str, Any], name: str) -> dict[str, M]:
    """Each part of the table of this name that can be used."""
    parts = ((key, usable(model, value)) for key, value in table_in(data, name).items())
    return {key: part for key, part in parts if part is not None}

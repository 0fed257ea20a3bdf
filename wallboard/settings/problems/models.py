"""Walks the settings' models beside the file's data: which keys a table may have, and of what type they are."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from wallboard.settings.problems.places import Path


def as_model(annotation: Any) -> type[BaseModel] | None:
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def field_names(model: type[BaseModel] | None) -> dict[str, str]:
    """Keys of a table as they are written, and the names of their fields."""
    return {field.alias or name: name for name, field in model.model_fields.items()} if model else {}


def annotation_at(annotation: Any, key: str | int) -> Any:
    """The type of what stands under `key`: of a model's field, of a dict's values or of a list's items."""
    model = as_model(annotation)
    if model is not None:
        name = field_names(model).get(str(key))
        return _without_none(model.model_fields[name].annotation) if name else None
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    return get_args(annotation)[0] if get_origin(annotation) in (tuple, list) else None


def model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model of the table at a path; None where there is none."""
    annotation: Any = model
    for key in path:
        annotation = annotation_at(annotation, key)
    return as_model(annotation)


def child(data: Any, key: str | int) -> Any:
    """What stands under a key or number; None when there is nothing."""
    if isinstance(data, Mapping):
        return data.get(key)
    return data[key] if is_inside(data, key) else None


def is_inside(data: Any, key: str | int) -> bool:
    return isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data)


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next((each for each in get_args(annotation) if each is not type(None)), None)
    return annotation

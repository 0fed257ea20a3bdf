"""Writes docs/settings.md from the settings' own classes, so that the page cannot part from what is read."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from wallboard.settings import Settings, SourceBase
from wallboard.settings.parts.values import DayHours
from wallboard.settings.problems.models import as_model
from wallboard.source import SourceKind

PAGE = Path("docs/settings.md")
EXAMPLE = Path(__file__).with_name("example.toml")

_START = """\
# Settings

One TOML file says what this wallboard serves; `python app.py check` tells everything that is wrong with it, with
file, line and key. This page is made from the code (`make docs`).

- **A changed file** is taken over within seconds, without a restart, when it is valid. When it is not, its errors are
  logged and the settings in force stay.
- **The environment wins over the file**: `WALLBOARD_SERVER__PORT=9000`, `WALLBOARD_SOURCES__PBX__TABLE=queue_log`,
  `WALLBOARD_QUEUES__ROADS__TARGETS__0__SHARE=0.9`. Two underscores part the keys; a name's other characters than
  letters and digits are one underscore. Lists are written as in the file: `WALLBOARD_EMERGENCY_TYPES='["Gas leak"]'`.
- **Secrets come from files**: with `_FILE` behind it, a variable names the file that holds the value:
  `WALLBOARD_SOURCES__PBX__URL_FILE=/run/secrets/pbx`, `WALLBOARD_LEDGER_FILE=/run/secrets/ledger`. No error, log or
  report repeats one.
- **What changes over time** (promises, targets, opening hours, owners) has `from`, the first day on which it holds. Keep
  the old entries: last month is judged by last month's promise.
- Durations are seconds unless the name says otherwise; shares are 0 to 1.

## A whole file

```toml
{example}```
"""

_WORDS: Mapping[Any, str] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    str: "text",
    date: "date",
    Path: "path",
}


def render(kinds: Mapping[str, SourceKind]) -> str:
    """The whole page, with the options of these kinds of sources."""
    parts = [_START.replace("{example}", EXAMPLE.read_text(encoding="utf-8"))]
    parts += [_section("##", header, model) for header, model in tables("", Settings) if header != "[sources.NAME]"]
    parts.append(_section("##", "[sources.NAME]", SourceBase))
    parts += [part for _, kind in sorted(kinds.items()) for part in _kind(kind)]
    return "\n".join(parts)


def write(kinds: Mapping[str, SourceKind], page: Path = PAGE) -> None:
    """Writes the page; what `make docs` does."""
    page.write_text(render(kinds), encoding="utf-8")


def tables(header: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table that a file may have, as it is headed in the file, outermost first."""
    yield header, model
    path = header.strip("[]")
    for name, field in model.model_fields.items():
        inner, pattern = _inner_table(field.annotation)
        if inner is not None:
            dotted = ".".join(part for part in (path, field.alias or name) if part)
            yield from tables(pattern.format(dotted), inner)


def _inner_table(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    if as_model(annotation):
        return as_model(annotation), "[{}]"
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        return as_model(arguments[1]), "[{}.NAME]"
    if get_origin(annotation) is tuple:
        return as_model(arguments[0]), "[[{}]]"
    return None, ""


def _section(level: str, header: str, model: type[BaseModel]) -> str:
    title = f"{level} `{header}`" if header else f"{level} At the top, before any table"
    return "\n".join([title, "", _about(model.__doc__), *_rows(model.model_fields)])


def _kind(kind: SourceKind) -> Iterator[str]:
    """What it adds to the keys that every source has, and the tables in it."""
    common = SourceBase.model_fields
    own = {
        name: field
        for name, field in kind.options.model_fields.items()
        if name not in common or (field.default != common[name].default and name != "kind")
    }
    title = f'### `kind = "{kind.name}"` ({kind.carries})'
    about = kind.options.__doc__ or sys.modules[kind.options.__module__].__doc__
    yield "\n".join([title, "", _about(about), *_rows(own)])
    _, *inner = tables("[sources.NAME]", kind.options)
    yield from (_section("####", header, model) for header, model in inner)


def _about(docstring: str | None) -> str:
    return " ".join((docstring or "").split("\n\n")[0].split())


def _rows(fields: Mapping[str, FieldInfo]) -> list[str]:
    rows = ["", "| key | value | default | meaning |", "|---|---|---|---|"]
    for name, field in fields.items():
        cells = (f"`{field.alias or name}`", _value(field), _default(field), field.description or "")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*rows, ""]


def _value(field: FieldInfo) -> str:
    words = _type(field.annotation)
    limits = {"ge": "{} or more", "gt": "more than {}", "le": "{} or less", "lt": "less than {}"}
    bounds = [
        text.format(f"{getattr(m, limit):g}")
        for m in _metadata(field)
        for limit, text in limits.items()
        if hasattr(m, limit)
    ]
    return ", ".join([words, *bounds])


def _metadata(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    for each in (field.annotation, *get_args(field.annotation)):
        for data in getattr(each, "__metadata__", ()):
            yield from data.metadata if isinstance(data, FieldInfo) else (data,)


def _type(annotation: Any) -> str:
    if annotation == get_args(DayHours)[0]:
        return "times of day"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in arguments if choice)
    if origin in (Union, UnionType):
        return " or ".join(_type(each) for each in arguments if each is not type(None))
    if origin is tuple and Ellipsis not in arguments:
        return f"[{', '.join(map(_type, arguments))}]"
    if origin is tuple:
        return "tables" if as_model(arguments[0]) else f"list of: {_type(arguments[0])}"
    if origin is dict:
        return "tables" if as_model(arguments[1]) or arguments[1] is Any else f"table of: {_type(arguments[1])}"
    return "table" if as_model(annotation) else _WORDS.get(annotation, "text")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**needed**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value in (None, "", (), {}) or isinstance(value, BaseModel | SecretStr):
        return "–"
    return f"`{_toml(value)}`"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | Path):
        return f'"{value}"'
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    return f"{value:g}" if isinstance(value, float) else str(value)

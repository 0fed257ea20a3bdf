"""What is wrong with a settings file, told to the person who wrote it: place, key, what was found, what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from wallboard.mendable import Mendable
from wallboard.settings.problems.models import child, field_names
from wallboard.settings.problems.places import Path

HIDDEN = "(hidden)"
_SECRET_KEY = re.compile(
    r"password|passwd|secret|token|credential|url|dsn|ledger|database|^keys?$|_key$", re.IGNORECASE
)
_URL_PASSWORD = re.compile(r"://[^:]*:(.+)@", re.DOTALL)  # to the last @: a password may hold one


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `path` leads to it in the file, () is the file itself."""

    path: Path
    message: str
    line: int | None = None


class SettingsError(Mendable):
    """The settings are not usable. The text has one line for every problem; `lines` holds them."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


def nearest(name: str, known: Iterable[str]) -> str:
    """'; did you mean "port"?' for a typo, else '; known: host, port' (or nothing when nothing is known)."""
    names = sorted(known)
    lowered = {each.lower(): each for each in reversed(names)}
    close = get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.7)
    if close:
        return f'; did you mean "{lowered[close[0]]}"?'
    return f"; known: {', '.join(names)}" if names else ""


def is_secret(key: str | int) -> bool:
    return isinstance(key, str) and bool(_SECRET_KEY.search(key))


def secrets_in(data: Any, key: str | int = "") -> set[str]:
    """Texts of a file that must not be repeated: values of secret keys, passwords inside addresses."""
    if isinstance(data, Mapping):
        return {secret for name, value in data.items() for secret in secrets_in(value, name)}
    if isinstance(data, list | tuple):
        return {secret for value in data for secret in secrets_in(value, key)}
    if not isinstance(data, str):
        return set()
    secrets = {form for password in _URL_PASSWORD.findall(data) for form in (password, unquote(password))}
    return secrets | {data} if is_secret(key) and data else secrets


def shown(value: Any) -> str:
    """A found value as it would stand in the file, short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        text = value if len(value) <= 60 else value[:57] + "..."
        return '"' + text.encode("unicode_escape").decode() + '"' if not text.isprintable() else f'"{text}"'
    return str(value)[:60]


_KINDS_OF_VALUE = {
    "string": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "bool": "true or false",
    "date": "a date such as 2026-01-31",
    "time": "a time such as 08:00",
    "tuple": "a list in square brackets",
    "list": "a list in square brackets",
    "dict": "a table",
    "model": "a table",
}


def _unit(field: str, model: type[BaseModel] | None) -> str:
    about = model.model_fields[field].description or "" if model and field in model.model_fields else ""
    if field.endswith("_s") or about.startswith("seconds"):
        return " s"
    return " days" if field.endswith("days") else ""


def wording(error: ErrorDetails, model: type[BaseModel] | None) -> str:
    """What pydantic found, in a sentence that continues the key. `model` is the table in which it stands."""
    kind, found, context = error["type"], error["input"], error.get("ctx", {})
    key = str(error["loc"][-1]) if error["loc"] else ""
    fields = field_names(model)
    if kind == "extra_forbidden":
        return "is not known" + nearest(key, fields)
    if kind == "missing":
        about = model.model_fields[fields[key]].description if model and key in fields else ""
        return "is missing" + (f": {about}" if about else "")
    said = "" if is_secret(key) else shown(found)
    if kind == "value_error":
        return "is not usable: " + error["msg"].removeprefix("Value error, ")
    if kind == "literal_error":
        choices = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")
        return f"must be one of {', '.join(choices)}, not {said or HIDDEN}" + _maybe(str(found), choices)
    for limit, words in (("greater_than_equal", "{} or more"), ("greater_than", "more than {}"),
                         ("less_than_equal", "{} or less"), ("less_than", "less than {}")):  # fmt: skip
        if kind == limit:
            (bound,) = (value for name, value in context.items() if name in ("ge", "gt", "le", "lt"))
            amount = f"{bound:g}" + _unit(key, model) if isinstance(bound, int | float) else str(bound)
            return f"must be {words.format(amount)}, not {said or HIDDEN}"
    wanted = _KINDS_OF_VALUE.get(kind.split("_")[0])
    if wanted:
        return f"must be {wanted}, not {said or HIDDEN}"
    message = error["msg"][:1].lower() + error["msg"][1:]
    return f"is not usable: {message}" + (f", found {said}" if said else "")


def _maybe(found: str, choices: list[str]) -> str:
    hint = nearest(found, choices)
    return hint if "did you mean" in hint else ""


def place(path: Path, data: Any) -> str:
    """'[sources.pbx] kind' for ("sources", "pbx", "kind"): the table that a person sees, then the key in it."""
    table, rest, in_list = [], list(path), False
    while rest:
        data = child(data, rest[0])
        if not isinstance(data, Mapping) and not (isinstance(data, list) and any(isinstance(d, Mapping) for d in data)):
            break
        part = rest.pop(0)
        in_list = isinstance(part, int)
        table += [] if in_list else [_written(part)]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{_written(part)}" for part in rest).lstrip(".")
    name = ".".join(table)
    header = f"[[{name}]]" if in_list else f"[{name}]" if name else ""
    return " ".join(part for part in (header, key) if part)


def _written(key: str | int) -> str:
    text = str(key)
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else shown(text)

"""Settings from the environment: WALLBOARD_SERVER__PORT=80, WALLBOARD_SOURCES__PBX__URL_FILE=/run/secrets/pbx.

Two underscores separate the parts of the path; a part stands for the key that looks like it in capitals, with
anything but letters and digits as one underscore. `_FILE` behind a name reads the value from that file, without
its last line break. Lists and tables are written as in the file; everything else is taken as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel

from wallboard.settings import Settings
from wallboard.settings.problems.models import annotation_at, as_model, child, field_names, is_inside
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest, shown
from wallboard.source import SourceKind

PREFIX = "WALLBOARD_"
FILE = "_FILE"
Step = tuple[str | int, Collection[str] | None]
# the path of the settings file itself, and from which level on the log is written
RESERVED = frozenset({"WALLBOARD_SETTINGS", "WALLBOARD_LOG_LEVEL", "WALLBOARD_LOG_FORMAT"})
# settings that are the name of a file themselves
NAME_FILES = frozenset({"WALLBOARD_ACCESS__KEYS_FILE", "WALLBOARD_CALLERS__KEY_FILE"})


def secret_files(environ: Mapping[str, str]) -> dict[str, FilePath]:
    """The files from which values are read, by the variable that names each."""
    return {
        variable: FilePath(environ[variable])
        for variable in sorted(environ)
        if variable.startswith(PREFIX) and variable.upper().endswith(FILE) and variable.upper() not in NAME_FILES
    }


class Overrides:
    """The environment laid over a file's data. `origin` says which variable a path came from."""

    def __init__(self, data: dict[str, Any], kinds: Mapping[str, SourceKind], environ: Mapping[str, str]) -> None:
        self.data = data
        self.origin: dict[Path, str] = {}
        self._made: dict[Path, str] = {}  # tables that the file lacks, by the variable that speaks of them first
        self.secrets: set[str] = set()
        self.problems: list[tuple[str, str]] = []  # (variable, what is wrong with it)
        self._kinds = kinds
        for variable in sorted(environ):
            if variable.startswith(PREFIX) and variable not in RESERVED:
                self._take(variable, environ[variable])

    def problem_origin(self, problem: Problem) -> str | None:
        """The variable that set what a problem is about, if one did."""
        said = self._made | self.origin
        return next((said[p] for n in range(len(problem.path), 0, -1) if (p := problem.path[:n]) in said), None)

    def _take(self, variable: str, text: str) -> None:
        name = variable.removeprefix(PREFIX)
        steps, is_file = self._resolve(name), False
        if name.upper().endswith(FILE) and _first_unknown(steps):
            steps, is_file = self._resolve(name[: -len(FILE)]), True
        path = tuple(key for key, _ in steps)
        if path in self.origin:
            self.problems.append((variable, f"says the same as {self.origin[path]}; keep one of them"))
        elif unknown := _first_unknown(steps):
            key, known = unknown
            self.problems.append((variable, f'"{key}" is no setting' + nearest(key, known)))
        elif not is_file:
            self._set(variable, path, _value(text))
        elif (content := self._content(variable, text)) is not None:
            self.secrets.add(content)
            self._set(variable, path, content)

    def _content(self, variable: str, path: str) -> str | None:
        try:
            return FilePath(path).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            self.problems.append((variable, f"the file {shown(path)} cannot be read: {reason}"))
            return None

    def _resolve(self, name: str) -> list[Step]:
        """The keys that a variable's name stands for, each with the keys that its table may have (None: any)."""
        steps: list[Step] = []
        data: Any = self.data
        annotation: Any = Settings
        for part in name.split("__"):
            model = self._model(annotation, tuple(key for key, _ in steps), data)
            allowed = field_names(model) if model else None
            known = [*(allowed or ()), *(data if isinstance(data, dict) else ())]
            key: str | int = next((k for k in known if _capitals(k) == part.upper()), part.lower())
            if isinstance(data, list) and part.isascii() and part.isdigit():
                key = int(part[:9])
            steps.append((key, allowed))
            annotation, data = annotation_at(model or annotation, key), child(data, key)
        return steps

    def _model(self, annotation: Any, path: Path, data: Any) -> type[BaseModel] | None:
        if path[:1] == ("sources",) and len(path) == 2:
            kind = self._kinds.get(str(data.get("kind"))) if isinstance(data, dict) else None
            return kind.options if kind else None
        return as_model(annotation)

    def _set(self, variable: str, path: Path, value: Any) -> None:
        data: Any = self.data
        for depth, key in enumerate(path[:-1], 1):
            if isinstance(data, dict):
                if key not in data:
                    self._made[path[:depth]] = variable
                data = data.setdefault(key, {})
            elif is_inside(data, key):
                data = data[key]
        if isinstance(data, dict) or is_inside(data, path[-1]):
            data[path[-1]] = value
            self.origin[path] = variable
        else:
            self.problems.append((variable, "leads into something that is no table"))


def _first_unknown(steps: list[Step]) -> tuple[str, Collection[str]] | None:
    return next(((str(key), known) for key, known in steps if known is not None and key not in known), None)


def _capitals(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", key).strip("_").upper()


def _value(text: str) -> Any:
    if text.lstrip().startswith(("[", "{")):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except (ValueError, RecursionError):
            return text
    return text

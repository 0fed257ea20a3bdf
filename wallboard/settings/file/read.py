"""Reads the settings file and the environment over it, or tells everything that is wrong, all at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from wallboard.settings import Settings, SourceBase
from wallboard.settings.checks.alerts import Numbers
from wallboard.settings.checks.figures import ToldBySource
from wallboard.settings.checks.usable import usable
from wallboard.settings.checks.whole import UsableFile, problems
from wallboard.settings.file.environment import Overrides
from wallboard.settings.problems.models import child, model_at
from wallboard.settings.problems.places import Path, places
from wallboard.settings.problems.wording import (
    HIDDEN,
    Problem,
    SettingsError,
    nearest,
    place,
    secrets_in,
    wording,
)
from wallboard.source import SourceKind

_NAME = re.compile(r"[A-Za-z0-9_-]+")


def load(
    path: FilePath,
    kinds: Mapping[str, SourceKind],
    environ: Mapping[str, str],
    tiles: Collection[str] | None = None,
    numbers: Numbers | None = None,
) -> Settings:
    """The settings of a file with the environment over it; `sources` holds the options of each source's kind.

    `tiles` are the names of tiles that boards may use, `numbers` every metric; None leaves them unchecked.
    Raises SettingsError, which lists every problem with its place and holds no secret.
    """
    return parse(_text(path), str(path), kinds, environ, tiles, numbers)


def parse(
    text: str,
    name: str,
    kinds: Mapping[str, SourceKind],
    environ: Mapping[str, str],
    tiles: Collection[str] | None = None,
    numbers: Numbers | None = None,
) -> Settings:
    """As `load`, for a text that is at hand; `name` is what errors call it."""
    try:
        data = tomllib.loads(text)
        lines = places(text)
    except (ValueError, RecursionError, OverflowError) as error:
        raise SettingsError([_syntax(name, text, error)]) from None
    over = Overrides(data, kinds, environ)
    sources, told, found = _sources(over.data, kinds)
    settings, general = _general(over.data)
    found = [
        *general,
        *found,
        *_wrong_names(over.data),
        *problems(UsableFile.of(over.data, sources, told), tiles, numbers),
    ]
    if settings is None or found or over.problems:
        raise SettingsError(_report(name, over, lines, found))
    return settings.model_copy(update={"sources": sources})


def _text(path: FilePath) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError([f"{path}: the settings file cannot be read: {error.strerror}"]) from None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError([f"{path}:{line}: the file is not UTF-8 text; save it with the encoding UTF-8"]) from None


def _syntax(name: str, text: str, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"{name}:1: lists or tables are nested too deeply"
    message = str(error)
    where = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    line = (where and where[1]) or max(1, text.rstrip("\n").count("\n") + 1)
    column = f", column {where[2]}" if where and where[2] else ""
    said = message[: where.start()] if where else "a number is too long"
    return f"{name}:{line}: this is not TOML: {said[:1].lower()}{said[1:]}{column}"


def _general(data: dict[str, Any]) -> tuple[Settings | None, list[Problem]]:
    declared = {key: value for key, value in data.items() if (key, value) != ("boards", {})}
    try:
        return Settings.model_validate(declared), []
    except ValidationError as errors:
        return None, list(_problems(errors, (), data, Settings))


def _sources(
    data: dict[str, Any], kinds: Mapping[str, SourceKind]
) -> tuple[dict[str, SourceBase], dict[str, ToldBySource], list[Problem]]:
    """The options of every source that has usable ones, what those tell that are right, and what is wrong with the others."""
    options: dict[str, SourceBase] = {}
    told: dict[str, ToldBySource] = {}
    found: list[Problem] = []
    tables = data.get("sources")
    for name, table in tables.items() if isinstance(tables, dict) else ():
        path: Path = ("sources", name)
        kind = kinds.get(str(table.get("kind"))) if isinstance(table, dict) else None
        if not isinstance(table, dict):
            found.append(Problem(path, 'must be a table; write [sources."..."] and its keys below'))
        elif kind is None:
            found += [_unknown_kind(path, table, kinds), *_shared_problems(path, table)]
            if (
                base := usable(SourceBase, {k: v for k, v in table.items() if k in SourceBase.model_fields})
            ) is not None:
                options[name] = base
        else:
            try:
                options[name] = _checked(kind, table)
                told[name] = ToldBySource(kind.carries, tuple(kind.numbers(options[name])))
            except ValidationError as errors:
                found += _problems(errors, path, table, kind.options)
                options |= _base(name, table)
    return options, told, found


def _shared_problems(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    shared = {key: table[key] for key in table if key in SourceBase.model_fields and key != "kind"}
    try:
        SourceBase.model_validate({"kind": "", **shared})
    except ValidationError as errors:
        yield from _problems(errors, path, shared, SourceBase)


def _base(name: str, table: Mapping[str, Any]) -> dict[str, SourceBase]:
    """What every source has, to check on when its own options are wrong."""
    shared = usable(SourceBase, {"kind": "", **{key: table[key] for key in table if key in SourceBase.model_fields}})
    return {name: shared} if shared is not None else {}


def _checked(kind: SourceKind, table: dict[str, Any]) -> SourceBase:
    options = kind.options.model_validate(table)
    if not isinstance(options, SourceBase):
        raise TypeError(f"the options of kind {kind.name} are no SourceBase")
    return options


def _unknown_kind(path: Path, table: Mapping[str, Any], kinds: Mapping[str, SourceKind]) -> Problem:
    has = f"this build has: {', '.join(sorted(kinds))}"
    if "kind" not in table:
        return Problem(path, f"kind is missing; {has}")
    kind = str(table["kind"])
    hint = nearest(kind, kinds)
    return Problem((*path, "kind"), f'"{kind}" is not known; {has}' + (hint if "did you mean" in hint else ""))


def _wrong_names(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Names that stand in addresses, logs and commands are plain."""
    for table in ("sites", "sources", "boards", "figures"):
        names = data.get(table)
        for name in names if isinstance(names, dict) else ():
            if not _NAME.fullmatch(name):
                yield Problem((table, name), "is no usable name; use letters, digits, - and _")
    if data.get("sites") == {}:
        yield Problem(("sites",), 'has no site; write [sites.main] with name = "..." and zone = "America/Chicago"')


def _problems(errors: ValidationError, path: Path, data: Any, model: type[BaseModel]) -> Iterator[Problem]:
    for error in errors.errors(include_url=False):
        loc = _in_file(error["loc"], data)
        yield Problem((*path, *loc), wording({**error, "loc": loc}, model_at(model, loc[:-1])))


def _in_file(loc: tuple[str | int, ...], data: Any) -> Path:
    """The path without what pydantic adds to it: stops at the last part that is a key or number of the file."""
    path: Path = ()
    for part in loc:
        if not isinstance(data, dict | list):
            break
        path, data = (*path, part), child(data, part)
    return path


def _report(name: str, over: Overrides, lines: Mapping[Path, int], wrong: Iterable[Problem]) -> list[str]:
    secrets = sorted(over.secrets | secrets_in(over.data), key=len, reverse=True)
    by_place: dict[str, int] = {}
    for problem in wrong:
        line = _line(problem.path, lines)
        where = over.problem_origin(problem) or (f"{name}:{line}" if line else name)
        by_place.setdefault(
            _without(f"{where}: {place(problem.path, over.data)} {problem.message}", secrets), line or 0
        )
    by_place |= {_without(f"{variable}: {message}", secrets): 10**9 for variable, message in over.problems}
    return sorted(by_place, key=lambda text: by_place[text])


def _line(path: Path, lines: Mapping[Path, int]) -> int | None:
    return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, HIDDEN) if len(secret) > 3 else text
    return text

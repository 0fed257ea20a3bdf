"""Files that hold a secret and that anybody on this machine may read: what `check` says of them, and how to mend it."""

from __future__ import annotations

import re
import shlex
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wallboard.database.address import parsed
from wallboard.settings import Settings
from wallboard.settings.file.environment import secret_files
from wallboard.settings.problems.wording import secrets_in
from wallboard.source import Finding

# certificate_key names a file; addresses are secret only where they hold a password
_SECRET = re.compile(r"passw|secret|token|credential|^keys?$|(?<!certificate)_key$", re.IGNORECASE)

_CHANNEL = re.compile(r"channels\.[^.]+\.address")  # tokens stand anywhere in it

_ALL = stat.S_IROTH
_ANYBODY_ELSE = stat.S_IRWXG | stat.S_IRWXO  # the wall itself refuses keys that a group may read
_KEYS = ("access.keys_file", "callers.key_file")


def exposed(path: Path, environ: Mapping[str, str], settings: Settings) -> Iterator[tuple[str, Finding]]:
    """A finding for every file that holds a secret of these settings and is readable for all."""
    keys = secret_keys(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    if keys and _open_to_all(path):
        yield (
            str(path),
            _finding(path, f"holds a secret ({', '.join(keys)})", " or move the secret to a file of its own"),
        )
    for what, file in _others(environ, settings):
        if _open_to_all(file, _ANYBODY_ELSE if what in _KEYS else _ALL):
            yield what, _finding(file, f"is {file}")


def secret_keys(data: Any, key: str = "") -> list[str]:
    """The keys of a settings file under which a secret stands, not only the name of one."""
    if isinstance(data, Mapping):
        return [found for name, value in data.items() for found in secret_keys(value, f"{key}.{name}".lstrip("."))]
    if isinstance(data, list):
        return [found for number, value in enumerate(data) for found in secret_keys(value, f"{key}.{number}")]
    if not isinstance(data, str):
        return []
    named = _SECRET.search(key.rpartition(".")[2]) or _CHANNEL.fullmatch(key)
    return [key] if data and (named or secrets_in(data) or "password=" in data.lower()) else []


def _others(environ: Mapping[str, str], settings: Settings) -> Iterator[tuple[str, Path]]:
    yield from secret_files(environ).items()
    yield "access.keys_file", Path(settings.access.keys_file)
    yield "callers.key_file", settings.callers_key_file
    if settings.server.certificate_key:
        yield "server.certificate_key", Path(settings.server.certificate_key)
    database = parsed(settings.access.database)
    if database.get_backend_name() == "sqlite" and database.database:
        yield "access.database", Path(database.database)


def _open_to_all(path: Path, whom: int = _ALL) -> bool:
    try:
        return bool(path.stat().st_mode & whom)
    except OSError:
        return False  # that it cannot be read is told elsewhere


def _finding(path: Path, what: str, otherwise: str = "") -> Finding:
    return Finding(
        False, f"{what}, and others on this machine may read it", f"chmod 600 {shlex.quote(str(path))}{otherwise}"
    )

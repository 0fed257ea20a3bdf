"""Structured logs on standard error: JSON lines for machines, coloured lines on a terminal. No secret, no line break."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "***"
_SECRET_NAME = re.compile(r"password|passwd|secret|token|credential|authorization|cookie|api_?key", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^/\s:@]*:)\S+@", re.IGNORECASE)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_NAMED_PASSWORD = re.compile(
    r"\b(pass(?:word|wd)|secret|token)(\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&]+)", re.IGNORECASE
)


def without_secrets(value: Any) -> Any:
    """A value with passwords in addresses, and whatever a name calls a secret, replaced; any depth."""
    if isinstance(value, str):
        return _NAMED_PASSWORD.sub(rf"\1\2{HIDDEN}", _URL_PASSWORD.sub(rf"\1{HIDDEN}@", value))
    if isinstance(value, Mapping):
        return {key: HIDDEN if _SECRET_NAME.search(str(key)) else without_secrets(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_secrets(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return without_secrets(str(value))


def _hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {str(key): value for key, value in without_secrets(event).items()}


def _one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Text from outside must not write lines of its own; tracebacks keep theirs."""
    return {key: _escaped(value) if key != "exception" else value for key, value in event.items()}


def _escaped(value: Any) -> Any:
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)


def set_up(level: str = "INFO", stream: TextIO | None = None, *, pretty: bool | None = None) -> None:
    """Send structlog's and the standard library's logs to `stream` (standard error), from `level` on.

    `pretty` chooses lines for people; left out, it follows whether the stream is a terminal.
    Raises ValueError for a level that there is not.
    """
    if level.upper() not in LEVELS:
        raise ValueError(f'there is no log level "{level}"; there are: {", ".join(LEVELS)}')
    out = stream or sys.stderr
    people = out.isatty() if pretty is None else pretty
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _hide_secrets,
        _one_line,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=structlog.dev.plain_traceback)
        if people
        else structlog.processors.JSONRenderer(sort_keys=True)
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())

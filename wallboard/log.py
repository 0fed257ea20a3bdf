"""Structured logs on standard error: JSON lines for machines, short lines on a terminal. No secret, no line break."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from wallboard.mendable import Mendable
from wallboard.outside_text import escaped, without_secrets

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMS = {"auto": None, "lines": True, "json": False}  # auto: lines at a terminal, JSON elsewhere
# Tell at INFO of every start and stop in three lines, and of each part that is imported; the wall says where it is by itself
CHATTY = ("uvicorn.error", "alembic.runtime.plugins")


class NoSuchLog(Mendable, ValueError):
    """A level or form of logs that there is not; the words name those that there are."""


def _hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {str(key): value for key, value in without_secrets(event).items()}


def _one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Text from outside must not write lines of its own; tracebacks keep theirs."""
    return {
        key: escaped(value) if isinstance(value, str) and key != "exception" else value for key, value in event.items()
    }


def set_up_by(environ: Mapping[str, str], otherwise: str = "auto") -> None:
    """As WALLBOARD_LOG_LEVEL and WALLBOARD_LOG_FORMAT (auto, lines, json) say; `otherwise` is the form where nothing is
    said. Raises NoSuchLog for a level or form that there is not."""
    form = environ.get("WALLBOARD_LOG_FORMAT") or otherwise
    if form not in FORMS:
        raise NoSuchLog(f'there is no log format "{form}"; WALLBOARD_LOG_FORMAT may be: {", ".join(FORMS)}')
    set_up(environ.get("WALLBOARD_LOG_LEVEL") or "INFO", pretty=FORMS[form])


def set_up(level: str = "INFO", stream: TextIO | None = None, *, pretty: bool | None = None) -> None:
    """Send structlog's and the standard library's logs to `stream` (standard error), from `level` on.

    `pretty` chooses lines for people; left out, it follows whether the stream is a terminal.
    Raises NoSuchLog for a level that there is not.
    """
    if level.upper() not in LEVELS:
        raise NoSuchLog(f'there is no log level "{level}"; there are: {", ".join(LEVELS)}')
    out = stream or sys.stderr
    people = out.isatty() if pretty is None else pretty
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
        if people
        else structlog.processors.TimeStamper(fmt="iso", utc=True),
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
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING if level.upper() == "INFO" else logging.NOTSET)

"""Logs hold no secret, one line an event, and UTC."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from wallboard.log import set_up, set_up_by
from wallboard.outside_text import without_secrets


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, logs = list(root.handlers), root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**logs)


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    set_up("INFO", stream)
    return stream


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_json_line_in_utc(out: io.StringIO) -> None:
    structlog.get_logger().info("source lost", source="pbx", polls=3)
    (line,) = lines(out)
    assert (line["event"], line["source"], line["polls"], line["level"]) == ("source lost", "pbx", 3, "info")
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)


def test_text_from_outside_cannot_write_a_line_of_its_own(out: io.StringIO) -> None:
    set_up("INFO", out, pretty=True)
    structlog.get_logger().info("call", queue='roads\n{"event": "all is well"}\r\x1b[31m\u2028')
    logging.getLogger("library").warning("a\nb")
    assert len(out.getvalue().splitlines()) == 2
    assert "\x1b" not in out.getvalue()


@pytest.mark.parametrize(
    "value",
    [
        "postgresql+psycopg://wall:hunter22@db/x",
        "cannot connect to mysql://wall:a@b/hunter22@db/x",
        {"deep": [{"password": "hunter22"}]},
        {"API_KEY": "hunter22"},
        "connection failed: host=db password=hunter22 user=wall",
        'password: "x hunter22"',
        ValueError("redis://:hunter22@db/0"),
    ],
)
def test_secrets_never_reach_a_log(out: io.StringIO, value: object) -> None:
    structlog.get_logger().warning("poll failed", value=value)
    logging.getLogger("library").warning("%s", value if isinstance(value, str) else without_secrets(value))
    try:
        raise RuntimeError(str(without_secrets(value)), "postgresql://wall:hunter22@db/x")
    except RuntimeError:
        structlog.get_logger().exception("crashed", token="hunter22")
    assert len(lines(out)) == 3
    assert "hunter22" not in out.getvalue()


def test_the_level_is_kept(out: io.StringIO) -> None:
    structlog.get_logger().debug("quiet")
    logging.getLogger("library").debug("quiet")
    assert out.getvalue() == ""


@given(
    st.recursive(
        st.text() | st.none() | st.integers() | st.dates(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_what_holds_no_secret_can_always_be_written_as_json(value: object) -> None:
    assert json.dumps(without_secrets(value)) is not None


def test_lines_for_people_show_a_crash_without_its_secret(out: io.StringIO) -> None:
    set_up("INFO", out, pretty=True)
    try:
        raise RuntimeError("postgresql://wall:hunter22@db/x")
    except RuntimeError:
        structlog.get_logger().exception("crashed")
    assert "RuntimeError: postgresql://wall:***@db/x" in out.getvalue()


def test_a_level_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match='no log level "loud"; there are: DEBUG, INFO, WARNING, ERROR'):
        set_up("loud")


@pytest.mark.parametrize(
    ("environ", "otherwise", "json_lines"),
    [
        ({}, "auto", True),  # a test's standard error is no terminal
        ({}, "lines", False),
        ({"WALLBOARD_LOG_FORMAT": "lines"}, "auto", False),
        ({"WALLBOARD_LOG_FORMAT": "json"}, "lines", True),
    ],
)
def test_the_form_is_chosen_by_what_reads_it_unless_somebody_says_otherwise(
    capsys: pytest.CaptureFixture[str], environ: dict[str, str], otherwise: str, json_lines: bool
) -> None:
    set_up_by(environ, otherwise)
    structlog.get_logger().info("source lost", source="pbx")
    said = capsys.readouterr().err
    assert said.startswith("{") is json_lines
    if not json_lines:
        assert re.fullmatch(r"\d\d:\d\d:\d\d \[info +\] source lost +source=pbx\n", said)


def test_a_form_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match='no log format "xml"; WALLBOARD_LOG_FORMAT may be: auto, lines, json'):
        set_up_by({"WALLBOARD_LOG_FORMAT": "xml"})


@pytest.mark.parametrize(("level", "heard"), [("INFO", False), ("DEBUG", True)])
def test_the_web_server_greets_only_those_who_look_closely(level: str, heard: bool) -> None:
    stream = io.StringIO()
    set_up(level, stream)
    logging.getLogger("uvicorn.error").info("Application startup complete.")
    logging.getLogger("uvicorn.error").warning("odd")
    assert ("startup" in stream.getvalue()) is heard
    assert "odd" in stream.getvalue()

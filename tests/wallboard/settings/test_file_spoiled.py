"""Whatever stands in a settings file: it is taken, or a settings error says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wallboard.settings.settings_file import GOOD, KINDS, SITE, error, read
from wallboard.settings.file.read import load
from wallboard.settings.problems.wording import SettingsError


def test_a_file_that_is_no_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wallboard.toml"
    path.write_bytes(b"demo = true\n# caf\xe9\n")
    with pytest.raises(SettingsError, match=r"wallboard.toml:2: the file is not UTF-8 text"):
        load(path, KINDS, {})


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "wallboard.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SITE.replace("\n", "\r\n").encode())
    assert load(path, KINDS, {}).sites["main"].name == "M"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: the settings file cannot be read: No such file"):
        load(tmp_path / "none.toml", KINDS, {})
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load(tmp_path, KINDS, {})


def test_lists_nested_too_deeply_are_told() -> None:
    assert "nested too deeply" in error("a = " + "[" * 100_000)


LINES = GOOD.splitlines()
WORDS = ["5", "[1, 'a']", "{a = 1}", "'08:00+01:00-09:00'", "'٠٨:٠٠-09:00'", "07:30:00", "''", "1e30", "inf", *"[]{}=\"',.#\n", "nan", "-1", "1e400", "2026-01-01", "true", "[[sites]]", "[sites.main.zone]", "9" * 5000, '"""', "\0", "é", "from", "kind", "rows", "hours", "targets"]  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """The good file after a few lines went, came twice, or got something else in them."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        cut = draw(st.integers(0, len(line)))
        word = draw(st.sampled_from(WORDS) | st.text(max_size=4))
        key = line.partition("=")[0]
        lines[at] = draw(
            st.sampled_from(["", line + "\n" + line, line[:cut] + word + line[cut:], f"{key}= {word}", line[:cut]])
        )
    return "\n".join(lines)


@given(text=st.text() | spoiled())
def test_only_a_settings_error_ever_escapes(text: str) -> None:
    try:
        read(text)
    except SettingsError as told:
        assert told.lines
        assert all(line.startswith("wallboard.toml:") for line in told.lines)

"""A changed settings file is taken over when it is valid; otherwise the old one stays in force."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wallboard.settings import Settings
from wallboard.settings.file.read import load
from wallboard.settings.file.watch import SettingsWatch
from wallboard.settings.problems.wording import SettingsError

GOOD = '[sites.main]\nname = "{}"\nzone = "UTC"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "wallboard.toml"
    path.write_text(GOOD.format("One"))
    return path


@pytest.fixture
def watch(path: Path) -> SettingsWatch:
    return SettingsWatch(path, lambda: load(path, {}, {}))


def name_of(found: object) -> str:
    assert isinstance(found, Settings)
    return found.sites["main"].name


def test_an_unchanged_file_tells_nothing(path: Path, watch: SettingsWatch) -> None:
    assert watch.poll() is None
    os.utime(path, (1, 1))
    assert watch.poll() is None


def test_a_valid_change_is_taken_once(path: Path, watch: SettingsWatch) -> None:
    path.write_text(GOOD.format("Two"))
    assert name_of(watch.poll()) == "Two"
    assert watch.poll() is None


def test_a_change_within_one_tick_of_the_clock_is_seen(path: Path, watch: SettingsWatch) -> None:
    before = path.stat()
    path.write_text(GOOD.format("Two"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert name_of(watch.poll()) == "Two"


def test_a_wrong_change_is_refused_once_with_its_errors(path: Path, watch: SettingsWatch) -> None:
    path.write_text(GOOD.format("Two") + "[server]\nprot = 1\n")
    found = watch.poll()
    assert isinstance(found, SettingsError)
    assert 'wallboard.toml:5: [server] prot is not known; did you mean "port"?' in str(found)
    assert watch.poll() is None


def test_a_refused_change_that_is_put_right_is_taken(path: Path, watch: SettingsWatch) -> None:
    path.write_text("nonsense")
    assert isinstance(watch.poll(), SettingsError)
    path.write_text(GOOD.format("One"))
    assert name_of(watch.poll()) == "One"


def test_a_file_replaced_by_rename_is_seen_and_its_absence_in_between_is_not(path: Path, watch: SettingsWatch) -> None:
    path.rename(path.with_suffix(".bak"))
    assert watch.poll() is None
    path.with_suffix(".new").write_text(GOOD.format("Two"))
    path.with_suffix(".new").rename(path)
    assert name_of(watch.poll()) == "Two"


def test_a_file_that_stays_away_is_told_once_and_taken_when_it_is_back(path: Path, watch: SettingsWatch) -> None:
    path.unlink()
    assert watch.poll() is None
    assert isinstance(watch.poll(), SettingsError)
    assert watch.poll() is None
    path.write_text(GOOD.format("One"))
    assert name_of(watch.poll()) == "One"


def test_a_file_caught_half_written_is_taken_when_it_is_whole(path: Path, watch: SettingsWatch) -> None:
    path.write_text(GOOD.format("Two")[:20])
    assert isinstance(watch.poll(), SettingsError)
    path.write_text(GOOD.format("Two"))
    assert name_of(watch.poll()) == "Two"


def test_a_changed_file_of_a_secret_is_a_change(path: Path, tmp_path: Path) -> None:
    secret, other = tmp_path / "ledger", tmp_path / "other"
    secret.write_text("sqlite:///var/a.db")
    environ = {"WALLBOARD_LEDGER_FILE": str(secret)}
    watch = SettingsWatch(path, lambda: load(path, {}, environ), [secret, other])
    assert watch.poll() is None
    secret.write_text("sqlite:///var/b.db")
    found = watch.poll()
    assert isinstance(found, Settings)
    assert found.ledger == "sqlite:///var/b.db"
    assert watch.poll() is None
    other.write_text("one that was not there before")
    assert isinstance(watch.poll(), Settings)
    assert watch.poll() is None


def test_a_file_of_a_secret_that_is_replaced_is_told_once_it_is_back(path: Path, tmp_path: Path) -> None:
    secret = tmp_path / "ledger"
    secret.write_text("sqlite:///var/a.db")
    watch = SettingsWatch(path, lambda: load(path, {}, {"WALLBOARD_LEDGER_FILE": str(secret)}), [secret])
    secret.rename(tmp_path / "away")
    assert watch.poll() is None
    assert watch.poll() is None
    secret.write_text("sqlite:///var/b.db")
    assert isinstance(watch.poll(), Settings)

"""Keys: made once, kept from others, rotated under a running server."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from tests.access_house import Hand
from wallboard.access.keys import KEPT, Keys
from wallboard.access.store import AccessError
from wallboard.model import DAY

OLD, NEW = "o" * 40, "n" * 40


def test_a_file_is_made_at_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "access.keys"
    keys = Keys("", file)
    assert not file.exists()
    hashed = keys.hash("secret")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Keys("", file).hash("secret") == hashed
    assert "secret" not in hashed
    assert [path.name for path in file.parent.iterdir()] == ["access.keys"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    file, found = tmp_path / "access.keys", []
    ready = threading.Barrier(6)

    def start() -> None:
        ready.wait(10)
        found.append(Keys("", file).hash("secret"))

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 6
    assert len(set(found)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_that_others_may_read_is_refused_and_says_what_mends_it(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "access.keys"
    Keys("", file).all()
    file.chmod(mode)
    with pytest.raises(AccessError, match=f"others may read it; run: chmod 600 {file}"):
        Keys("", file).all()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds no key"),
        ("# only a remark\n\n", "holds no key"),
        ("short\n", "key 1 has 5 characters; a key needs 32"),
        (f"{OLD}\n{'x' * 31}\n", "key 2 has 31 characters"),
        (f"{OLD} yesterday\n", "a line is a key and the instant"),
        ("schlüssel" * 10, "more than plain characters"),
    ],
)
def test_a_file_that_keeps_no_secret_is_refused_without_telling_it(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "access.keys"
    file.write_text(content, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(AccessError, match=says) as told:
        Keys("", file).all()
    assert OLD not in str(told.value)


@pytest.mark.parametrize("given", ["short", f"{OLD} short"])
def test_given_keys_must_be_long_too(given: str) -> None:
    with pytest.raises(AccessError, match="a key needs 32 or more") as told:
        Keys(given)
    assert OLD not in str(told.value)


def test_without_keys_and_without_a_file_there_is_nothing_to_go_by() -> None:
    with pytest.raises(AccessError, match="no keys_file"):
        Keys("  \n")


def test_given_keys_are_the_newest_first_and_leave_the_file_alone(tmp_path: Path) -> None:
    both = Keys(f"{NEW}\n{OLD}", tmp_path / "access.keys")
    assert both.hash("x") == Keys(NEW).hash("x")
    assert both.hashes("x") == (Keys(NEW).hash("x"), Keys(OLD).hash("x"))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(AccessError, match="put a new key in front"):
        both.rotate()


def test_a_rotation_is_noticed_by_who_runs_already_and_keeps_the_last_few(tmp_path: Path) -> None:
    clock = Hand()
    running, rotating = (Keys("", tmp_path / "access.keys", clock) for _ in range(2))
    first = running.hash("x")
    for number in range(1, KEPT):
        clock.on(DAY)
        new = rotating.rotate()
        assert running.all()[0].id == new.id
        assert running.hashes("x")[number] == first
    rotating.rotate()
    assert first not in running.hashes("x")
    assert len(running.all()) == KEPT
    assert [key.made_at for key in running.all()] == sorted((key.made_at or 0 for key in running.all()), reverse=True)
    assert stat.S_IMODE((tmp_path / "access.keys").stat().st_mode) == 0o600


@pytest.mark.parametrize("harm", ["gone", "emptied", "opened to others"])
def test_a_file_that_goes_wrong_under_a_running_server_signs_nobody_out(tmp_path: Path, harm: str) -> None:
    file = tmp_path / "access.keys"
    keys = Keys("", file)
    before = keys.hash("x")
    if harm == "gone":
        file.unlink()
    elif harm == "emptied":
        file.write_text("")
    else:
        file.chmod(0o644)
    assert keys.hash("x") == before
    assert keys.hash("x") == before


def test_what_is_signed_is_no_hash_and_is_known_under_older_keys() -> None:
    signature = Keys(OLD).sign("browser", "ada")
    assert signature != Keys(OLD).hash("ada")
    assert Keys(f"{NEW} {OLD}").signed("browser", "ada", signature)
    for purpose, text, told in (
        ("screen", "ada", signature),
        ("browser", "bob", signature),
        ("browser", "ada", ""),
        ("browser", "ada", "é\ud800"),
    ):
        assert not Keys(OLD).signed(purpose, text, told)
    assert not Keys(NEW).signed("browser", "ada", signature)


def test_no_key_is_told_by_what_is_printed(tmp_path: Path) -> None:
    keys = Keys(OLD).all()
    assert OLD not in repr(keys)
    assert keys[0].id not in OLD


def test_other_keys_than_those_of_access_are_named_by_their_own_setting(tmp_path: Path) -> None:
    (file := tmp_path / "callers.key").write_text("short\n")
    file.chmod(0o600)
    with pytest.raises(AccessError, match=f"callers.key_file {file}: key 1 has 5 characters"):
        Keys("", file, setting="callers.key").all()
    with pytest.raises(AccessError, match=r"callers\.key: key 1 has 5 characters"):
        Keys("short", setting="callers.key")

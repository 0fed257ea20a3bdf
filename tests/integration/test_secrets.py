"""Nothing secret is said anywhere: a real server is led through all that access does, and all that it said is searched.

Whatever a secret is for, there is one place at most where it belongs: a cookie, a page that shows it once, a header.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.integration.all_that_is_said import Heard, led_through_everything

pytestmark = pytest.mark.timeout(300)  # a server and several commands, on a machine that is busy


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return led_through_everything(tmp_path_factory.mktemp("secrets"))


PLACES_THAT_MUST_BE_THERE = ("log", "backup.db", "backup.db.access", "access.db", "check", "stream", "answer to /audit")


def test_everything_was_heard(heard: Heard) -> None:
    for place in PLACES_THAT_MUST_BE_THERE:
        assert len(heard.said.get(place, "")) > 20, place
    assert '"level": "debug"' in heard.said["log"]
    for place in ("check", "log", "answer to /api/snapshot"):
        assert "key.csv is no table as settings describe it" in heard.said[place], place
        assert "linked.csv is a symbolic link that leads out of the folder" in heard.said[place], place
    assert "write it as %40" in heard.said["serve with an @ in the ledger's password"]
    assert "write it as %40" in heard.said["check with an @ in a source's password"]
    assert "signed in" in heard.said["answer to /audit"]
    assert "could not sign in" in heard.said["answer to /audit"]
    assert all(len(secret) >= 8 for secret in heard.secrets.values())
    assert "A Connection error" in heard.said["answer to /alerts/1"], "why it reached nobody"
    assert len(heard.secrets) >= 23


def test_no_secret_is_said_anywhere(heard: Heard) -> None:
    found = {
        (name, place)
        for place, text in heard.said.items()
        for name, secret in heard.secrets.items()
        if secret in text or secret.replace("-", "") in text.replace("-", "")
    }
    print(f"{len(heard.secrets)} secrets looked for in {len(heard.said)} places")
    assert not found


def test_the_plain_backup_holds_nothing_of_people_and_screens(heard: Heard) -> None:
    for planted in ("CREATE TABLE people", "CREATE TABLE sessions", "CREATE TABLE screens", "Ada", "Hall", "Reports"):
        assert planted not in heard.said["backup.db"]
        assert planted not in heard.said["backup.db.access"]


def test_tracebacks_in_the_log_tell_no_values(heard: Heard) -> None:
    assert "Traceback" not in heard.said["log"], re.findall(r"Traceback.{0,500}", heard.said["log"])[:1]


def test_the_files_are_for_their_owner_alone(heard: Heard, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder: Path = next(tmp_path_factory.getbasetemp().glob("secrets*"))
    for name in ("access.db", "backup.db.access", "backup-key"):
        assert (folder / name).stat().st_mode & 0o077 == 0, name

"""Rotating keys signs nobody out and unpairs no screen, and an old key can go once everybody was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from wallboard.access.access import Access
from wallboard.access.keys import Keys
from wallboard.access.visitor import NOBODY, Visitor
from wallboard.model.roles import Right, Role
from wallboard.settings import AccessSettings, Settings, Site

OLD, NEW = "old-key-" * 6, "new-key-" * 6


@dataclass(frozen=True)
class Secrets:
    """What three who were let in hold."""

    session: str
    token: str
    screen: str


Open = Callable[..., Access]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def access(keys: str = "") -> Access:
        settings = AccessSettings(
            sign_in=True,
            database=f"sqlite:///{tmp_path}/access.db",
            keys=SecretStr(keys),
            keys_file=str(tmp_path / "access.keys"),
        )
        return Access(Settings(sites={"main": Site(name="M", zone="UTC")}, access=settings))

    return access


def let_in(access: Access) -> Secrets:
    person, _ = access.people.add("ada", "Ada", Role.ADMINISTRATOR, by=None)
    session = access.sessions.open(person, address="127.0.0.1").secret
    token = access.tokens.make(person, "Reports", [Right.READ], by=access.recognise(session=session)).secret
    pairing = access.screens.begin()
    access.screens.approve(pairing.code, "wall", "main", "Hall", by=None)
    screen = access.screens.claim(pairing.secret)
    assert screen is not None
    return Secrets(session, token, screen)


def seen(access: Access, secrets: Secrets) -> list[Visitor]:
    return [
        access.recognise(session=secrets.session),
        access.recognise(bearer=secrets.token),
        access.recognise(screen=secrets.screen),
    ]


def names(visitors: list[Visitor]) -> list[str]:
    return [visitor.name for visitor in visitors]


ALL = ["Ada", "Ada", "Hall"]


def test_keys_from_the_environment_change_with_both_given_for_a_while(opened: Open) -> None:
    first = opened(OLD)
    secrets = let_in(first)
    first.close()
    both = opened(f"{NEW} {OLD}")
    assert names(seen(both, secrets)) == ALL
    both.close()
    new_alone = opened(NEW)
    assert names(seen(new_alone, secrets)) == ALL
    new_alone.close()


def test_who_was_not_seen_while_both_keys_held_is_out(opened: Open) -> None:
    first = opened(OLD)
    secrets = let_in(first)
    first.close()
    new_alone = opened(NEW)
    assert seen(new_alone, secrets) == [NOBODY] * 3
    new_alone.close()


def test_a_running_server_takes_over_a_rotated_file_and_keeps_everybody(opened: Open, tmp_path: Path) -> None:
    running = opened()
    secrets = let_in(running)
    assert names(seen(running, secrets)) == ALL
    other_process = Keys(file=tmp_path / "access.keys")
    other_process.rotate()
    assert names(seen(running, secrets)) == ALL
    newest = next(line for line in (tmp_path / "access.keys").read_text().splitlines() if not line.startswith("#"))
    running.close()
    (tmp_path / "access.keys").write_text(newest + "\n")  # the old key is dropped
    restarted = opened()
    assert names(seen(restarted, secrets)) == ALL
    restarted.close()


def test_more_rotations_than_keys_are_kept_lose_nobody_who_was_seen_between_them(opened: Open) -> None:
    running = opened()
    secrets = let_in(running)
    for _ in range(6):
        running.keys.rotate()
        assert names(seen(running, secrets)) == ALL
    running.close()
    restarted = opened()
    assert names(seen(restarted, secrets)) == ALL
    restarted.close()


def test_no_secret_and_no_key_is_in_the_database(opened: Open, tmp_path: Path) -> None:
    running = opened()
    secrets = let_in(running)
    key = running.keys.all()[0].text
    running.close()
    for file in tmp_path.glob("access.db*"):
        content = file.read_bytes()
        for planted in (secrets.session, secrets.token, secrets.screen, key):
            assert planted.encode() not in content

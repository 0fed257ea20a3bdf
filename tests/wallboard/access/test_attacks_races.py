"""Somebody's access is taken away in the very moment in which it is used: it is gone all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.access_house import HERE, PASSWORD, House
from wallboard.access.access import Access
from wallboard.access.passwords import Passwords
from wallboard.access.refused import Refused
from wallboard.access.visitor import VisitorKind

OTHER_PASSWORD = "quite another sentence"


class Slow(Passwords):
    """While a password is checked, something happens: once, after it was found right."""

    happens: Callable[[], object] | None = None

    def check(self, stored: str | None, password: str) -> bool:
        right = super().check(stored, password)
        happens, self.happens = self.happens, None
        if happens is not None:
            happens()
        return right


@pytest.fixture
def slow(house: House) -> Slow:
    return Slow(house.hasher)


@pytest.fixture
def checking(house: House, slow: Slow) -> Access:
    """The same installation, checking passwords slowly."""
    other = Access(house.access.settings, house.clock, slow)
    house._opened.append(other)
    return other


def comes_in(access: Access) -> bool:
    try:
        access.entering.by_password("ada", PASSWORD, address=HERE)
    except Refused as refused:
        assert str(refused) == "this account was changed just now; sign in once more"
        return False
    return True


def test_the_password_until_now_opens_no_session_once_it_was_changed(
    house: House, checking: Access, slow: Slow
) -> None:
    """Whoever stole a password and keeps signing in with it must not outlive its change by a session."""
    person = house.person()
    by = house.access.recognise(session=house.enter().opened.secret)
    slow.happens = lambda: house.access.entering.change_password(by, PASSWORD, OTHER_PASSWORD, address=HERE)
    assert not comes_in(checking)
    assert [each.credential for each in house.access.sessions.of(person.id)] == [by.credential]


def test_a_reset_shuts_out_who_signs_in_by_the_old_password_just_then(
    house: House, checking: Access, slow: Slow
) -> None:
    person = house.person()
    code = house.access.people.reset(person.id, by=None)
    slow.happens = lambda: house.access.entering.by_code("ada", code.text, OTHER_PASSWORD, address=HERE)
    assert not comes_in(checking)
    assert len(house.access.sessions.of(person.id)) == 1


def test_who_is_disabled_while_signing_in_has_no_session_when_enabled_again(
    house: House, checking: Access, slow: Slow
) -> None:
    person = house.person()
    slow.happens = lambda: house.access.people.disable(person.id, by=None)
    assert not comes_in(checking)
    house.access.people.enable(person.id, by=None)
    assert house.access.sessions.of(person.id) == []
    assert comes_in(checking)


def test_nothing_happening_everybody_comes_in(house: House, checking: Access) -> None:
    house.person()
    opened = checking.entering.by_password("ada", PASSWORD, address=HERE).opened
    assert house.access.recognise(session=opened.secret).kind is VisitorKind.PERSON

"""Screens: a code that is good for minutes and for one of them, a secret that is told once, and an end that is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.empty_databases import lay_access
from wallboard.access import pairings
from wallboard.access.audit import Audit
from wallboard.access.keys import Keys
from wallboard.access.lifetimes import Lifetimes
from wallboard.access.pairings import ALPHABET, CODE_LENGTH, Pairing, TooManyPairings
from wallboard.access.refused import Refused
from wallboard.access.screens import NoSuchScreen, Screen, Screens, WrongCode
from wallboard.access.store import AccessStore
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.model import DAY, MINUTE, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import RIGHTS, Role
from wallboard.settings.parts.access import AccessSettings

START: Micros = 1_790_000_000_000_000
OLD_KEY, NEW_KEY = "o" * 40, "n" * 40


def supervisor(remit: Remit = EVERYTHING, name: str = "Ada") -> Visitor:
    return Visitor(
        VisitorKind.PERSON, name, name, Role.SUPERVISOR, RIGHTS[Role.SUPERVISOR], remit, "", f"session:{name}"
    )


ADA = supervisor()


@dataclass
class House:
    """Screens over a database of their own, with a clock to set."""

    file: Path
    now: Micros = START
    keys: str = OLD_KEY
    opened: list[AccessStore] = field(default_factory=list)

    def screens(self) -> Screens:
        clock = lambda: self.now  # noqa: E731
        store = AccessStore(f"sqlite:///{self.file}", clock)
        self.opened.append(store)
        self.audit = Audit(store, clock)
        return Screens(store, Keys(self.keys), clock, Lifetimes.of(AccessSettings()), self.audit)

    def events(self) -> list[tuple[str, str, str]]:
        return [(entry.event, entry.who, entry.about) for entry in self.audit.read()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    lay_access(tmp_path / "access.db")
    made = House(tmp_path / "access.db")
    yield made
    for store in made.opened:
        store.close()


@pytest.fixture
def screens(house: House) -> Screens:
    return house.screens()


def paired(screens: Screens, name: str = "Lobby", board: str = "wall", by: Visitor | None = ADA) -> tuple[Screen, str]:
    """A screen and its secret."""
    waiting = screens.begin("192.0.2.7")
    approved = screens.approve(waiting.code, board, "main", name, by)
    secret = screens.claim(waiting.secret, "192.0.2.7")
    assert secret is not None
    return approved, secret


def test_a_code_has_at_least_38_bits_and_no_sign_that_reads_like_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert len(ALPHABET) ** CODE_LENGTH >= 2**38
    assert not set(ALPHABET) & set("01OILU")


def test_a_screen_is_nobody_until_somebody_approves_its_code(screens: Screens) -> None:
    waiting = screens.begin()
    assert screens.claim(waiting.secret) is None
    assert screens.find(waiting.secret) is None
    assert screens.all() == []


def test_an_approved_screen_gets_a_secret_of_its_own_and_shows_its_board_only(screens: Screens) -> None:
    waiting = screens.begin()
    screens.approve(waiting.code, "wall", "main", " Lobby  north ", ADA)
    secret = screens.claim(waiting.secret)
    assert secret not in (None, waiting.secret, waiting.code)
    held = screens.find(secret or "")
    assert held is not None
    who = held.visitor
    assert (who.kind, who.name, who.board, who.rights) == (VisitorKind.SCREEN, "Lobby north", "wall", frozenset())
    assert who.remit == Remit.of(sites=["main"])


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as shown": str,
    "in small letters": str.lower,
    "in one piece": lambda code: code.replace("-", ""),
    "with blanks": lambda code: f" {code.replace('-', ' – ')} ",
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_a_code_may_be_typed_in_any_way_that_people_type(screens: Screens, how: str) -> None:
    spelt = SPELLINGS[how](screens.begin().code)
    assert screens.approve(spelt, "wall", "main", "Lobby", ADA).name == "Lobby"


@pytest.mark.parametrize("typed", ["", "-", "K7QF-2MX", "K7QF-2MXDD", "K7QF-2MX0", "\u212a7QF-2MXD", "K" * 100_000])
def test_what_can_be_no_code_is_refused_in_words(screens: Screens, typed: str) -> None:
    with pytest.raises(WrongCode, match="Type the eight signs"):
        screens.approve(typed, "wall", "main", "Lobby", ADA)


def test_the_secret_of_a_screen_is_told_once(screens: Screens) -> None:
    waiting = screens.begin()
    screens.approve(waiting.code, "wall", "main", "Lobby", ADA)
    first, second = screens.claim(waiting.secret), screens.claim(waiting.secret)
    assert first is not None
    assert second is None
    assert screens.waits(waiting.secret) is None


def test_a_code_is_good_for_one_screen(screens: Screens) -> None:
    waiting = screens.begin()
    screens.approve(waiting.code, "wall", "main", "Lobby", ADA)
    with pytest.raises(WrongCode):
        screens.approve(waiting.code, "wall", "main", "Second", ADA)
    assert [screen.name for screen in screens.all()] == ["Lobby"]


def test_of_two_who_type_the_same_code_at_once_one_lets_the_screen_in(house: House, screens: Screens) -> None:
    """On a server both may have found the code before either wrote."""
    waiting = screens.begin()
    with house.opened[0].writing() as connection:
        found = pairings.waiting(connection, Keys(OLD_KEY), START, waiting.code)
        assert found is not None
        firsts = [pairings.approve(connection, found.id, screen, START + MINUTE) for screen in ("first", "second")]
        promised = pairings.of_secret(connection, Keys(OLD_KEY), START, waiting.secret)
    assert firsts == [True, False]
    assert promised is not None
    assert promised.screen == "first"


def test_a_code_ends_after_its_minutes_and_so_does_what_was_approved_and_never_claimed(
    house: House, screens: Screens
) -> None:
    stale, approved = screens.begin(), screens.begin()
    screens.approve(approved.code, "wall", "main", "Lobby", ADA)
    house.now += 10 * MINUTE
    assert screens.waits(stale.secret) is None
    with pytest.raises(WrongCode):
        screens.approve(stale.code, "wall", "main", "Late", ADA)
    assert screens.claim(approved.secret) is None
    assert screens.all() == []


def test_a_screen_that_asks_for_a_new_code_gives_up_the_old_one(screens: Screens) -> None:
    first = screens.begin()
    second = screens.begin(instead_of=first.secret)
    with pytest.raises(WrongCode):
        screens.approve(first.code, "wall", "main", "Lobby", ADA)
    assert screens.approve(second.code, "wall", "main", "Lobby", ADA)


def test_nobody_fills_the_table_from_one_address_or_from_many(
    house: House, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairings, "MOST_OF_ONE_ADDRESS", 3)
    monkeypatch.setattr(pairings, "MOST_OPEN", 5)
    mine: list[Pairing] = [screens.begin("192.0.2.1") for _ in range(3)]
    with pytest.raises(TooManyPairings):
        screens.begin("192.0.2.1")
    screens.begin("192.0.2.1", instead_of=mine[0].secret)
    for n in range(2, 4):
        screens.begin(f"192.0.2.{n}")
    with pytest.raises(TooManyPairings):
        screens.begin("192.0.2.9")
    house.now += 10 * MINUTE
    assert screens.begin("192.0.2.9")


def test_a_screen_shows_no_more_than_its_approver_may_see(screens: Screens) -> None:
    narrow = supervisor(Remit.of(sites=["main", "east"], departments=["Water"]))
    approved, _ = paired(screens, by=narrow)
    assert approved.remit == Remit.of(sites=["main"], departments=["Water"])


def test_nobody_approves_or_moves_to_a_board_of_a_site_that_is_not_theirs(screens: Screens) -> None:
    east = supervisor(Remit.of(sites=["east"]))
    waiting = screens.begin()
    with pytest.raises(Refused, match="no such board"):
        screens.approve(waiting.code, "wall", "main", "Lobby", east)
    own = screens.approve(waiting.code, "wall", "east", "Lobby", east)
    with pytest.raises(Refused, match="no such board"):
        screens.move(own.id, "wall", "main", east)


def test_screens_of_others_are_neither_listed_nor_managed(screens: Screens) -> None:
    lobby, _ = paired(screens)
    east = supervisor(Remit.of(sites=["east"]))
    water = supervisor(Remit.of(departments=["Water"]))
    assert screens.all(east.remit) == screens.all(water.remit) == []
    for by in (east, water):
        for act in (screens.reload, screens.revoke):
            with pytest.raises(NoSuchScreen):
                act(lobby.id, by)
        with pytest.raises(NoSuchScreen):
            screens.rename(lobby.id, "Mine", by)
    assert [screen.name for screen in screens.all()] == ["Lobby"]


def test_a_revoked_screen_is_nobody_at_once_and_for_good(screens: Screens) -> None:
    lobby, secret = paired(screens)
    screens.revoke(lobby.id, ADA)
    assert screens.find(secret) is None
    assert screens.by_id(lobby.id) is None
    assert screens.all() == []
    screens.saw({lobby.id: "192.0.2.7"})
    assert screens.find(secret) is None
    with pytest.raises(NoSuchScreen):
        screens.revoke(lobby.id, ADA)


def test_a_screen_that_was_revoked_before_it_claimed_its_secret_gets_none(screens: Screens) -> None:
    waiting = screens.begin()
    lobby = screens.approve(waiting.code, "wall", "main", "Lobby", ADA)
    screens.revoke(lobby.id, ADA)
    assert screens.claim(waiting.secret) is None


def test_moving_renaming_and_reloading_are_seen_at_the_next_look(screens: Screens) -> None:
    lobby, secret = paired(screens)
    screens.move(lobby.id, "delivery", "main", ADA)
    screens.rename(lobby.id, "Hall", ADA)
    assert screens.reload(lobby.id, ADA).reloads == 1
    held = screens.find(secret)
    assert held is not None
    assert (held.visitor.board, held.visitor.name) == ("delivery", "Hall")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "needs a name"),
        (" \t", "needs a name"),
        ("x" * 61, "61 characters"),
        ("a\u202eb", "cannot be seen"),
        ("a\x00b", "cannot be seen"),
        ("LOBBY", "already"),
    ],
)
def test_a_name_that_cannot_be_told_apart_or_read_is_refused(screens: Screens, name: str, says: str) -> None:
    lobby, _ = paired(screens)
    waiting = screens.begin()
    with pytest.raises(Refused, match=says) as refused:
        screens.approve(waiting.code, "wall", "main", name, ADA)
    assert refused.value.field == "name"
    assert screens.rename(lobby.id, "Lobby", ADA).name == "Lobby"  # its own name is no other's


def test_a_name_is_free_again_when_its_screen_was_revoked(screens: Screens) -> None:
    lobby, _ = paired(screens)
    screens.revoke(lobby.id, ADA)
    assert paired(screens)[0].name == "Lobby"


def test_a_screen_stays_paired_for_a_year_from_when_it_was_last_seen(house: House, screens: Screens) -> None:
    lobby, secret = paired(screens)
    house.now += 300 * DAY
    screens.saw({lobby.id: "192.0.2.8"})
    house.now += 300 * DAY
    (there,) = screens.all()
    assert (there.address, there.seen_at) == ("192.0.2.8", house.now - 300 * DAY)
    held = screens.find(secret)
    assert held is not None
    assert held.visitor.until is not None
    assert held.visitor.until > house.now
    house.now += 66 * DAY
    assert screens.all() == []


def test_restarting_and_rotating_the_keys_sends_no_screen_away(house: House) -> None:
    _, secret = paired(house.screens())
    house.keys = f"{NEW_KEY} {OLD_KEY}"
    assert house.screens().find(secret) is not None
    house.keys = NEW_KEY  # the old key is gone: what was seen meanwhile is hashed under the new one
    assert house.screens().find(secret) is not None


def test_secrets_and_codes_are_kept_only_as_hashes(house: House, screens: Screens) -> None:
    waiting = screens.begin()
    screens.approve(waiting.code, "wall", "main", "Lobby", ADA)
    secret = screens.claim(waiting.secret) or ""
    other = screens.begin()
    house.opened[0].close()
    stored = b"".join(file.read_bytes() for file in house.file.parent.iterdir())
    for told in (waiting.secret, secret, other.secret):
        assert told.encode() not in stored
    for code in (waiting.code, other.code):
        assert code.encode() not in stored
        assert code.replace("-", "").encode() not in stored
        assert code not in repr(waiting) + repr(other)


def test_everything_done_to_a_screen_is_in_the_log(house: House, screens: Screens) -> None:
    lobby, _ = paired(screens)
    with pytest.raises(WrongCode):
        screens.approve("K7QF-2MXD", "wall", "main", "Hall", ADA)
    screens.move(lobby.id, "delivery", "main", ADA)
    screens.rename(lobby.id, "Hall", ADA)
    screens.reload(lobby.id, ADA)
    screens.revoke(lobby.id, None)
    assert house.events() == [
        ("screen_revoked", "command line", "Hall"),
        ("screen_reloaded", "Ada", "Hall"),
        ("screen_renamed", "Ada", "Lobby"),
        ("screen_moved", "Ada", "Lobby"),
        ("pairing_refused", "Ada", "Hall"),
        ("screen_paired", "Ada", "Lobby"),
    ]

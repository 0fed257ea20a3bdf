"""Who guesses is held up, and who is at home is not."""

from __future__ import annotations

import pytest

from tests.access_house import HERE, PASSWORD, Hand, House
from wallboard.access.attempts import (
    AT_ONE_NAME,
    BY_KNOWN_BROWSER,
    EXPORTS_BY_PERSON,
    FROM_ONE_ADDRESS,
    FROM_ONE_PLACE,
    MINUTES,
    PAIRINGS_BY_PERSON,
    TOLD_OF_ADDRESS,
    Attempts,
    network,
)
from wallboard.access.attempts_memory import AttemptsMemory
from wallboard.access.refused import HeldUp, Refused
from wallboard.model import MINUTE, SECOND

WINDOW_S = MINUTES * 60


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def attempts(clock: Hand) -> Attempts:
    return Attempts(clock)


def tries(attempts: Attempts, name: str, address: str, most: int = 1000, known: str = "") -> int:
    """How many get through before one must wait."""
    return next(number for number in range(most + 1) if attempts.sign_in(name, address, known))


def test_one_place_may_guess_at_one_name_a_few_times_in_a_window(attempts: Attempts, clock: Hand) -> None:
    assert tries(attempts, "ada", HERE) == FROM_ONE_PLACE.amount
    assert attempts.sign_in("ada", HERE) == WINDOW_S
    clock.on(WINDOW_S * SECOND // 2)
    assert attempts.sign_in("ada", HERE) == WINDOW_S // 2
    clock.on(WINDOW_S * SECOND // 2 - 1)
    assert attempts.sign_in("ada", HERE) == 1
    clock.on(1)
    assert attempts.sign_in("ada", HERE) == 0


def test_the_window_moves(attempts: Attempts, clock: Hand) -> None:
    for _ in range(FROM_ONE_PLACE.amount):
        assert attempts.sign_in("ada", HERE) == 0
        clock.on(MINUTE)
    assert attempts.sign_in("ada", HERE) == WINDOW_S - FROM_ONE_PLACE.amount * 60
    clock.on((MINUTES - FROM_ONE_PLACE.amount) * MINUTE)
    assert attempts.sign_in("ada", HERE) == 0  # the first one is over
    assert attempts.sign_in("ada", HERE) == 60


def test_one_address_may_not_try_a_password_on_everybody(attempts: Attempts) -> None:
    through = sum(attempts.sign_in(f"person{number}", HERE) == 0 for number in range(500))
    assert through == FROM_ONE_ADDRESS.amount
    assert attempts.sign_in("ada", "198.51.100.7") == 0


def test_many_addresses_are_no_help_to_who_guesses_at_one_name(attempts: Attempts) -> None:
    through = sum(attempts.sign_in("ada", f"198.51.{number // 250}.{number % 250}") == 0 for number in range(500))
    assert through == AT_ONE_NAME.amount


def test_guesses_from_everywhere_do_not_shut_out_a_browser_that_came_in_before(attempts: Attempts) -> None:
    for number in range(500):
        attempts.sign_in("ada", f"198.51.{number // 250}.{number % 250}")
    assert attempts.sign_in("ada", HERE) > 0
    assert attempts.sign_in("ada", HERE, known="browser 1") == 0
    assert tries(attempts, "ada", HERE, known="browser 2") == BY_KNOWN_BROWSER.amount
    assert attempts.sign_in("ada", HERE, known="browser 1") == 0


def test_an_office_that_signs_in_each_morning_does_not_use_its_budget_up(attempts: Attempts) -> None:
    for number in range(500):
        assert attempts.sign_in(f"person{number}", HERE) == 0
        attempts.signed_in(f"person{number}", HERE)


def test_one_subscribers_ipv6_addresses_are_one(attempts: Attempts) -> None:
    through = sum(attempts.sign_in("ada", f"2001:db8:1:2:{number:x}::1") == 0 for number in range(1, 500))
    assert through == FROM_ONE_PLACE.amount
    assert attempts.sign_in("ada", "2001:db8:1:3::1") == 0


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", "unknown"),
        ("x" * 10_000, "unknown"),
    ],
)
def test_what_counts_as_one_address(address: str, found: str) -> None:
    assert network(address) == found


def test_other_budgets_are_each_their_own(attempts: Attempts) -> None:
    assert next(n for n in range(100) if attempts.pairing("ada", HERE)) == PAIRINGS_BY_PERSON.amount
    assert attempts.pairing("bob", HERE) == 0
    assert next(n for n in range(100) if attempts.export("ada")) == EXPORTS_BY_PERSON.amount
    assert attempts.export("bob") == 0
    assert attempts.sign_in("ada", HERE) == 0
    assert attempts.code("ada", HERE) == 0


def test_memory_stays_bounded_under_any_number_of_names(clock: Hand) -> None:
    memory = AttemptsMemory(clock, most_keys=100)
    for number in range(10_000):
        assert memory.acquire_entry(f"name {number}", 5, 60)
    assert len(list(memory.keys())) == 100
    for _ in range(10_000):
        memory.acquire_entry("name 9999", 5, 60)
    assert memory.get("name 9999") == 5


def test_a_clock_that_was_put_back_holds_nobody_up(attempts: Attempts, clock: Hand) -> None:
    assert tries(attempts, "ada", HERE) == FROM_ONE_PLACE.amount
    clock.on(-24 * 60 * MINUTE)
    assert attempts.sign_in("ada", HERE) == 0


def test_who_guesses_is_told_how_long_to_wait_and_told_of_once_in_the_audit_log(house: House) -> None:
    house.person()
    for _ in range(FROM_ONE_PLACE.amount):
        with pytest.raises(Refused) as told:
            house.enter("ada", "wrong password")
        assert not isinstance(told.value, HeldUp)
    worked = house.hasher.verified
    for _ in range(5):
        with pytest.raises(HeldUp, match="wait 15 minutes") as held_up:
            house.enter("ada", PASSWORD)
        assert held_up.value.wait_s == WINDOW_S
    assert house.hasher.verified == worked  # held up before any work
    events = [entry.event for entry in house.access.audit.read(about="ada")]
    assert (events.count("sign_in_held_up"), events.count("sign_in_failed")) == (1, FROM_ONE_PLACE.amount)
    house.clock.on(MINUTES * MINUTE)
    assert house.enter().person.name == "ada"


def test_who_is_held_up_and_thinks_of_new_names_fills_neither_the_log_nor_the_memory(house: House) -> None:
    house.person()
    long = "\ufdfa" * 90  # 18 characters each, once they are looked at
    for number in range(FROM_ONE_ADDRESS.amount + 200):
        with pytest.raises(Refused):
            house.enter(f"{long}{number}", "wrong password")
    held_up = house.access.audit.read(event="sign_in_held_up", limit=1000)
    assert len(held_up) == TOLD_OF_ADDRESS.amount
    kept = list(house.access.attempts._memory.keys())
    assert len(kept) <= 2 * FROM_ONE_ADDRESS.amount + TOLD_OF_ADDRESS.amount + 10
    assert max(map(len, kept)) < 200
    with pytest.raises(HeldUp):  # a name that is known is told of no more than one that is not: nobody learns which is
        house.enter("ada", "wrong password")
    assert len(house.access.audit.read(event="sign_in_held_up", limit=1000)) == TOLD_OF_ADDRESS.amount


def test_somebody_else_guessing_shuts_nobody_out_of_their_own_browser(house: House) -> None:
    house.person()
    mark = house.enter().mark
    held_up = 0
    for number in range(100):
        try:
            house.enter("ada", "wrong password", address=f"198.51.100.{number}")
        except HeldUp:
            held_up += 1
        except Refused:
            pass
    assert held_up == 100 - AT_ONE_NAME.amount
    with pytest.raises(HeldUp):
        house.enter()
    assert house.enter(mark=mark).person.name == "ada"
    assert house.enter(mark=mark, address="203.0.113.5").person.name == "ada"


@pytest.mark.parametrize("forge", ["", ".", "x.y", "number.", "é.é"])
def test_a_forged_mark_is_no_help(house: House, forge: str) -> None:
    house.person("ada")
    house.person("bob")
    bobs = house.enter("bob").mark
    for mark in (forge, bobs, bobs + "0", bobs.upper()):
        for number in range(AT_ONE_NAME.amount + 1):
            try:
                house.enter("ada", "wrong password", address=f"198.51.100.{number}", mark=mark)
            except Refused as refused:
                last = refused
        assert isinstance(last, HeldUp)
        house.clock.on(MINUTES * MINUTE)

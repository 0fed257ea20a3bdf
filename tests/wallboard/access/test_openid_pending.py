"""Sign-ins under way: few, short, each for one browser and one use."""

from __future__ import annotations

from dataclasses import fields

import pytest

from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.access.openid.pending import LASTS, Pending
from wallboard.model import SECOND, Micros

START: Micros = 1_800_000_000 * SECOND


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> Micros:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def finish_fault(pending: Pending, *answer: str) -> Fault:
    with pytest.raises(OpenIdError) as caught:
        pending.finish(*answer)
    assert not any(len(word) > 40 for word in caught.value.log.split()), "no secret is told"
    return caught.value.fault


def test_a_sign_in_ends_once_in_the_browser_that_began_it(clock: Clock) -> None:
    pending = Pending(clock)
    begun, secret = pending.begin("city", "http://127.0.0.1/back", "/today", "192.0.2.1")
    assert pending.finish("city", begun.state, secret) == begun
    assert finish_fault(pending, "city", begun.state, secret) is Fault.BEGIN_AGAIN
    assert len(pending) == 0


@pytest.mark.parametrize("secret", ["", "x", "ü", "\udcff"])
def test_another_browsers_secret_is_no_use_and_burns_the_state(clock: Clock, secret: str) -> None:
    pending = Pending(clock)
    begun, right = pending.begin("city", "", "/", "192.0.2.1")
    assert finish_fault(pending, "city", begun.state, secret) is Fault.BEGIN_AGAIN
    assert finish_fault(pending, "city", begun.state, right) is Fault.BEGIN_AGAIN


def test_the_secret_of_one_sign_in_does_not_open_another(clock: Clock) -> None:
    pending = Pending(clock)
    first, _ = pending.begin("city", "", "/", "192.0.2.1")
    _, other = pending.begin("city", "", "/", "192.0.2.1")
    assert finish_fault(pending, "city", first.state, other) is Fault.BEGIN_AGAIN


def test_a_sign_in_with_one_provider_does_not_end_with_another(clock: Clock) -> None:
    pending = Pending(clock)
    begun, secret = pending.begin("city", "", "/", "192.0.2.1")
    assert finish_fault(pending, "county", begun.state, secret) is Fault.BEGIN_AGAIN


def test_a_sign_in_lasts_to_the_microsecond(clock: Clock) -> None:
    pending = Pending(clock)
    on_time, its = pending.begin("city", "", "/", "192.0.2.1")
    late, others = pending.begin("city", "", "/", "192.0.2.1")
    clock.now = START + LASTS - 1
    assert pending.finish("city", on_time.state, its) == on_time
    clock.now = START + LASTS
    assert finish_fault(pending, "city", late.state, others) is Fault.BEGIN_AGAIN


def test_stale_ones_go_when_the_next_begins(clock: Clock) -> None:
    pending = Pending(clock)
    for _ in range(50):
        pending.begin("city", "", "/", "192.0.2.1")
    clock.now += LASTS
    pending.begin("city", "", "/", "192.0.2.1")
    assert len(pending) == 1


@pytest.mark.parametrize("flood", ["198.51.100.7", "2001:db8::{n:x}", "nonsense"])
def test_who_begins_and_begins_crowds_out_only_their_own(clock: Clock, flood: str) -> None:
    pending = Pending(clock, most=100, most_per_address=20)
    mine, secret = pending.begin("city", "", "/", "192.0.2.1")
    for n in range(1, 500):
        pending.begin("city", "", "/", flood.format(n=n))
    assert len(pending) == 21
    assert pending.finish("city", mine.state, secret) == mine


def test_there_are_never_more_than_most(clock: Clock) -> None:
    pending = Pending(clock, most=100, most_per_address=20)
    for n in range(500):
        pending.begin("city", "", "/", f"192.0.2.{n % 256}")
    assert len(pending) == 100


def test_no_secret_shows_when_one_is_printed(clock: Clock) -> None:
    begun, secret = Pending(clock).begin("city", "", "/", "192.0.2.1")
    shown = repr(begun)
    hidden = {field.name for field in fields(begun) if not field.repr}
    assert hidden == {"state", "nonce", "verifier"}
    assert all(value not in shown for value in (begun.state, begun.nonce, begun.verifier, secret))
    assert len({begun.state, begun.nonce, begun.verifier, secret}) == 4

"""Listening: loopback only, and said clearly when refused."""

from __future__ import annotations

import pytest

from layouts.server import NotLoopback, listening, loopback, serve


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "", "example.org", "127.0.0.1.evil", "2130706433"])
def test_wider_than_this_machine_is_refused(host: str) -> None:
    with pytest.raises(NotLoopback, match="only loopback is allowed"):
        loopback(host)


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1")])
def test_this_machine_is_taken(host: str, address: str) -> None:
    assert loopback(host) == address


def test_port_0_takes_a_free_one() -> None:
    with listening("127.0.0.1", 0) as bound:
        assert bound.getsockname()[1] > 0


def test_a_port_that_is_taken_says_so_at_once() -> None:
    class Nothing:
        async def __call__(self, *_: object) -> None: ...

        def stopping(self) -> None: ...

    with listening("127.0.0.1", 0) as bound, pytest.raises(OSError, match="in use"):
        serve(Nothing(), "127.0.0.1", bound.getsockname()[1])

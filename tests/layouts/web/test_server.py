"""Listening: this machine only, until everything that protects the wall is in place; and said clearly when refused."""

from __future__ import annotations

import pytest

from layouts.web.reach import listens_on
from layouts.web.server import NotFree, NotSafe, bound
from wallboard.settings.parts.access import Server

WIDE = Server(
    host="0.0.0.0", address="https://wall.example.gov", certificate="wall.crt", certificate_key="wall.key", port=0
)
PROXIED = Server(host="127.0.0.1", address="https://wall.example.gov", proxies=("127.0.0.1/32",), port=0)


def somebody() -> bool:
    return True


@pytest.mark.parametrize("host", ["", "example.org", "127.0.0.1.evil", "2130706433", "127.1", "0x7f000001"])
def test_what_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(NotSafe, match=r'is no address; write "127\.0\.0\.1"'):
        listens_on(Server(host=host), somebody)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1"])
def test_wider_than_this_machine_needs_the_address_that_browsers_use(host: str) -> None:
    with pytest.raises(NotSafe, match=r"server\.address is missing"):
        listens_on(Server(host=host), somebody)


def test_wider_than_this_machine_needs_a_certificate_or_a_proxy() -> None:
    with pytest.raises(NotSafe, match="needs certificate and certificate_key, or proxies"):
        listens_on(Server(host="0.0.0.0", address="https://wall.example.gov"), somebody)


def test_wider_than_this_machine_has_no_plain_http() -> None:
    with pytest.raises(NotSafe, match="must begin with https://"):
        listens_on(WIDE.model_copy(update={"address": "http://wall.example.gov"}), somebody)


@pytest.mark.parametrize("settings", [WIDE, PROXIED], ids=["own certificate", "behind a proxy"])
def test_others_are_let_near_only_when_somebody_can_sign_in_as_administrator(settings: Server) -> None:
    with pytest.raises(NotSafe, match="people add NAME --role administrator"):
        listens_on(settings)
    assert listens_on(settings, somebody) == settings.host


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1")])
def test_this_machine_is_taken(host: str, address: str) -> None:
    assert listens_on(Server(host=host)) == address


@pytest.mark.whole
def test_port_0_takes_a_free_one() -> None:
    with bound(Server(port=0)) as opened:
        assert opened.getsockname()[1] > 0


@pytest.mark.whole
def test_a_port_that_is_taken_says_so_at_once() -> None:
    with bound(Server(port=0)) as opened:
        port = opened.getsockname()[1]
        with pytest.raises(NotFree, match=rf"^127\.0\.0\.1:{port} is in use: .*--port for the demo, server\.port"):
            bound(Server(port=port))
    with bound(Server(host="::1", port=0)) as opened:
        port = opened.getsockname()[1]
        with pytest.raises(NotFree, match=rf"^\[::1\]:{port} is in use"):
            bound(Server(host="::1", port=port))


@pytest.mark.whole
def test_an_address_that_the_machine_has_not_is_named() -> None:
    elsewhere = WIDE.model_copy(update={"host": "192.0.2.1"})  # of a range that is for examples only
    with pytest.raises(NotFree, match=r"^192\.0\.2\.1:\d+: this machine has no such address; server\.host may be"):
        bound(elsewhere, somebody)

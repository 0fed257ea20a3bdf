"""The host policy: which names are answered to, and whose word about a request is believed."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layouts.web.host_policy import HostPolicy
from tests.layouts.asking import scope_of
from wallboard.settings.parts.access import Server

ADDRESS = "https://wall.example.gov"
PROXY = "10.20.0.2"
OWN_CERTIFICATE = HostPolicy(Server(host="0.0.0.0", address=ADDRESS, certificate="a", certificate_key="b"))
PROXIED = HostPolicy(Server(host="0.0.0.0", address=ADDRESS, proxies=(f"{PROXY}/32", "10.30.0.0/24", "2001:db8::/64")))
LOOPBACK = HostPolicy()


def status(
    host_policy: HostPolicy, host: str, client: str = "203.0.113.9", scheme: str = "https", **headers: str
) -> int:
    told = [("host", host), *((name.replace("_", "-"), value) for name, value in headers.items())]
    scope = scope_of("/", headers=told, client=client, scheme=scheme)
    refused = host_policy.refusal(scope, host_policy.arrival(scope))
    return refused[0] if refused else 200


def address(host_policy: HostPolicy, client: str, *forwarded: str) -> str:
    told = [("host", "wall.example.gov"), *(("x-forwarded-for", each) for each in forwarded)]
    return host_policy.arrival(scope_of("/", headers=told, client=client)).address


@pytest.mark.parametrize("host", ["wall.example.gov", "WALL.Example.Gov", "wall.example.gov:443", "wall.example.gov."])
def test_the_name_of_the_settings_is_answered_to(host: str) -> None:
    assert status(OWN_CERTIFICATE, host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "wall.example.gov.evil.example",
        "evil.example/wall.example.gov",
        "wall.example.gov@evil.example",
        "evil.example#wall.example.gov",
        "wall.example.gov,evil.example",
        "wall.example.gov evil.example",
        "wall.example.gov:99999",
        "wall.example.gov:x",
        "wall.example.gov\t",
        "wäll.example.gov",
        "203.0.113.1",
        "[::1",
        "",
    ],
)
def test_any_other_name_is_refused(host: str) -> None:
    assert status(OWN_CERTIFICATE, host) == 421


def test_two_host_headers_are_refused_whatever_they_say() -> None:
    scope = scope_of("/", headers=[("host", "wall.example.gov"), ("host", "wall.example.gov")], scheme="https")
    assert OWN_CERTIFICATE.refusal(scope, OWN_CERTIFICATE.arrival(scope)) is not None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8311", "[::1]:8311"])
def test_loopback_names_are_for_this_machine_only(host: str) -> None:
    assert status(OWN_CERTIFICATE, host, client="127.0.0.1", scheme="http") == 200
    assert status(OWN_CERTIFICATE, host, client="::1", scheme="http") == 200
    assert status(OWN_CERTIFICATE, host) == 421
    assert status(LOOPBACK, host, client="127.0.0.1", scheme="http") == 200


def test_what_came_in_the_clear_is_refused_where_the_address_is_https() -> None:
    assert status(PROXIED, "wall.example.gov", client=PROXY, scheme="http", x_forwarded_proto="https") == 200
    assert status(PROXIED, "wall.example.gov", client=PROXY, scheme="http", x_forwarded_proto="http") == 421
    assert status(PROXIED, "wall.example.gov", client=PROXY, scheme="http") == 421


@pytest.mark.parametrize("told", ["https", "HTTPS", " https ", "http, https"])
def test_the_nearest_proxys_word_counts(told: str) -> None:
    assert status(PROXIED, "wall.example.gov", client=PROXY, scheme="http", x_forwarded_proto=told) == 200


@pytest.mark.parametrize("client", ["203.0.113.9", "10.20.0.3", "::ffff:203.0.113.9"])
def test_a_strangers_word_about_https_is_ignored(client: str) -> None:
    assert status(PROXIED, "wall.example.gov", client=client, scheme="http", x_forwarded_proto="https") == 421


@pytest.mark.parametrize("header", ["x-forwarded-host", "forwarded", "x-original-host", "x-host"])
def test_no_other_header_says_which_host_was_meant(header: str) -> None:
    assert status(PROXIED, "evil.example", client=PROXY, **{header.replace("-", "_"): "wall.example.gov"}) == 421


@pytest.mark.parametrize(
    ("client", "forwarded", "found"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # a stranger's word
        (PROXY, [], PROXY),
        (PROXY, ["198.51.100.1"], "198.51.100.1"),
        (PROXY, ["192.0.2.7, 198.51.100.1"], "198.51.100.1"),  # whatever the client wrote stands to the left
        (PROXY, ["192.0.2.7", "198.51.100.1"], "198.51.100.1"),
        (PROXY, ["198.51.100.1, 10.30.0.7"], "198.51.100.1"),  # through two of ours
        (PROXY, ["10.30.0.8, 10.30.0.7"], "10.30.0.8"),
        (PROXY, ["198.51.100.1:5566"], "198.51.100.1"),
        (PROXY, ["[2001:db8:1::5]:5566"], "2001:db8:1::5"),
        (PROXY, ["198.51.100.1, unknown"], PROXY),
        (PROXY, ["'; drop table screens"], PROXY),
        (PROXY, ["198.51.100.1\r\nx: y"], PROXY),
        (PROXY, [""], PROXY),
        (PROXY, [",,,"], PROXY),
        ("::ffff:10.20.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("2001:db8::1", ["198.51.100.1"], "198.51.100.1"),
        ("2001:db8:1::1", ["198.51.100.1"], "2001:db8:1::1"),
        (PROXY, ["::ffff:198.51.100.1"], "198.51.100.1"),
    ],
)
def test_the_client_is_the_rightmost_address_that_is_no_proxy_of_ours(
    client: str, forwarded: list[str], found: str
) -> None:
    assert address(PROXIED, client, *forwarded) == found


@example(["::"])
@given(st.lists(st.text(max_size=30).filter(lambda told: all(ord(char) < 256 for char in told)), max_size=5))
def test_whatever_is_forwarded_the_client_is_an_address_and_a_strangers_is_its_own(told: list[str]) -> None:
    assert address(PROXIED, "203.0.113.9", *told) == "203.0.113.9"
    assert ip_address(address(PROXIED, PROXY, *told)).version in (4, 6)


def test_a_thousand_hops_cost_no_more_than_a_few() -> None:
    assert address(PROXIED, PROXY, ", ".join(["198.51.100.1"] + ["10.30.0.7"] * 1_000)) == "10.30.0.7"

"""The host policy: which names the wall answers to, whose word about a request's origin is believed, where it came from.

X-Forwarded-For and X-Forwarded-Proto are believed from the proxies of the settings and from nobody else; any other
header of that kind is never looked at.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from layouts.web.request_policy import Origin, header, origin_of
from wallboard.settings.parts.access import Server

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_HOPS = 20  # of a request; whoever writes more has something in mind


@dataclass(frozen=True, slots=True)
class RequestArrival:
    """How a request came here: by which host name as told, over https or not, and from which address."""

    host: str
    secure: bool
    address: str

    @property
    def origin(self) -> Origin | None:
        """What a browser that shows our pages would say as its Origin, taken apart."""
        return origin_of(f"{'https' if self.secure else 'http'}://{self.host}")


class HostPolicy:
    """Looks at each request before anything else does. Made from the settings, and knows nothing of visitors."""

    def __init__(self, server: Server | None = None) -> None:
        server = server or Server()
        self._address = server.address.rstrip("/")
        address = urlsplit(server.address)
        self._name = (address.hostname or "").rstrip(".")
        self._https = address.scheme == "https"
        self._proxies = [ipaddress.ip_network(proxy) for proxy in server.proxies]

    def arrival(self, scope: Mapping[str, Any]) -> RequestArrival:
        """What is true of a request; may be asked of any, refused or not."""
        client = scope.get("client")
        peer = _ip(client[0]) if client else None
        secure, address = scope.get("scheme") == "https", peer
        if peer is not None and self._trusted(peer):
            scheme = _all(scope, b"x-forwarded-proto").rpartition(",")[2].strip().lower()  # the nearest proxy's word
            secure = scheme == "https" if scheme else secure
            address = self._before_proxies(peer, _all(scope, b"x-forwarded-for"))
        return RequestArrival(_one(scope, b"host"), secure, "" if address is None else str(address))

    def refusal(self, scope: Mapping[str, Any], arrival: RequestArrival) -> tuple[int, str] | None:
        """Status and reason for a request that came by a name that is not ours, or in the clear where it must not."""
        name = _name_of(arrival.host)
        if name is not None and self._name and name == self._name:
            if self._https and not arrival.secure:
                return 421, f"Reach this wall at {self._address} (a proxy in front must send X-Forwarded-Proto: https)."
            return None
        if name in LOOPBACK_NAMES and (not self._name or _from_here(scope)):
            return None
        return 421, f"This wall answers only to {self._address or 'localhost'}."

    def _trusted(self, peer: Address) -> bool:
        return any(peer in network for network in self._proxies)

    def _before_proxies(self, peer: Address, forwarded: str) -> Address:
        """The rightmost address that no proxy of ours has: everything left of it anybody could have written."""
        last = peer
        for hop in reversed(forwarded.split(",")[-MOST_HOPS:]):
            address = _ip(_without_port(hop.strip()))
            if address is None:
                return last
            last = address
            if not self._trusted(address):
                return last
        return last


def address_of(scope: Mapping[str, Any]) -> str:
    """The client's address, as the gate found it; "" where it is not known."""
    address: str = scope["state"]["address"]
    return address


def is_secure(scope: Mapping[str, Any]) -> bool:
    """Whether the browser came by https, as the gate found out; False where no gate stood in front."""
    return bool(scope.get("state", {}).get("secure"))


def reached_at(server: Server, scope: Mapping[str, Any]) -> str:
    """How the wall is reached, without a slash at the end: as the settings say, else as this browser did. Where they say
    nothing only loopback answers, and the gate has seen that the host is one of its names."""
    address = server.address.rstrip("/")
    return address or f"{'https' if is_secure(scope) else 'http'}://{header(scope, b'host') or ''}"


def _all(scope: Mapping[str, Any], name: bytes) -> str:
    """Every header of that name as one, which is what several of them mean."""
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def _one(scope: Mapping[str, Any], name: bytes) -> str:
    """The header; "" where there is none, or more than one."""
    value = header(scope, name)
    return value if value is not None and value == _all(scope, name) else ""


def _from_here(scope: Mapping[str, Any]) -> bool:
    client = scope.get("client")
    peer = _ip(client[0]) if client else None
    return peer is not None and peer.is_loopback


def _name_of(host: str) -> str | None:
    """The name in a Host header; None for what no browser sends."""
    if not host.isascii() or not host.isprintable() or any(char in host for char in " @/\\?#,"):
        return None
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "").rstrip(".") if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


def _without_port(hop: str) -> str:
    """Some proxies write "192.0.2.1:5678" and "[2001:db8::1]:5678"."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _ip(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address

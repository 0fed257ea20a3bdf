"""Sign-ins that were begun and not finished: kept here, few, for minutes, and each bound to the browser that began it.

Another browser cannot finish one (nobody can be made to sign in as somebody else), and none can be finished twice.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
from collections import Counter
from dataclasses import dataclass, field

from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.clock import Clock
from wallboard.model import MINUTE, Micros

LASTS = 15 * MINUTE  # time enough for a password and a second factor
MOST = 10_000
MOST_PER_ADDRESS = 500  # a city hall may come from one address; nobody from one address can crowd out the others


@dataclass(frozen=True, slots=True)
class Begun:
    """One sign-in under way. All its secrets are new: 256 bits each."""

    provider: str
    back: str  # the address that the provider sends the browser back to
    onward: str  # where the person goes once signed in
    until: Micros
    network: str
    browser: bytes  # hash of the cookie's secret
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)


class Pending:
    """All sign-ins under way, oldest first. Safe to use from several threads."""

    def __init__(self, clock: Clock, most: int = MOST, most_per_address: int = MOST_PER_ADDRESS) -> None:
        self._clock = clock
        self._most = most
        self._most_per_address = most_per_address
        self._by_state: dict[str, Begun] = {}
        self._networks: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._by_state)

    def begin(self, provider: str, back: str, onward: str, address: str) -> tuple[Begun, str]:
        """A new one, and the secret that the browser keeps meanwhile."""
        secret = secrets.token_urlsafe(32)
        network = _network(address)
        begun = Begun(provider, back, onward, self._clock() + LASTS, network, _hashed(secret))
        with self._lock:
            self._drop_stale()
            if self._networks[network] >= self._most_per_address:
                self._take(next(state for state, each in self._by_state.items() if each.network == network))
            elif len(self._by_state) >= self._most:
                self._take(next(iter(self._by_state)))
            self._by_state[begun.state] = begun
            self._networks[network] += 1
        return begun, secret

    def finish(self, provider: str, state: str, secret: str) -> Begun:
        """The sign-in that this state belongs to; it cannot be finished again. Raises OpenIdError for any other."""
        with self._lock:
            begun = self._take(state)
        if begun is None:
            raise OpenIdError(Fault.BEGIN_AGAIN, "no sign-in under way has this state: it is older, used or made up")
        if begun.until <= self._clock():
            raise OpenIdError(Fault.BEGIN_AGAIN, f"the sign-in was left for more than {LASTS // MINUTE} minutes")
        if not hmac.compare_digest(begun.browser, _hashed(secret)):
            raise OpenIdError(Fault.BEGIN_AGAIN, "the sign-in was begun in another browser")
        if begun.provider != provider:
            raise OpenIdError(Fault.BEGIN_AGAIN, f"the sign-in was begun with {begun.provider}")
        return begun

    def _take(self, state: str) -> Begun | None:
        begun = self._by_state.pop(state, None)
        if begun is not None:
            self._networks[begun.network] -= 1
            if not self._networks[begun.network]:
                del self._networks[begun.network]
        return begun

    def _drop_stale(self) -> None:
        now = self._clock()
        while self._by_state:
            state, oldest = next(iter(self._by_state.items()))
            if oldest.until > now:
                return
            self._take(state)


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _network(address: str) -> str:
    """Whom an address belongs to: one IPv6 line holds more addresses than can be counted."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)

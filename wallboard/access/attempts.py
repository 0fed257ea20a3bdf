"""How often somebody may try. Counted in memory over a moving window, and never in a way that shuts others out."""

from __future__ import annotations

import hashlib
import ipaddress

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter

from wallboard.access.attempts_memory import AttemptsMemory
from wallboard.clock import Clock

MINUTES = 15
FROM_ONE_PLACE = RateLimitItemPerMinute(10, MINUTES, "name and address")
FROM_ONE_ADDRESS = RateLimitItemPerMinute(60, MINUTES, "address")  # an office may come in by one
AT_ONE_NAME = RateLimitItemPerMinute(30, MINUTES, "name")
BY_KNOWN_BROWSER = RateLimitItemPerMinute(20, MINUTES, "known browser")
CODES_FROM_ADDRESS = RateLimitItemPerMinute(20, MINUTES, "codes from address")
PAIRINGS_BY_PERSON = RateLimitItemPerMinute(20, MINUTES, "pairing by person")
PAIRINGS_FROM_ADDRESS = RateLimitItemPerMinute(60, MINUTES, "pairing from address")
SCREENS_FROM_ADDRESS = RateLimitItemPerMinute(60, MINUTES, "new screens from address")
EXPORTS_BY_PERSON = RateLimitItemPerHour(60, 1, "exports")
PROVIDER_FROM_ADDRESS = RateLimitItemPerMinute(60, MINUTES, "provider from address")
_TOLD = RateLimitItemPerMinute(1, MINUTES, "told in the audit log")
TOLD_OF_ADDRESS = RateLimitItemPerMinute(10, MINUTES, "told in the audit log of address")

Budget = tuple[RateLimitItem, str]


class Attempts:
    """Every method counts a try and says how many seconds to wait: 0 means go ahead. One that must wait is not counted."""

    def __init__(self, clock: Clock) -> None:
        self._memory = AttemptsMemory(clock)
        self._limiter = MovingWindowRateLimiter(self._memory)
        self._clock = clock

    def sign_in(self, name: str, address: str, known: str = "") -> int:
        """A try at a name. `known` is the browser's own number where it came in by this name before."""
        return self._try(*self._budgets(name, address, known))

    def signed_in(self, name: str, address: str, known: str = "") -> None:
        """It was right: give the try back, so that an office that signs in each morning does not use its budget up."""
        for item, key in self._budgets(name, address, known):
            self._memory.give_back(item.key_for(key))

    def code(self, name: str, address: str) -> int:
        """A try at a one-time code."""
        place = network(address)
        return self._try((FROM_ONE_PLACE, f"{place} {_short(name)}"), (CODES_FROM_ADDRESS, place))

    def pairing(self, person: str, address: str) -> int:
        """A try at a screen's code by a signed-in person."""
        return self._try((PAIRINGS_BY_PERSON, person), (PAIRINGS_FROM_ADDRESS, network(address)))

    def paired(self, person: str, address: str) -> None:
        """It was right: give the try back, so that a supervisor can let in a whole building's screens."""
        self._memory.give_back(PAIRINGS_BY_PERSON.key_for(person))
        self._memory.give_back(PAIRINGS_FROM_ADDRESS.key_for(network(address)))

    def new_screen(self, address: str) -> int:
        """A screen that asks for a code to show."""
        return self._try((SCREENS_FROM_ADDRESS, network(address)))

    def export(self, person: str) -> int:
        return self._try((EXPORTS_BY_PERSON, person))

    def provider(self, address: str) -> int:
        """A sign-in that comes back from a provider."""
        return self._try((PROVIDER_FROM_ADDRESS, network(address)))

    def provider_signed_in(self, address: str) -> None:
        """It was right: give the try back, as for `signed_in`."""
        self._memory.give_back(PROVIDER_FROM_ADDRESS.key_for(network(address)))

    def first_held_up(self, name: str, address: str) -> bool:
        """Whether the audit log should hear of it: once in a window for each name and address, and of few names for
        one address. Who is held up thinks of new names for ever, and must fill neither the log nor the memory by that.
        """
        place = network(address)
        return self._try((_TOLD, f"{place} {_short(name)}"), (TOLD_OF_ADDRESS, place)) == 0

    def _budgets(self, name: str, address: str, known: str) -> list[Budget]:
        place = network(address)
        if known:
            return [(BY_KNOWN_BROWSER, known)]
        short = _short(name)
        return [(FROM_ONE_PLACE, f"{place} {short}"), (FROM_ONE_ADDRESS, place), (AT_ONE_NAME, short)]

    def _try(self, *budgets: Budget) -> int:
        with self._memory.lock:
            waits = [self._wait(item, key) for item, key in budgets if not self._limiter.test(item, key)]
            if not waits:
                for item, key in budgets:
                    self._limiter.hit(item, key)
        return max(waits, default=0)

    def _wait(self, item: RateLimitItem, key: str) -> int:
        free_at = self._limiter.get_window_stats(item, key).reset_time
        return max(1, -int(-(free_at - self._memory.now()) // 1))


def _short(name: str) -> str:
    """A name as it is counted by: what somebody typed may be thousands of characters."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def network(address: str) -> str:
    """What counts as one address: of IPv6 the network of 64 bits that one subscriber gets."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    mapped = getattr(ip, "ipv4_mapped", None)
    if isinstance(ip, ipaddress.IPv6Address) and mapped is None:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(mapped or ip)

"""Passwords: argon2id, and what a password may be. Checking one takes the same work whoever asks for whom."""

from __future__ import annotations

import os
import secrets
import threading
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from wallboard.access.common_passwords import COMMON
from wallboard.access.refused import Refused
from wallboard.languages import _

SHORTEST, LONGEST = 12, 200
_FEWEST_DIFFERENT = 4
_AT_ONCE = max(1, (os.cpu_count() or 2) // 2)  # each takes 64 MiB and cores for a moment; the wall goes on beside it


class Passwords:
    """Hashes and checks. It takes a tenth of a second by design: keep it off the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()  # argon2id by RFC 9106's second recommendation: 64 MiB, 3 rounds
        self._room = threading.BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        with self._room:
            return self._hasher.hash(_normal(password))

    def check(self, stored: str | None, password: str) -> bool:
        """Whether it is the one. Without a stored one just as much is computed, for nothing."""
        nobodys = self._nobodys  # made at the first check, whomever it is for
        against = stored if stored is not None else nobodys
        with self._room:
            try:
                self._hasher.verify(against, _normal(password))
            except (Argon2Error, InvalidHashError):
                return False
        return stored is not None and len(password) <= LONGEST

    def stale(self, stored: str) -> bool:
        """Whether it was hashed with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    @cached_property
    def _nobodys(self) -> str:
        return self.hash(secrets.token_urlsafe())


def check_new(password: str, *names: str) -> None:
    """Raises Refused for a password that is too short, too long or among the first that anybody would try."""
    folded = _normal(password).casefold()
    if len(_normal(password)) < SHORTEST:
        raise Refused("password", _("a password has {n} characters or more; four unrelated words do well", n=SHORTEST))
    if len(password) > LONGEST:
        raise Refused("password", _("a password has {n} characters or less", n=LONGEST))
    if any(folded == name.casefold() or _bare(folded) == _bare(name.casefold()) for name in names if name):
        raise Refused("password", _("a password is not one's own name"))
    if _bare(folded) in COMMON or len(set(folded)) < _FEWEST_DIFFERENT:
        raise Refused(
            "password", _("this password is among the first that anybody would try; four unrelated words do well")
        )


def _normal(password: str) -> str:
    """The same password from every keyboard, and of a length that costs nothing to look at."""
    return unicodedata.normalize("NFKC", password[: 2 * LONGEST]).encode("utf-8", "replace").decode()


def _bare(text: str) -> str:
    """Letters and digits only."""
    return "".join(char for char in text if char.isalnum())

"""A mark for browsers by which somebody came in: while others guess at a name, it keeps the door open for its person.

Guesses at a name are counted over all browsers without a mark for it, so that many addresses are no help to who
guesses; a browser with one has a budget of its own, so that who guesses cannot shut its person out. A mark lets nobody
in, and tells nothing: it is a random number and what only our keys say of it and the name.
"""

from __future__ import annotations

import secrets

from wallboard.access.keys import Keys
from wallboard.access.person import folded

_LONGEST = 200


class KnownBrowser:
    """Gives marks and knows them again."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def mark(self, name: str) -> str:
        number = secrets.token_urlsafe(16)
        return f"{number}.{self._keys.sign('browser', _said(name, number))}"

    def browser(self, name: str, mark: str) -> str:
        """The number of a browser that came in by this name before; "" for all others."""
        number, _, signature = mark[:_LONGEST].partition(".")
        good = bool(number) and self._keys.signed("browser", _said(name, number), signature)
        return number if good else ""


def _said(name: str, number: str) -> str:
    return f"{number} {folded(name)}"

"""Who calls, without saying who it is: a caller's number becomes a keyed hash where it is read, and goes nowhere else.

Numbers are few: whoever has both a ledger and its key can try them all. Without the key a hash tells nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import cached_property

from wallboard.model import DAY, Micros

_BETWEEN = str.maketrans("", "", " \t().-/")  # what people and phone systems write between digits
_FEWEST, _MOST = 7, 15  # digits: fewer are an extension, and E.164 has no longer numbers
_BYTES = 16  # of the hash that are kept
_PURPOSE = b"caller\0"


def digits_of(number: str) -> str:
    """A telephone number as its digits, the same for each of its spellings; "" for an extension, for one that is withheld,
    and for what is none.

    A leading + or 00 goes, and so does the 1 before ten digits with which North Americans dial: +1 312 555 0142,
    13125550142 and (312) 555-0142 are one caller.
    """
    if number.isdigit() and number.isascii():  # as nearly all are written
        return _telling(number)
    told = number.strip()
    if told[:4].lower() in ("sip:", "tel:"):
        told = told[4:]
    told = told.partition(";")[0].partition("@")[0].translate(_BETWEEN)
    told = told.removeprefix("+")
    return _telling(told) if told.isascii() and told.isdigit() else ""


def _telling(digits: str) -> str:
    digits = digits.removeprefix("00")
    if not _FEWEST <= len(digits) <= _MOST or digits == digits[0] * len(digits):
        return ""  # 9999999999 stands for a number that is withheld
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


class CallerHash:
    """Hashes callers' numbers under the secret of this installation. `key` is asked for once, at the first number; what
    it raises is raised by `of`. Any thread may call."""

    def __init__(self, key: Callable[[], bytes], days: int) -> None:
        self._ask, self._days = key, days

    def since(self, now: Micros) -> Micros:
        """From when on calls are worth hashing: what is older would be deleted at once."""
        return now - self._days * DAY

    def of(self, number: str) -> str:
        """128 bits in hexadecimal; "" where there is no number to recognise somebody by."""
        digits = digits_of(number)
        if not digits:
            return ""
        keyed = self._keyed.copy()
        keyed.update(digits.encode())
        return keyed.digest()[:_BYTES].hex()

    @cached_property
    def _keyed(self) -> hmac.HMAC:
        return hmac.new(self._ask(), _PURPOSE, "sha256")

"""A caller's number becomes a keyed hash: the same for each of its spellings, and for nobody else's."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.calls.callers import CallerHash, digits_of
from wallboard.model import DAY

NUMBER = "3125550142"
SPELLINGS = ("+1 (312) 555-0142", "13125550142", "0013125550142", "312.555.0142", " 312-555-0142 ", "tel:+13125550142",
             "sip:+13125550142@pbx.example;user=phone")  # fmt: skip
NOBODY = ("", "anonymous", "Unknown", "withheld", "200", "123456", "0000000000", "+", "***", "1" * 16, "٣١٢٥٥٥٠١٤٢",
          "555-CALL-US", "<script>", "31255501\x0042")  # fmt: skip


def hashed(number: str, key: bytes = b"k" * 40) -> str:
    return CallerHash(lambda: key, 35).of(number)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_number_is_the_same_caller(spelling: str) -> None:
    assert digits_of(spelling) == NUMBER
    assert hashed(spelling) == hashed(NUMBER)


@pytest.mark.parametrize("number", NOBODY)
def test_a_number_that_is_withheld_short_or_none_is_nobodys(number: str) -> None:
    assert digits_of(number) == hashed(number) == ""


@pytest.mark.parametrize(
    ("number", "digits"),
    [("+49 30 1234567", "49301234567"), ("030/1234567", "0301234567"), ("0044 20 7946 0958", "442079460958")],
)
def test_numbers_of_other_countries_keep_all_their_digits(number: str, digits: str) -> None:
    assert digits_of(number) == digits


def test_a_hash_has_128_bits_and_is_another_under_another_key() -> None:
    assert len(bytes.fromhex(hashed(NUMBER))) == 16
    assert hashed(NUMBER) != hashed("3125550143")
    assert hashed(NUMBER) != hashed(NUMBER, b"o" * 40)


@pytest.mark.parametrize("digest", ["md5", "sha1", "sha256", "blake2b"])
def test_a_hash_is_no_digest_that_anybody_could_make(digest: str) -> None:
    for spelling in (NUMBER, *SPELLINGS):
        assert hashlib.new(digest, spelling.encode()).hexdigest()[:32] != hashed(NUMBER)


def test_the_key_is_asked_for_once_and_not_before_there_is_a_number() -> None:
    asked = Counter[str]()

    def key() -> bytes:
        asked["key"] += 1
        return b"k" * 40

    caller = CallerHash(key, 35)
    assert (caller.of("anonymous"), asked["key"]) == ("", 0)
    assert caller.of(NUMBER) == caller.of(f"+1{NUMBER}") == hashed(NUMBER)
    assert asked["key"] == 1
    assert caller.since(100 * DAY) == 65 * DAY


@given(st.text(max_size=40))
def test_whatever_is_written_is_digits_or_nobodys(number: str) -> None:
    digits = digits_of(number)
    assert digits == "" or (digits.isascii() and digits.isdigit() and 6 < len(digits) < 16)

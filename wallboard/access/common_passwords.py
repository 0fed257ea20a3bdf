"""Passwords of twelve characters and more that lists of leaked ones begin with, as letters and digits only."""

from __future__ import annotations

_WORDS = (
    "administrator changeme123456 iloveyou iloveyou2 letmein letmeinplease master monkey password password1 "
    "password12 password123 passw0rd p4ssw0rd princess qwerty qwertyuiop qazwsxedc 1q2w3e4r 1q2w3e4r5t6y 1qaz2wsx3edc "
    "1qaz2wsx zaq12wsx welcome welcome1 sunshine football baseball dragon superman trustno1 secret wallboard "
    "callcenter callcentre contactcenter helpdesk supervisor manager councillor operator abc123 admin root test "
    "guest default hello summer winter spring autumn city311 call311 dispatch"
)
_TAILS = " 1 12 123 1234 12345 123456 1234567 12345678 2024 2025 2026 2027"
_WHOLE = (
    "123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 01234567890123 098765432109 "
    "123123123123 112233445566 111222333444 121212121212 qwertyuiopas qwertyuiopasdf qwertyuiopasdfghjkl "
    "qwertyqwerty asdfghjklzxcv asdfasdfasdf zxcvbnmasdfg abcdefghijkl abcdefghijklm abcdefghijklmnop abcd12345678 "
    "abcabcabcabc correcthorsebatterystaple thisisapassword mypasswordis donotenter opensesame123"
)


def _all() -> frozenset[str]:
    words, tails = _WORDS.split(), _TAILS.split(" ")
    return frozenset([*_WHOLE.split(), *(word * times + tail for word in words for times in (1, 2) for tail in tails)])


COMMON = _all()

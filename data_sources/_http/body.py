"""The body of an answer, as much of it as may be: what is packed is unpacked piece by piece, never beyond the bound."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

LARGEST = 32_000_000  # bytes; 500 requests with all their notes are one or two millions
_GZIP = 16 + zlib.MAX_WBITS


class BadBody(Exception):
    """The text says what is wrong with it."""


def whole_body(pieces: Iterable[bytes], packed: str, largest: int = LARGEST) -> bytes:
    """`packed`: the header Content-Encoding. Raises BadBody."""
    packed = packed.strip().lower()
    if packed not in ("", "identity", "gzip"):
        raise BadBody("packs its answer in a way that it was not asked for")
    unpack = zlib.decompressobj(_GZIP) if packed == "gzip" else None
    body = bytearray()
    for piece in pieces:
        try:
            body += piece if unpack is None else unpack.decompress(piece, largest + 1 - len(body))
        except zlib.error:
            raise BadBody("answers with something packed that cannot be unpacked") from None
        if len(body) > largest:
            raise BadBody(f"answers with more than {largest:,} bytes")
    if unpack is not None and body and not unpack.eof:
        raise BadBody("broke off in the middle of its answer")
    return bytes(body)

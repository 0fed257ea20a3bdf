"""A review as JSON and back, to the last digit: how editions are frozen."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from wallboard.review.records import Review


@cache
def _adapter() -> TypeAdapter[Review]:
    return TypeAdapter(Review)


def frozen(review: Review) -> bytes:
    return _adapter().dump_json(review)


def thawed(text: bytes | str) -> Review:
    """Raises ValueError for what is no review."""
    return _adapter().validate_json(text)

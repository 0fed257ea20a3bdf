"""What whoever runs an Asterisk knows of its dialplan, and no row of its log tells."""

from __future__ import annotations

from pydantic import Field

from wallboard.settings import SourceBase


class DialplanOptions(SourceBase):
    callback_keys: dict[str, str] = Field(
        default={},
        description='by queue, the key that callers press in it to be called back, such as { roads = "1" }; the log tells only that a key was pressed',
    )

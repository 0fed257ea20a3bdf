"""Settings of how callers are recognised, whose numbers are never kept."""

from __future__ import annotations

from pydantic import Field, SecretStr

from wallboard.settings.parts.section import Section, Seen

KEPT_AT_MOST_DAYS = 35


class Callers(Section):
    """Whether a caller who calls again is recognised: by a keyed hash of the number, which is itself never kept."""

    days: Seen[int] = Field(
        default=KEPT_AT_MOST_DAYS,
        ge=0,
        le=KEPT_AT_MOST_DAYS,
        description="days for which a keyed hash of each caller's number is kept; 0: none is made, and those that there are go",
    )
    key: SecretStr = Field(
        default=SecretStr(""),
        description="key of these hashes, 32 characters or more, such as the output of `openssl rand -base64 48`; from WALLBOARD_CALLERS__KEY. Left out, it is read from `key_file`, and made there at the first call. Under another key nobody is recognised from before",
    )
    key_file: str = Field(
        default="",
        description="where the key is kept that nobody gave; `callers.key` beside `access.keys_file` when left out. It is in no backup",
    )

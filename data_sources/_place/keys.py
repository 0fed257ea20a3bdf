"""Where a row that was set aside is found again: its key, taken apart."""

from __future__ import annotations

import re
from collections.abc import Collection

from wallboard.source import SUPERSEDED, SetAside


def keyed(rows: Collection[SetAside], pattern: re.Pattern[str]) -> dict[str, str]:
    """What the pattern's first group finds -> the key that it was found in. Rows that have a better one beside them
    are left out: alone, they would pass for newer."""
    matches = ((pattern.fullmatch(row.key), row) for row in rows if not row.reason.startswith(SUPERSEDED))
    return {match[1]: row.key for match, row in matches if match is not None}

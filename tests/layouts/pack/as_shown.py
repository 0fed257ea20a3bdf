"""What a spreadsheet shows of a number with a number format: of the formats that the pack writes, by their own rules."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_PART = re.compile(r'"[^"]*"|\[[hm]\](?::mm)?:ss|[#,]*0(?:\.0+)?|.', re.DOTALL)


def as_shown(number: float, cell: str, separators: str = ".,") -> str:
    """`separators`: the decimal sign and the sign between thousands, as the spreadsheet's own language has them."""
    sections = _sections(cell)
    if len(sections) == 3:
        section = sections[0 if number > 0 else 1 if number < 0 else 2]
        number = abs(number)
    else:
        (section,) = sections
    parts = _PART.findall(section)
    if "%" in [part for part in parts if not part.startswith('"')]:
        return "".join(_part(part, Decimal(repr(float(number))) * 100, separators) for part in parts)
    return "".join(_part(part, Decimal(repr(float(number))), separators) for part in parts)


def _sections(cell: str) -> list[str]:
    quoted = re.split(r'("[^"]*")', cell)
    marked = "".join(part if part.startswith('"') else part.replace(";", "\0") for part in quoted)
    return marked.split("\0")


def _part(part: str, number: Decimal, separators: str) -> str:
    if part.startswith('"'):
        return part[1:-1]
    if part.startswith("["):
        seconds = int((number * 86_400).to_integral_value())
        if part.startswith("[m]"):
            return f"{seconds // 60}:{seconds % 60:02}"
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if part.endswith("0"):
        decimals = len(part.partition(".")[2])
        written = f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,}"
        return written.translate(str.maketrans(".,", separators))
    return part

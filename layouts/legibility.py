"""How large text must be to be read from where people stand.

Digits that matter subtend 20 arc minutes (capital height = distance / 172), labels and second-rank figures 11.
Sizes on a board are told in units: a screen's shorter side is 108 of them, whatever its resolution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from wallboard.settings import Board

UNITS = 108.0  # along the shorter side; the longer one of a 16:9 panel has 192
LONG_UNITS = 192.0
CAPITAL = 0.727  # capital height of the wall's font, as a share of its size
DIGITS_ARCMIN = 20.0
LABEL_ARCMIN = 11.0
ROOMY_LABEL = 2.1  # labels need not shrink below this where people stand close
WIDEST_LABEL = 4.2  # above this, the head of a tile a quarter wide no longer holds its title
WIDEST_DIGITS = 7.6

_MM_PER_INCH = 25.4
_SHORT_SIDE = 9 / math.hypot(16, 9)  # of a 16:9 panel's diagonal


@dataclass(frozen=True, slots=True)
class Legibility:
    """Font sizes in units, those used and those needed. `finding` says what does not fit, or is empty."""

    label: float
    digits: float
    label_needed: float
    digits_needed: float
    finding: str


def capital_height_mm(distance_m: float, arcmin: float) -> float:
    return 2 * distance_m * 1000 * math.tan(math.radians(arcmin / 60) / 2)


def font_units(distance_m: float, diagonal_in: float, arcmin: float) -> float:
    """Font size, in units of the screen, whose capitals subtend `arcmin` at `distance_m`."""
    unit_mm = diagonal_in * _MM_PER_INCH * _SHORT_SIDE / UNITS
    return capital_height_mm(distance_m, arcmin) / CAPITAL / unit_mm


def narrowest(board: Board) -> int:
    """Columns of the narrowest tile."""
    widths = [entry.partition(":")[2] for row in board.rows for entry in row]
    return min((int(width) if width.isdigit() else 1 for width in widths), default=1)


def legibility(board: Board) -> Legibility:
    label = font_units(board.viewing_distance_m, board.screen_diagonal_in, LABEL_ARCMIN)
    digits = font_units(board.viewing_distance_m, board.screen_diagonal_in, DIGITS_ARCMIN)
    room = min(1.0, 4 * narrowest(board) / board.columns)
    widest = max(ROOMY_LABEL, WIDEST_LABEL * room)
    finding = ""
    if label > widest:
        reach = board.viewing_distance_m * widest / label
        finding = (
            f"labels can be read from {reach:.1f} m, not from {board.viewing_distance_m:g} m: "
            f"use a larger screen than {board.screen_diagonal_in:g} inches or fewer columns"
        )
    return Legibility(
        label=round(min(max(label, ROOMY_LABEL), widest), 2),
        digits=round(min(max(digits, ROOMY_LABEL * 1.5), WIDEST_DIGITS), 2),
        label_needed=label,
        digits_needed=digits,
        finding=finding,
    )

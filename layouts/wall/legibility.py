"""How large text must be to be read from where people stand, and how wide it then is.

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

_MM_PER_INCH = 25.4
_SHORT_SIDE = 9 / math.hypot(16, 9)  # of a 16:9 panel's diagonal
_SPARE = 1.02  # a browser rounds the width of every glyph
# Advance widths of the wall's font at weight 500, in sizes; what is not here is about as wide as a capital.
_WIDTHS = {
    glyph: width
    for width, glyphs in (
        (0.25, "ijl"),
        (0.28, "I,.:; \u00a0!·'"),
        (0.2, "\u202f"),
        (0.36, "ft|/`\\"),
        (0.4, "r()[]{}"),
        (0.51, '_^"–?'),
        (0.57, "askvxyzcJLeF"),
        (0.61, "hnuobdgpqE"),
        (0.65, "0123456789RSTBPZ$&*+-<=>~#"),
        (0.71, "KADVXY"),
        (0.76, "CHUGNOQ"),
        (0.84, "w≤≥"),
        (0.91, "mM"),
        (1.02, "W%@"),
    )
    for glyph in glyphs
}


@dataclass(frozen=True, slots=True)
class Legibility:
    """Font sizes in units: never smaller than what can be read at the board's distance."""

    label: float
    digits: float

    def grown(self, times: float) -> Legibility:
        return Legibility(self.label * times, max(self.digits, self.label * times * 1.5))


def capital_height_mm(distance_m: float, arcmin: float) -> float:
    return 2 * distance_m * 1000 * math.tan(math.radians(arcmin / 60) / 2)


def font_units(distance_m: float, diagonal_in: float, arcmin: float) -> float:
    """Font size, in units of the screen, whose capitals subtend `arcmin` at `distance_m`."""
    unit_mm = diagonal_in * _MM_PER_INCH * _SHORT_SIDE / UNITS
    return capital_height_mm(distance_m, arcmin) / CAPITAL / unit_mm


def legibility(board: Board) -> Legibility:
    label = font_units(board.viewing_distance_m, board.screen_diagonal_in, LABEL_ARCMIN)
    digits = font_units(board.viewing_distance_m, board.screen_diagonal_in, DIGITS_ARCMIN)
    # rounded up: a hundredth of a unit too little would be too little
    return Legibility(_up(max(label, ROOMY_LABEL)), _up(max(digits, ROOMY_LABEL * 1.5)))


def text_width(text: str) -> float:
    """About how wide a text is, in sizes of its font."""
    return _SPARE * sum(_WIDTHS.get(glyph, 0.7 if glyph.isascii() or ord(glyph) < 0x2E80 else 1.05) for glyph in text)


def _up(units: float) -> float:
    return math.ceil(units * 100) / 100

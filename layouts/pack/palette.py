"""The colours of the pack: those of desk pages in the light (assets/tokens.css), for paper and projectors."""

from __future__ import annotations

GROUND, PANEL, LINE = "#f6f8f9", "#ffffff", "#d5dde2"
INK, SOFT, FAINT = "#10181d", "#43525d", "#5b6a75"
WATCH, ALARM, CALM = "#8a5a00", "#b3341a", "#11695c"
BELOW, FAR_BELOW = "#d9c0ba", "#8f4431"  # a cell of the hot hours: below what was promised, and far below
NOW, BEFORE = "#0b5a8a", "#a9cbe2"  # this year, and the year before lighter

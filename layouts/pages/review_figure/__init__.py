"""A reviewed figure opened: where it comes from, what is signal in it and what noise, what it is, which days make it, and what
people wrote of it. The address says which one, of which week, month or quarter."""

from __future__ import annotations

from layouts.page import Page
from layouts.page.read_late import ReadLate
from layouts.pages.review.shown import FIGURE
from layouts.pages.review_figure.answer import content
from wallboard.languages import N_

TITLE = N_("Figure of the review")
LATE = ReadLate("review-figure", TITLE, content)

PAGE = Page(
    FIGURE,
    TITLE,
    LATE.layout,
    callbacks=LATE.callbacks,
    style=("charts.css", "review.css"),
    script=("charts.js", "drawn.js", "sparks.js", "review.js"),
)

"""*Review*: a week, month or quarter as a meeting looks at it, in the meeting's order. The address says which, and how it is
looked at, so that it can be sent to a colleague."""

from __future__ import annotations

from layouts.page import Page
from layouts.page.read_late import ReadLate
from layouts.pages.review.answer import content
from layouts.pages.review.asked import PATH
from layouts.web.routes import Nav
from wallboard.languages import N_

TITLE = N_("Review")
LATE = ReadLate("review", TITLE, content)

PAGE = Page(
    PATH,
    TITLE,
    LATE.layout,
    nav=Nav(TITLE, 22),
    callbacks=LATE.callbacks,
    style=("charts.css", "review.css", "present.css"),
    script=("charts.js", "drawn.js", "sparks.js", "review.js", "present.js"),
)

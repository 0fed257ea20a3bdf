"""The review to send round: made while somebody waits, downloaded, and published."""

from __future__ import annotations

from layouts.access.page_request import answered
from layouts.access.review_pack.asked import FILE, PACK, PUBLISH, STOP
from layouts.access.review_pack.pages import PackPages
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.routes import Answers, Route
from wallboard.access.access import Access
from wallboard.clock import Clock
from wallboard.engine.reader import Readers
from wallboard.model.roles import Right


def routes(access: Access, readers: Readers, clock: Clock) -> list[Route]:
    """`clock` is the wall's own."""
    pages = PackPages(access, readers, clock)
    export, review = rules.whoever_may(Right.EXPORT), rules.whoever_may(Right.REVIEW)
    return [
        Route(PACK, answered(pages.show), export, Answers.PAGE),
        Route(FILE, answered(pages.file), export, Answers.DATA, ("GET",)),
        Route(STOP, answered(pages.stop), export, Answers.CHANGE, ("POST",), LARGEST),
        Route(PUBLISH, answered(pages.publish), review, Answers.CHANGE, ("POST",), LARGEST),
    ]

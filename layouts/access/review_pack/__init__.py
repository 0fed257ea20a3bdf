"""The review to send round: made while somebody waits, downloaded, mailed, and published."""

from __future__ import annotations

from threading import BoundedSemaphore

from layouts.access.page_request import answered
from layouts.access.review_pack.asked import FILE, MAIL, PACK, PUBLISH, STOP
from layouts.access.review_pack.mailing import MailNow
from layouts.access.review_pack.pages import PackPages
from layouts.access.review_pack.works import AT_ONCE
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.routes import Answers, Route
from wallboard.access.access import Access
from wallboard.clock import Clock
from wallboard.engine.reader import Readers
from wallboard.model.roles import Right
from wallboard.notifying.review_post import Post
from wallboard.notifying.sender import AppriseSender


def routes(access: Access, readers: Readers, clock: Clock) -> list[Route]:
    """`clock` is the wall's own."""
    room = BoundedSemaphore(AT_ONCE)
    post = Post(lambda: readers.mailings, AppriseSender(), clock)
    pages = PackPages(access, readers, clock, MailNow(access, readers, clock, post, room), room)
    export, review = rules.whoever_may(Right.EXPORT), rules.whoever_may(Right.REVIEW)
    return [
        Route(PACK, answered(pages.show), export, Answers.PAGE),
        Route(FILE, answered(pages.file), export, Answers.DATA, ("GET",)),
        Route(STOP, answered(pages.stop), export, Answers.CHANGE, ("POST",), LARGEST),
        Route(MAIL, answered(pages.mail), review, Answers.CHANGE, ("POST",), LARGEST),
        Route(PUBLISH, answered(pages.publish), review, Answers.CHANGE, ("POST",), LARGEST),
    ]

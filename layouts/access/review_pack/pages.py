"""The page on which the review is made into a file, the file itself, and publishing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any

from layouts.access.page_request import PageRequest
from layouts.access.review_pack.asked import PACK, AskedPack, NoSuchReview, asked_pack
from layouts.access.review_pack.content import NoSuchEdition, content
from layouts.access.review_pack.mailing import PRE_READ, MailNow, NotMailed
from layouts.access.review_pack.works import Work, Works
from layouts.access.review_words.desk import author
from layouts.pack.edition_words import differing_words, edition_name
from layouts.pack.forms import FORMS
from layouts.pack.forms import Form as PackForm
from layouts.page.words import wait_words
from layouts.review.amounts import period_name
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from wallboard.access.access import Access
from wallboard.access.visitor import Visitor
from wallboard.clock import Clock
from wallboard.engine.reader import Reader, Readers
from wallboard.languages import N_, _, language, offered
from wallboard.model.roles import Right
from wallboard.review.differing import differences

_WORDS = {
    PackForm.PDF: N_("PDF, A4"),
    PackForm.LETTER: N_("PDF, letter"),
    PackForm.SLIDES: N_("Slides (PPTX)"),
    PackForm.WORKBOOK: N_("Workbook (XLSX)"),
    PackForm.PAGE: N_("Frozen page (HTML)"),
}
_WITHIN_S = 20.0
_ODD = re.compile("[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class PackPages:
    access: Access
    readers: Readers
    clock: Clock
    mailing: MailNow
    room: BoundedSemaphore  # of files that are made at once for whoever waits for an answer
    works: Works = field(default_factory=Works)

    def show(self, request: PageRequest) -> Answer:
        reader = self.readers.within(request.visitor.remit)
        try:
            asked = asked_pack(request.query, reader.settings, self.clock())
            work, busy = self._work(request, reader, asked)
        except (NoSuchReview, NoSuchEdition) as error:
            return _nothing(request.visitor, error)
        return self._page(request, reader, asked, work, busy)

    def file(self, request: PageRequest) -> Answer:
        reader = self.readers.within(request.visitor.remit)
        try:
            asked = asked_pack(request.query, reader.settings, self.clock())
            made = self.works.file((request.visitor.id, asked.named())) or self._made_now(reader, asked)
        except (NoSuchReview, NoSuchEdition) as error:
            return _nothing(request.visitor, error)
        if made is None:
            words = _("The file could not be made now. Try again in a minute.")
            return page("message.html", request.visitor, 503, title=_("Not made"), words=words, to=None)
        if self.access.sign_in:
            wait = self.access.attempts.export(request.visitor.id)
            if wait:
                words = _("That was a lot of exports. Wait {time}, then try again.", time=wait_words(wait))
                return page("message.html", request.visitor, 429, title=_("Too many exports"), words=words, to=None)
            self.access.audit.write(
                "exported", request.visitor, request.address, _about(asked), filters=asked.address()
            )
        form = FORMS[asked.form]
        return Answer(made, form.type, extra=(_called(asked, form.ending),))

    def _made_now(self, reader: Reader, asked: AskedPack) -> bytes | None:
        """For a program, which waits for the answer; None while too many wait."""
        found, make = content(asked, reader), FORMS[asked.form].make
        if not self.room.acquire(timeout=_WITHIN_S):
            return None
        try:
            return make(found.document(asked, reader))
        finally:
            self.room.release()

    def stop(self, request: PageRequest) -> Answer:
        self.works.end(request.visitor.id)
        return see_other(self._back(request))

    def publish(self, request: PageRequest) -> Answer:
        reader = self.readers.within(request.visitor.remit)
        try:
            asked = asked_pack(request.form, reader.settings, self.clock())
            before = len(reader.editions.of(asked.question))
            edition = reader.editions.publish(reader.reviewed_with_rows(asked.question), author(request.visitor))
        except (NoSuchReview, LookupError) as error:
            return _nothing(request.visitor, error)
        if self.access.sign_in and edition.number > before:
            number = str(edition.number)
            self.access.audit.write("review_published", request.visitor, request.address, _about(asked), edition=number)
        return see_other(self._back(request))

    def mail(self, request: PageRequest) -> Answer:
        reader = self.readers.within(request.visitor.remit)
        try:
            asked = asked_pack(request.form, reader.settings, self.clock())
            review = reader.reviewed(asked.question)
            told = self.mailing.send(request, asked, review, reader)
        except (NoSuchReview, LookupError) as error:
            return _nothing(request.visitor, error)
        except NotMailed as error:
            return self._page(request, reader, asked, not_mailed=str(error))
        return see_other(f"{self._back(request)}&{told}")

    def _back(self, request: PageRequest) -> str:
        reader = self.readers.within(request.visitor.remit)
        try:
            asked = asked_pack(request.form, reader.settings, self.clock())
        except NoSuchReview:
            return PACK
        return AskedPack(asked.review, asked.form, asked.language).address()

    def _work(self, request: PageRequest, reader: Reader, asked: AskedPack) -> tuple[Work | None, bool]:
        """What is under way or made, and whether too much is."""
        if not asked.at:
            return None, False
        found = content(asked, reader)
        make = FORMS[asked.form].make
        work = self.works.of(
            (request.visitor.id, asked.named()), lambda step: make(found.document(asked, reader), step)
        )
        return work, work is None

    def _page(
        self,
        request: PageRequest,
        reader: Reader,
        asked: AskedPack,
        work: Work | None = None,
        busy: bool = False,
        not_mailed: str = "",
    ) -> Answer:
        review = reader.reviewed(asked.question)
        editions = reader.editions.of(asked.question)
        may_publish = request.visitor.may(Right.REVIEW) and reader.editions.may_publish(asked.review.site)
        mailed = self.mailing.told(request.query, asked, review) if may_publish else None
        differs = differences(editions[-1].review, review) if editions and may_publish else ()
        under_way = work is not None and not work.done
        values: dict[str, Any] = {
            "asked": asked,
            "back": asked.review.address(),
            "period": period_name(review.under_review),
            "site": reader.settings.sites[asked.review.site].name,
            "forms": [(form.value, _(words)) for form, words in _WORDS.items()],
            "languages": [(tag, language(tag).name) for tag in offered()],
            "editions": [(each.number, edition_name(each.number), each.at, each.by.name) for each in editions],
            "choices": [
                ("0", _("as it is now")),
                *((str(each.number), edition_name(each.number)) for each in editions),
            ],
            "may_publish": may_publish and not (editions and not differs),
            "differs": differing_words(differs, reader.settings),
            "mailings": self.mailing.offered(asked.review.site) if may_publish else [],
            "to_mail": [
                (PRE_READ, _("what is to be read before the meeting")),
                *((str(each.number), edition_name(each.number)) for each in reversed(editions)),
            ],
            "mailed": mailed,
            "asked_mailing": request.form.text("mailing") or request.query.text("mailing"),
            "asked_send": request.form.text("send") or request.query.text("send"),
            "not_mailed": not_mailed,
            "now": self.clock(),
            "share": round(work.share * 100) if under_way and work else None,
            "busy": busy,
            "failed": work.failed if work else "",
            "file": asked.address("/review/pack/file") if work and work.file else "",
            "zone": reader.settings.zone(asked.review.site),
        }
        return page("review_pack.html", request.visitor, 503 if busy else 422 if not_mailed else 200, **values)


def _nothing(visitor: Visitor, error: Exception) -> Answer:
    words = str(error) if isinstance(error, NoSuchReview) else _("There is no such edition, or it is not yours.")
    return page("message.html", visitor, 404, title=_("Nothing here"), words=words, to=None)


def _about(asked: AskedPack) -> str:
    """Which review, for the audit log."""
    return f"{asked.review.site}, {asked.review.kind.value} to {asked.review.day}"


def _called(asked: AskedPack, ending: str) -> tuple[bytes, bytes]:
    """What the file is called: only what every system takes of the site's name."""
    edition = f"-edition-{asked.edition}" if asked.edition else ""
    name = _ODD.sub("-", f"review-{asked.review.site}-{asked.review.day}{edition}")[:100]
    return b"content-disposition", f'attachment; filename="{name}.{ending}"'.encode()

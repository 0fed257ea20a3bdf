"""The forms that a pack is given out in, and making one of them step by step, so that whoever waits sees how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

from layouts.pack import page, pdf, slides, workbook
from layouts.pack.document import Document
from layouts.pack.steps import Step, no_step
from wallboard.languages import language, speak


class Form(StrEnum):
    PDF = "pdf"
    LETTER = "pdf-letter"
    SLIDES = "pptx"
    WORKBOOK = "xlsx"
    PAGE = "html"


class Make(Protocol):
    def __call__(self, document: Document, step: Step = no_step) -> bytes: ...


class Made(NamedTuple):
    """How a form is made, the end of its file's name, and what it is on the wire."""

    make: Make
    ending: str
    type: bytes


def _letter(document: Document, step: Step = no_step) -> bytes:
    return pdf.pdf_bytes(document, "us-letter", step)


def _a4(document: Document, step: Step = no_step) -> bytes:
    return pdf.pdf_bytes(document, "a4", step)


def _spoken(make: Make) -> Make:
    """In the document's language, whoever asks for it in whichever other: figures of an axis are written where it is drawn."""

    def spoken(document: Document, step: Step = no_step) -> bytes:
        with speak(language(document.language)):
            return make(document, step)

    return spoken


FORMS: Mapping[Form, Made] = {
    Form.PDF: Made(_spoken(_a4), "pdf", pdf.TYPE),
    Form.LETTER: Made(_spoken(_letter), "pdf", pdf.TYPE),
    Form.SLIDES: Made(_spoken(slides.slides_bytes), "pptx", slides.TYPE),
    Form.WORKBOOK: Made(_spoken(workbook.workbook_bytes), "xlsx", workbook.TYPE),
    Form.PAGE: Made(_spoken(page.page_bytes), "html", page.TYPE),
}

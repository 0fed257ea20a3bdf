"""The forms that a pack is given out in, and making one of them step by step, so that whoever waits sees how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

from layouts.pack import page, pdf, slides, workbook
from layouts.pack.document import Document
from layouts.pack.steps import Step, no_step


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


FORMS: Mapping[Form, Made] = {
    Form.PDF: Made(_a4, "pdf", pdf.TYPE),
    Form.LETTER: Made(_letter, "pdf", pdf.TYPE),
    Form.SLIDES: Made(slides.slides_bytes, "pptx", slides.TYPE),
    Form.WORKBOOK: Made(workbook.workbook_bytes, "xlsx", workbook.TYPE),
    Form.PAGE: Made(page.page_bytes, "html", page.TYPE),
}

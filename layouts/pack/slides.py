"""The pack as slides for PowerPoint: text, tables and charts are PowerPoint's own and can be edited; nothing is a picture."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Any

from layouts.pack.document import Block, Cell, Document, FigurePart, Heading, Sentences, Table, Told
from layouts.pack.palette import FAINT, GROUND, INK, LINE, SOFT
from layouts.pack.steps import Step, no_step, stepping

TYPE = b"application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FONT = "Arial"  # there is one on every machine that shows slides; a font cannot be put into the file by what writes it
_ROWS, _LINES = 16, 10  # of a table, and of sentences, on one slide
_CHARS = 100  # in a line of sentences
_INCH = 914_400
WIDTH, HEIGHT = round(13.333 * _INCH), round(7.5 * _INCH)
_LEFT, _TOP = round(0.55 * _INCH), round(1.25 * _INCH)
_ACROSS = WIDTH - 2 * _LEFT
_TITLE_ONLY = 5  # of the layouts of the template that python-pptx brings


def slides_bytes(document: Document, step: Step = no_step) -> bytes:
    """The whole file, with the dates of the document."""
    import pptx  # when somebody wants slides: nobody else waits for it

    deck = _Deck(pptx.Presentation(), document)
    headline, blocks = _headline(document.blocks)
    deck.title(headline)
    for title, block in _titled(document.title, stepping(blocks, step)):
        deck.add(title, block)
    file = io.BytesIO()
    deck.presentation.save(file)
    return file.getvalue()


def _headline(blocks: Sequence[Block]) -> tuple[Sequence[str], Sequence[Block]]:
    """The sentences with which the document begins, and the blocks after them."""
    first = blocks[0] if blocks else None
    return (first.texts, blocks[1:]) if isinstance(first, Sentences) else ((), blocks)


def _titled(title: str, blocks: Iterable[Block]) -> Iterator[tuple[str, Sentences | Table | FigurePart]]:
    """Each block with the heading that it stands under."""
    for block in blocks:
        if isinstance(block, Heading):
            title = block.text
        else:
            yield title, block


class _Deck:
    def __init__(self, presentation: Any, document: Document) -> None:
        self.presentation, self._document = presentation, document
        presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
        made = document.at.astimezone(UTC).replace(tzinfo=None)
        about = presentation.core_properties
        about.title, about.subject, about.author = document.title, document.subtitle, "Wallboard"
        about.last_modified_by, about.language = "Wallboard", document.language
        about.created = about.modified = made

    def title(self, headline: Sequence[str]) -> None:
        slide = self._slide(self._document.title, size=36, top=round(0.9 * _INCH))
        self._words(slide, [self._document.subtitle], round(1.9 * _INCH), size=18, colour=SOFT)
        for nth, texts in enumerate(_by_slide(headline)):
            page, top = (slide, round(2.7 * _INCH)) if nth == 0 else (self._slide(self._document.title), _TOP)
            self._words(page, texts, top, size=20, colour=INK)

    def add(self, title: str, block: Sentences | Table | FigurePart) -> None:
        match block:
            case Sentences(aside=True):
                self._words(self._last, block.texts, HEIGHT - round(0.8 * _INCH), size=11, colour=SOFT)
            case Sentences():
                for texts in _by_slide(block.texts):
                    self._words(self._slide(title), texts, _TOP, size=20, colour=INK)
            case Table():
                for first in range(0, max(1, len(block.rows)), _ROWS):
                    rows = block.rows[first : first + _ROWS]
                    self._table(self._slide(title), Table(block.name, block.heads, rows), _TOP, size=11)
            case FigurePart():
                self._figure(block)

    def _figure(self, part: FigurePart) -> None:
        from layouts.pack.figure_slide import add_charts

        slide = self._slide(part.title, size=22, top=round(0.3 * _INCH))
        self._words(slide, [" ".join(part.sentences)], round(0.92 * _INCH), size=12, colour=SOFT)
        self._table(slide, part.box, round(1.55 * _INCH), size=11)
        add_charts(slide.shapes, part, self._document.at)

    def _slide(self, title: str, size: int = 28, top: int = round(0.35 * _INCH)) -> Any:
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[_TITLE_ONLY])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = _LEFT, top, _ACROSS, round(size / 72 * 1.9 * _INCH)
        _write(shape.text_frame, [title], size, INK, bold=True)
        self._foot(slide)
        return slide

    @property
    def _last(self) -> Any:
        slides = self.presentation.slides
        return slides[len(slides) - 1]

    def _foot(self, slide: Any) -> None:
        box = slide.shapes.add_textbox(_LEFT, HEIGHT - round(0.42 * _INCH), _ACROSS, round(0.3 * _INCH))
        _write(box.text_frame, [f"{self._document.foot} · {len(self.presentation.slides)}"], 9, FAINT)

    def _words(self, slide: Any, texts: Sequence[str], top: int, size: int, colour: str) -> None:
        box = slide.shapes.add_textbox(_LEFT, top, _ACROSS, round(0.5 * _INCH))
        _write(box.text_frame, texts, size, colour)

    def _table(self, slide: Any, table: Table, top: int, size: int) -> None:
        rows, columns = len(table.rows) + 1, len(table.heads)
        frame = slide.shapes.add_table(rows, columns, _LEFT, top, _ACROSS, round(0.3 * _INCH) * rows)
        frame.name = table.name[:200]
        native = frame.table
        native.horz_banding = False
        for nth, width in enumerate(_widths(table)):
            native.columns[nth].width = width
        for nth, cells in enumerate([table.heads, *table.rows]):
            native.rows[nth].height = round(0.3 * _INCH)
            for column, cell in enumerate(cells):
                self._cell(native.cell(nth, column), cell, size, head=nth == 0, figure=_of_figures(table, column))

    def _cell(self, native: Any, cell: Cell, size: int, *, head: bool, figure: bool) -> None:
        from pptx.enum.text import MSO_ANCHOR

        native.margin_top = native.margin_bottom = round(0.03 * _INCH)
        native.vertical_anchor = MSO_ANCHOR.MIDDLE
        native.fill.solid()
        native.fill.fore_color.rgb = _rgb(LINE if head else GROUND)
        text = cell.text if isinstance(cell, Told) else cell
        _write(native.text_frame, [text], size, SOFT if head else INK, right=figure)


def _write(
    frame: Any, texts: Sequence[str], size: int, colour: str, *, bold: bool = False, right: bool = False
) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    for nth, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(size // 3) if len(texts) > 1 else None
        run = paragraph.add_run()
        run.text = _plain(text)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
        run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.lstrip("#").upper())


def _plain(text: str) -> str:
    """Without what XML cannot hold: control characters, and lone halves of a character."""
    fit = text.encode("utf-8", errors="replace").decode()
    return (
        "".join(sign if sign in "\t\n" or sign >= " " else " " for sign in fit)
        .replace("\ufffe", " ")
        .replace("\uffff", " ")
    )


def _by_slide(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many sentences as a slide has room for."""
    slide: list[str] = []
    lines = 0
    for text in texts:
        needs = 1 + len(text) // _CHARS
        if slide and lines + needs > _LINES:
            yield slide
            slide, lines = [], 0
        slide.append(text)
        lines += needs
    if slide:
        yield slide


def _of_figures(table: Table, column: int) -> bool:
    return any(isinstance(row[column], Told) for row in table.rows)


def _widths(table: Table) -> Sequence[int]:
    """The first column as wide as its texts want, within reason; the others share what is left by what they hold."""
    longest = [max([len(head), *(len(_text(row[nth])) for row in table.rows)]) for nth, head in enumerate(table.heads)]
    wanted = [min(60, max(9, length)) for length in longest]
    widths = [round(_ACROSS * each / sum(wanted)) for each in wanted]
    return [*widths[:-1], _ACROSS - sum(widths[:-1])]


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Told) else cell

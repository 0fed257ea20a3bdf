"""The pack as slides for PowerPoint: text, tables and charts are PowerPoint's own and can be edited; nothing is a picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from layouts.pack.document import Cell, Document, FigurePart, Heat, Sentences, Table, Told
from layouts.pack.palette import FAINT, GROUND, INK, LINE, NOW, SOFT
from layouts.pack.slide_sections import Section, by_slide, headline_of, lines_of, titled, together
from layouts.pack.steps import Step, no_step, stepping

TYPE = b"application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FONT = "Arial"  # there is one on every machine that shows slides; a font cannot be put into the file by what writes it
_ROWS = 12  # of a table on one slide
_INCH = 914_400
WIDTH, HEIGHT = round(13.333 * _INCH), round(7.5 * _INCH)
_LEFT, _TOP = round(0.55 * _INCH), round(1.25 * _INCH)
_ACROSS = WIDTH - 2 * _LEFT
_LEAST_TITLE, _ONE_LINE = 14, 1_400  # points: a title as large as it has room for on one line
_TITLE_ONLY = 5  # of the layouts of the template that python-pptx brings


def slides_bytes(document: Document, step: Step = no_step) -> bytes:
    """The whole file, with the dates of the document."""
    import pptx  # when somebody wants slides: nobody else waits for it

    deck = _Deck(pptx.Presentation(), document)
    headline, blocks = headline_of(document.blocks)
    deck.title(headline)
    for sections in together(titled(document.title, stepping(blocks, step))):
        deck.add(*sections)
    file = io.BytesIO()
    deck.presentation.save(file)
    return file.getvalue()


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
        slide = self._slide(self._document.title, size=32, top=round(0.9 * _INCH))
        self._words(slide, [self._document.subtitle], round(1.9 * _INCH), size=18, colour=SOFT)
        for nth, texts in enumerate(by_slide(headline)):
            page, top = (slide, round(2.7 * _INCH)) if nth == 0 else (self._slide(self._document.title), _TOP)
            self._words(page, texts, top, size=20, colour=INK)

    def add(self, section: Section, *more: Section) -> None:
        """`more`: sections of sentences, beneath those of the first."""
        title, block = section
        match block:
            case Sentences(aside=True):
                self._words(self._last, block.texts, HEIGHT - round(0.75 * _INCH), size=11, colour=SOFT)
            case Sentences():
                slide = self._slide(title)
                for nth, texts in enumerate(by_slide(block.texts)):
                    self._words(slide if nth == 0 else self._slide(title), texts, _TOP, size=18, colour=INK)
                self._beneath(slide, block, more)
            case Table():
                for first in range(0, max(1, len(block.rows)), _ROWS):
                    rows = block.rows[first : first + _ROWS]
                    self._table(self._slide(title), Table(block.name, block.heads, rows), _TOP, size=11)
            case Heat():
                self._heat(title, block)
            case FigurePart():
                self._figure(block)

    def _beneath(self, slide: Any, first: Sentences, more: Sequence[Section]) -> None:
        lines = float(lines_of(first.texts))
        for title, block in more:
            if isinstance(block, Sentences):
                top = _TOP + round(lines * 0.42 * _INCH) + round(0.25 * _INCH)
                self._words(slide, [title], top, size=18, colour=NOW, bold=True)
                self._words(slide, block.texts, top + round(0.42 * _INCH), size=18, colour=INK)
                lines += lines_of(block.texts) + 1.6

    def _heat(self, title: str, heat: Heat) -> None:
        from layouts.pack.heat_slide import add_heat

        def write(frame: Any, text: str, size: int, colour: str) -> None:
            _write(frame, [text], size, colour)

        add_heat(self._slide(title).shapes, heat, (_LEFT, _TOP, _ACROSS), write)

    def _figure(self, part: FigurePart) -> None:
        from layouts.pack.figure_slide import add_charts

        slide = self._slide(part.title, size=22, top=round(0.3 * _INCH))
        said = " ".join(part.sentences)
        self._words(slide, [said], round(0.92 * _INCH), size=12 if len(said) < 250 else 10, colour=SOFT)
        self._table(slide, part.box, round(1.55 * _INCH), size=11)
        add_charts(slide.shapes, part, self._document.at)

    def _slide(self, title: str, size: int = 28, top: int = round(0.35 * _INCH)) -> Any:
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[_TITLE_ONLY])
        shape, size = slide.shapes.title, min(size, max(_LEAST_TITLE, _ONE_LINE // max(1, len(title))))
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

    def _words(self, slide: Any, texts: Sequence[str], top: int, size: int, colour: str, *, bold: bool = False) -> None:
        box = slide.shapes.add_textbox(_LEFT, top, _ACROSS, round(0.5 * _INCH))
        _write(box.text_frame, texts, size, colour, bold=bold)

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
        if not text:  # or a cell without a text is as high as one with large letters
            paragraph._p.get_or_add_endParaRPr().set("sz", str(100 * size))
            continue
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


def _of_figures(table: Table, column: int) -> bool:
    return any(isinstance(row[column], Told) for row in table.rows)


def _widths(table: Table) -> Sequence[int]:
    """The first column as wide as its texts want, within reason; the others share what is left by what they hold."""
    longest = [max([len(head), *(len(_text(row[nth])) for row in table.rows)]) for nth, head in enumerate(table.heads)]
    wanted = [min(60, max(11, length)) for length in longest]
    widths = [round(_ACROSS * each / sum(wanted)) for each in wanted]
    return [*widths[:-1], _ACROSS - sum(widths[:-1])]


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Told) else cell

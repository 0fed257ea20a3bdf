"""The same week in all forms: every figure is read back out of each of them, and is the one that the document tells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pypdf
import pytest

from layouts.pack.compose import Beside, compose
from layouts.pack.document import (
    Document,
    FigurePart,
    Heading,
    NumberForm,
    Sentences,
    Table,
    Told,
    Trend,
    TrendPoint,
)
from layouts.pack.forms import FORMS, Form
from layouts.pack.page import page_bytes
from layouts.pack.pdf import pdf_bytes
from layouts.pack.slides import slides_bytes
from layouts.pack.workbook import workbook_bytes
from tests.layouts.pack.as_shown import as_shown
from tests.layouts.pack.read_back import NativeChart, number_in, pdf_text, read_page, read_slides, tight
from tests.layouts.pack.reviewed import AS_OF, HOSTILE, entries, sample, settings, tables_of
from tests.wide import WIDE
from wallboard.languages import language, speak

LANGUAGES = ("en", "es", "fr")
MADE = datetime.fromtimestamp(AS_OF / 1e6, UTC)


@pytest.fixture(scope="module", params=LANGUAGES)
def document(request: pytest.FixtureRequest) -> Document:
    with speak(language(request.param)):
        return compose(sample(), settings(), Beside(entries()))


def box_texts(part: FigurePart) -> list[str]:
    return [cell.text for cell in part.box.rows[0] if isinstance(cell, Told)]


def rows_of(points: Sequence[TrendPoint]) -> tuple[list[str], list[str]]:
    return [point.now.text for point in points], [point.before.text for point in points]


def texts(row: Sequence[Told | str]) -> list[str]:
    return [cell.text if isinstance(cell, Told) else cell for cell in row]


# ---- PDF


@pytest.mark.slow
@pytest.mark.parametrize("document", LANGUAGES if WIDE else ("en", "fr"), indirect=True)  # pages take long to read
def test_the_pdf_has_every_figure(document: Document) -> None:
    text = pdf_text(pdf_bytes(document, "us-letter" if document.language == "en" else "a4"))
    for part in document.figures:
        assert tight(part.title) in text
        assert tight("".join(box_texts(part))) in text, part.title
        for points in (part.trend.weeks, part.trend.months):
            for figures in rows_of(points):
                assert tight("".join(figures)) in text, part.title
    for table in tables_of(document):
        for row in table.rows:
            assert all(tight(word) in text for words in texts(row) for word in words.split()), row
            assert isinstance(table, Table) or tight("".join(texts(row))) in text, row


@pytest.mark.slow
def test_the_pdf_is_of_the_asked_paper_and_carries_its_fonts_and_the_date_of_the_edition(english: Document) -> None:
    for paper, size in (("a4", (595, 842)), ("us-letter", (612, 792))):
        file = pypdf.PdfReader(io.BytesIO(pdf_bytes(english, "a4" if paper == "a4" else "us-letter")))
        box = file.pages[0].mediabox
        assert (round(box.width), round(box.height)) == size
        assert file.metadata is not None
        assert (file.metadata.title, file.metadata.creation_date) == (english.title, MADE)
        fonts = {font for page in file.pages for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
        described = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
        assert all({"/FontFile2", "/FontFile3"} & set(each) for each in described)
        names = "".join(each["/FontName"] for each in described)
        assert "InterWall-Regular" in names
        assert "InterWall-SemiBold" in names


@pytest.mark.whole
def test_two_figures_have_room_on_a_page_of_either_paper(english: Document) -> None:
    """Beneath the title there is room for one."""
    five = replace(english, blocks=[Heading("Calls"), *english.figures[:5]])
    for paper in (Form.PDF, Form.LETTER):
        assert len(pypdf.PdfReader(io.BytesIO(FORMS[paper].make(five))).pages) == 3


# ---- the frozen page


def test_the_page_has_every_figure(document: Document) -> None:
    page = read_page(page_bytes(document))
    for part in document.figures:
        assert box_texts(part) in page.rows, part.title
        drawn = next(words for words in page.drawings if follows(words, rows_of(part.trend.months)[0]))
        for points in (part.trend.weeks, part.trend.months):
            assert all(follows(drawn, row) for row in rows_of(points)), part.title
        for point in part.xmr.points if part.xmr else ():
            cells: list[Told | str] = [point.label, point.value, point.centre, point.lower, point.upper, point.signal]
            assert texts(cells) in page.rows, part.title
    for table in tables_of(document):
        assert all(texts(row) in page.rows for row in table.rows)
    assert all(sentence in page.text for sentence in sentences_of(document))


def follows(words: Sequence[str], row: Sequence[str]) -> bool:
    return any(list(words[nth : nth + len(row)]) == list(row) for nth in range(len(words)))


def sentences_of(document: Document) -> list[str]:
    of_blocks = [text for block in document.blocks if isinstance(block, Sentences) for text in block.texts]
    return of_blocks + [text for part in document.figures for text in part.sentences]


def test_the_page_asks_nobody_for_anything_and_runs_nothing(english: Document) -> None:
    page = read_page(page_bytes(english))
    assert "script" not in page.tags
    assert page.addresses == []
    assert page_bytes(english).count(b"url(") == page_bytes(english).count(b'url("data:')
    assert all(text in page.text for text in HOSTILE)


# ---- slides


@pytest.mark.slow
@pytest.mark.parametrize("document", LANGUAGES if WIDE else ("en", "es"), indirect=True)
def test_slides_have_every_figure_in_tables_and_charts_that_can_be_edited(document: Document) -> None:
    """All of them in English, of each kind one in other languages."""
    if document.language != "en":
        parts = document.figures[4:]
        document = replace(document, blocks=[block for block in document.blocks if block not in parts])
    read = read_slides(slides_bytes(document))
    assert sum(slide.pictures for slide in read) == 0
    for part in document.figures:
        slide = next(each for each in read if each.title == part.title)
        assert slide.tables == [[list(part.box.heads), box_texts(part)]]
        weeks, months, *limits = slide.charts
        assert_trend(weeks, part.trend, part.trend.weeks, with_target=True)
        assert_trend(months, part.trend, part.trend.months, with_target=not part.trend.apart)
        assert len(limits) == (part.xmr is not None)
        if part.xmr:
            assert_xmr(limits[0], part)
    rows = [row for slide in read for table in slide.tables for row in table]
    assert all(texts(row) in rows for table in tables_of(document) for row in table.rows)
    words = " ".join(word for slide in read for word in slide.words)
    assert all(sentence in words for sentence in sentences_of(document))


def assert_trend(chart: NativeChart, trend: Trend, points: Sequence[TrendPoint], *, with_target: bool) -> None:
    assert chart.labels == [point.label for point in points]
    expected = {
        trend.names.now: [numbered(point.now) for point in points],
        trend.names.before: [numbered(point.before) for point in points],
    }
    if trend.target and with_target:
        expected[trend.names.target] = [numbered(trend.target)] * len(points)
    assert chart.series == expected
    assert chart.drawn == expected


def assert_xmr(chart: NativeChart, part: FigurePart) -> None:
    assert part.xmr
    names, points = part.xmr.names, part.xmr.points
    expected = {
        names.value: [numbered(point.value) for point in points],
        names.centre: [numbered(point.centre) for point in points],
        names.lower: [numbered(point.lower) for point in points],
        names.upper: [numbered(point.upper) for point in points],
    }
    if part.xmr.target:
        expected[names.target] = [numbered(part.xmr.target)] * len(points)
    assert chart.series == expected
    assert chart.drawn == expected


def numbered(told: Told) -> object:
    if told.number is None:
        return None
    return (
        pytest.approx(told.number / 86_400, abs=2e-8) if told.form is NumberForm.SECONDS else pytest.approx(told.number)
    )


# ---- workbook


def test_the_workbook_shows_every_figure_as_it_is_written(document: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(document)))
    separators = language(document.language).separators
    shown = [[cell_text(cell, separators) for cell in row] for row in book.worksheets[0].iter_rows()]
    told = {tuple(filter(None, row)) for row in shown}
    for part in document.figures:
        assert tuple(box_texts(part)) in told, part.title
    for table in tables_of(document, paged=False):
        assert all(tuple(filter(None, texts(row))) in told for row in table.rows)
    assert all((sentence,) in told for sentence in sentences_of(document))


def cell_text(cell: object, separators: str) -> str:
    value, form = number_in(getattr(cell, "value", None)), getattr(cell, "number_format", "")
    return as_shown(value, form, separators) if isinstance(value, int | float) else value or ""


def test_the_workbook_has_the_rows_behind_the_figures_to_the_last_digit_that_it_keeps(english: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(english)))
    assert book.sheetnames[1:] == ["Periods", "Signal or noise"]
    for sheet, table in zip(book.worksheets[1:], english.rows, strict=True):
        heads, *rows = sheet.iter_rows(values_only=True)
        assert list(heads) == list(table.heads)
        for row, expected in zip(rows, table.rows, strict=True):
            assert [number_in(value) for value in row] == [plain(cell) for cell in expected]
    review = sample()
    values = [row[5] for row in book["Periods"].iter_rows(min_row=2, values_only=True)]
    boxes = ((each.month_to_date, each.quarter_to_date, each.year_to_date) for each in (f.box for f in review.figures))
    periods = [(*figure.weeks, *figure.months, *box) for figure, box in zip(review.figures, boxes, strict=True)]
    told = [compared.now.value for of_figure in periods for compared in of_figure]
    assert values == [each if each is None else pytest.approx(each, rel=1e-15) for each in told]


def plain(cell: Told | str) -> object:
    if isinstance(cell, str):
        return cell or None
    return (cell.text or None) if cell.in_cell is None else pytest.approx(cell.in_cell, rel=1e-15)


def test_no_text_becomes_a_formula_or_a_link(english: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(english)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any(HOSTILE[0] in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


# ---- all of them


@pytest.mark.slow
def test_the_same_edition_twice_is_the_same_file(english: Document) -> None:
    for made in (pdf_bytes, page_bytes, workbook_bytes):
        assert made(english) == made(english)


@pytest.mark.slow
def test_slides_of_the_same_edition_hold_the_same_and_its_date(english: Document) -> None:
    few = [block for block in english.blocks if not isinstance(block, FigurePart) or block is english.figures[0]]
    once, again = (slides_bytes(replace(english, blocks=few)) for _time in range(2))
    assert members(once) == members(again)
    assert b">2026-11-16T16:00:00Z<" in members(once)["docProps/core.xml"]


def members(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}

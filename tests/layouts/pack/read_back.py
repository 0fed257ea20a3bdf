"""The forms of a pack read by other eyes than those that wrote them."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pptx
import pypdf


def pdf_text(file: bytes) -> str:
    """Without any blanks: where those stand is a matter of the page's layout."""
    return tight(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages))


def tight(text: str) -> str:
    """Without blanks, and without what is written from right to left: a PDF keeps that in the order in which it is drawn."""
    from_left = (sign for sign in text if unicodedata.bidirectional(sign) not in ("R", "AL", "FSI", "PDI"))
    return "".join("".join(from_left).split())


@dataclass
class Page:
    """The page by its elements: rows of all tables, and the words of each drawing."""

    rows: list[list[str]] = field(default_factory=list)
    drawings: list[list[str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page, self._inside = Page(), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append(tag)
        self.page.addresses += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]
        if tag == "tr":
            self.page.rows.append([])
        if tag == "svg":
            self.page.drawings.append([])
        if tag in ("td", "th"):
            self.page.rows[-1].append("")
        if tag == "text":
            self.page.drawings[-1].append("")
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in ("td", "th"):
            self.page.rows[-1][-1] += data
        if self._inside == "text":
            self.page.drawings[-1][-1] += data
        if self._inside not in ("style", "script"):
            self.page.text += data


def read_page(file: bytes) -> Page:
    reader = _Reader()
    reader.feed(file.decode())
    return reader.page


@dataclass(frozen=True)
class NativeChart:
    """What stands in a chart's own workbook, and what the chart itself has of it."""

    title: str
    labels: list[str]
    series: dict[str, list[float | None]]
    drawn: dict[str, list[float | None]]


@dataclass
class Slide:
    title: str
    tables: list[list[list[str]]]
    charts: list[NativeChart]
    words: list[str]
    pictures: int


def read_slides(file: bytes) -> list[Slide]:
    return [_slide(slide) for slide in pptx.Presentation(io.BytesIO(file)).slides]


def _slide(slide: Any) -> Slide:
    shapes = list(slide.shapes)
    tables = [[[cell.text for cell in row.cells] for row in s.table.rows] for s in shapes if s.has_table]
    words = [paragraph.text for s in shapes if s.has_text_frame for paragraph in s.text_frame.paragraphs]
    pictures = sum(shape.shape_type is not None and "PICTURE" in shape.shape_type.name for shape in shapes)
    charts = [_chart(shape.chart) for shape in shapes if shape.has_chart]
    return Slide(slide.shapes.title.text, tables, charts, words, pictures)


def _chart(chart: Any) -> NativeChart:
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    (heads, *rows) = [[number_in(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    series: dict[str, list[float | None]] = {}
    for column, name in enumerate(heads[1:], 1):
        _add(series, name, [row[column] for row in rows])
    drawn: dict[str, list[float | None]] = {}
    for each in chart.plots[0].series:
        _add(drawn, each.name, list(each.values))
    return NativeChart(chart.chart_title.text_frame.text, [row[0] for row in rows], series, drawn)


def number_in(value: Any) -> Any:
    """As a workbook has it, in which a time is a part of a day: openpyxl makes durations of them, by the millisecond."""
    return value.total_seconds() / 86_400 if isinstance(value, timedelta) else value


def _add(series: dict[str, list[float | None]], name: str, values: list[float | None]) -> None:
    """Limits that were made several times are as many series of one name, each of which has points where others have none."""
    there = series.get(name, [None] * len(values))
    assert not [nth for nth, pair in enumerate(zip(there, values, strict=True)) if None not in pair], name
    series[name] = [old if new is None else new for old, new in zip(there, values, strict=True)]

"""Charts of slides as PowerPoint's own, each with its workbook: they can be edited, restyled and copied from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from layouts.pack.chart_formats import axis_format, in_chart, label_format
from layouts.pack.document import NumberForm, Told
from layouts.pack.palette import FAINT, INK, LINE, PANEL, SOFT
from layouts.pack.scale import Scale

SMALL = Pt(9)
_MOST_LABELS = 20  # under an axis, before they would be turned


class Line(NamedTuple):
    """One series. `dash`: drawn dashed; `outlined`: its points are rings; `marks`: the size of its points, 0 for none;
    `points`: colours of single points, by their position; `named`: whether it stands in the legend."""

    name: str
    figures: Sequence[Told | None]
    colour: str
    width: float
    dash: bool = False
    outlined: bool = False
    marks: int = 0
    labels: bool = False
    points: Mapping[int, str] = {}
    named: bool = True


class _DatedData(CategoryChartData):
    """With a workbook that carries the date of the edition, and in which every text is a text."""

    def __init__(self, at: datetime, number_format: str) -> None:
        super().__init__(number_format=number_format)  # type: ignore[no-untyped-call]
        self._at = at.astimezone(UTC).replace(tzinfo=None)

    @property
    def xlsx_blob(self) -> bytes:
        """Laid out as the chart refers to it: categories in the first column, one column for each series."""
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
            workbook.set_properties({"created": self._at})
            sheet = workbook.add_worksheet("Sheet1")
            form = workbook.add_format({"num_format": self.number_format})
            for row, category in enumerate(self.categories, 1):
                sheet.write_string(row, 0, str(category.label))
            for column, series in enumerate(self, 1):
                sheet.write_string(0, column, series.name)
                for row, value in enumerate(series.values, 1):
                    if value is not None:
                        sheet.write_number(row, column, value, form)
        return file.getvalue()


def add_line_chart(
    shapes: Any,
    place: tuple[int, int, int, int],
    title: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    form: NumberForm,
    scale: Scale,
    at: datetime,
    *,
    legend: bool = True,
) -> None:
    """`place` is left, top, width and height; `labels` stand under the axis, one for each figure of each line."""
    data = _DatedData(at, label_format([told for line in lines for told in line.figures if told], form))
    data.categories = list(labels)
    for line in lines:
        figures = [None if told is None else in_chart(told.number, form) for told in line.figures]
        data.add_series(line.name, figures)  # type: ignore[no-untyped-call]
    chart = shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data).chart
    chart.font.size, chart.font.color.rgb = SMALL, _rgb(SOFT)
    chart.has_title = True
    chart.chart_title.text_frame.text = title
    run = chart.chart_title.text_frame.paragraphs[0].runs[0].font
    run.size, run.bold, run.color.rgb = Pt(10), True, _rgb(INK)
    chart.has_legend = legend
    if legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.legend.font.size = SMALL
        _leave_out(chart.legend, [nth for nth, line in enumerate(lines) if not line.named])
    _axes(chart, form, scale, len(labels))
    for series, line in zip(chart.plots[0].series, lines, strict=True):
        _style(series, line, form)


def _axes(chart: Any, form: NumberForm, scale: Scale, points: int) -> None:
    values, categories = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = in_chart(scale.low, form), in_chart(scale.high, form)
    values.major_unit = in_chart(scale.step, form)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = axis_format(form, scale), False
    values.major_gridlines.format.line.color.rgb = _rgb(LINE)
    values.format.line.fill.background()
    values.major_tick_mark = XL_TICK_MARK.NONE
    categories.format.line.color.rgb = _rgb(FAINT)
    categories.major_tick_mark = XL_TICK_MARK.NONE
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if points > _MOST_LABELS:
        _skip_labels(categories, -(-points // _MOST_LABELS))
    for axis in (values, categories):
        axis.tick_labels.font.size = SMALL
        axis.tick_labels.font.color.rgb = _rgb(SOFT)


def _skip_labels(categories: Any, every: int) -> None:
    """Names every so many points. python-pptx has no word for it; the standard wants it before the last element."""
    axis = categories._element
    skip = axis.makeelement(qn("c:tickLblSkip"), val=str(every))
    axis.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _leave_out(legend: Any, series: Sequence[int]) -> None:
    """Of the legend, by their position. python-pptx has no word for it; the standard wants it after the legend's place."""
    place = legend._element.find(qn("c:legendPos"))
    for nth in reversed(series):
        entry = legend._element.makeelement(qn("c:legendEntry"))
        for name, value in (("c:idx", str(nth)), ("c:delete", "1")):
            entry.append(entry.makeelement(qn(name), val=value))
        place.addnext(entry)


def _style(series: Any, line: Line, form: NumberForm) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = _rgb(line.colour), Pt(line.width)
    if line.dash:
        series.format.line.dash_style = MSO_LINE.DASH
    _mark(series.marker, line.colour, line.marks, outlined=line.outlined)
    for nth, colour in line.points.items():
        point = series.points[nth]
        _mark(point.marker, colour, line.marks + 3, outlined=False)
        point.format.line.color.rgb, point.format.line.width = _rgb(colour), Pt(line.width)  # what leads to it, too
    if line.labels:
        _label(series, line, form)


def _mark(marker: Any, colour: str, size: int, *, outlined: bool) -> None:
    if not size:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = _rgb(PANEL if outlined else colour)
    marker.format.line.color.rgb = _rgb(colour)


def _label(series: Any, line: Line, form: NumberForm) -> None:
    """Each point with its figure. One that its number format would write otherwise than everywhere has its own words."""
    labels = series.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.ABOVE
    of_all = label_format([told for told in line.figures if told], form)
    labels.number_format, labels.number_format_is_linked = of_all, False
    labels.font.size, labels.font.color.rgb = Pt(8), _rgb(INK)
    for nth, told in enumerate(line.figures):
        if told is not None and told.number is not None and told.cell != of_all:
            frame = series.points[nth].data_label.text_frame
            frame.text = told.text
            frame.paragraphs[0].runs[0].font.size = Pt(8)
            series.points[nth].data_label.position = XL_LABEL_POSITION.ABOVE


def _rgb(colour: str) -> Any:
    return RGBColor.from_string(colour.lstrip("#").upper())

"""The heat map: departments by age of what is open. The more there are the darker; how many are late stands
beside it, and where a promise ends, where one holds for a whole row."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.pages.departments.rows import department_link, opens
from layouts.wall.format import NOTHING, count, days
from layouts.wall.tiles._bands import AgeBand, bands, boundary, has_boundary
from wallboard.judging.instant import Instant
from wallboard.judging.targets import promised_days
from wallboard.languages import _
from wallboard.metrics.tickets import BREACHED
from wallboard.questions.departments.rows import DepartmentRow, InBand


def heat_map(at: Instant, rows: Sequence[DepartmentRow]) -> Component:
    """Those of the same bands in a table of theirs; a word where nothing is open, and not a map of zeros."""
    every = sorted(rows, key=lambda row: at.settings.bands(row.department) != at.settings.bands_days)
    grouped = groupby(every, key=lambda row: at.settings.bands(row.department))
    if not any(row.open for row in rows):
        return html.Section(
            [html.H2(_("Open requests by age")), html.P(_("Nothing is open."), className="note")], className="part"
        )
    words = _("◆ and the number behind it: past their own promise. Ages are in days, open below and closed above.")
    tables = [_table(at, edges, list(alike)) for edges, alike in grouped]
    return html.Section(
        [html.H2(_("Open requests by age")), html.P(words, className="note"), *tables], className="part"
    )


def _table(at: Instant, edges: Sequence[float], rows: Sequence[DepartmentRow]) -> Component:
    caption = _("Departments by age in days")
    most = max((each.open or 0 for row in rows for each in row.bands), default=0)
    promises = {row.department: promised_days(at, row.department) for row in rows}
    one = [_("Promised")] if any(promises.values()) else []
    heads = [html.Th(head, scope="col") for head in (_("Department"), *one, *(band.title for band in bands(edges)))]
    body = [_row(at, row, most, promises[row.department], bool(one)) for row in rows]
    region: dict[str, Any] = {"aria-label": caption}
    inner = html.Table([html.Caption(caption), html.Thead(html.Tr(heads)), html.Tbody(body)], className="heat")
    return html.Div(inner, className="scroll", tabIndex="0", role="region", **region)


def _row(at: Instant, row: DepartmentRow, most: int, promise: float | None, says_promise: bool) -> Component:
    told = [html.Td(days(promise), className="promised")] if says_promise else []
    every = zip(bands(at.settings.bands(row.department)), row.bands, strict=True)
    cells = [_cell(at, row.department, each, most, _where(band, promise)) for band, each in every]
    return html.Tr([html.Th(department_link(at, row.department), scope="row"), *told, *cells])


def _where(band: AgeBand, promise: float | None) -> float | None:
    """Where in the band the promise ends, 0 at its young side; None where it does not."""
    return boundary(band, promise) if promise is not None and has_boundary(band, promise) else None


def _cell(at: Instant, department: str, each: InBand, most: int, ends: float | None) -> Component:
    """As the root of its share of the most: small numbers differ to the eye too."""
    depth = math.sqrt((each.open or 0) / most) if most else 0.0
    look: dict[str, Any] = {"--heat": f"{depth:.3f}"} | ({} if ends is None else {"--ends": f"{ends:.3f}"})
    return html.Td(list(_figures(at, department, each)), style=look, className="" if ends is None else "ends")


def _figures(at: Instant, department: str, each: InBand) -> Iterator[Component]:
    if not each.open:
        yield html.Span(NOTHING if each.open is None else count(0), className="none")
        return
    yield opens(at, "in_band", department, count(each.open), band=each.band)
    if each.late:
        late = count(each.late)
        said = _("{n} past due", n=late)
        yield opens(at, "in_band", department, f"◆ {late}", variant=BREACHED, band=each.band, spoken=said)

"""A department's open requests by age, the oldest first: bars with what is late, a dot for each while there are few, and
where its promise ends, where one promise holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page.figures import request_address
from layouts.pages.department.asked import Asked
from layouts.pages.department.head import linked
from layouts.pages.department.words import SYMBOL, band_words, tone, tone_words
from layouts.wall.format import days
from layouts.wall.tiles._bands import AgeBand, bands, boundary
from wallboard.judging.instant import Instant
from wallboard.judging.targets import promised_days
from wallboard.languages import _
from wallboard.questions.departments.chosen_items import Chosen
from wallboard.questions.departments.open_items import OpenItem, OpenItems

FEW = 40  # up to so many each has a dot


def ageing(at: Instant, page: OpenItems, ask: Asked) -> Component:
    promise = promised_days(at, page.department)
    edges = at.settings.bands(page.department)
    rows = [row for band in reversed(bands(edges)) for row in _rows(page, ask, band, promise)]
    heads = html.Tr([html.Th(head, scope="col") for head in (_("Age"), _("Open"), _("Past due"), _("How many"))])
    few = len(page.items) <= FEW
    caption = _("Open requests by age, oldest first; ◆ past their own promise, ▲ close to it")
    if not few:
        caption = _("Open requests by age, oldest first")
    region: dict[str, Any] = {"aria-label": caption}
    table = html.Table([html.Caption(caption), html.Thead(heads), html.Tbody(rows)], className="ageing")
    inner = html.Div(table, className="scroll", tabIndex="0", role="region", **region)
    return html.Section([html.H2(_("By age")), *([] if few else [_legend()]), inner], className="part")


def _legend() -> Component:
    """Which part of a bar is what: each has a pattern of its own besides its colour."""
    told = (("alarm", _("past their own promise")), ("watch", _("close to it")), ("none", _("others")))
    unseen: dict[str, Any] = {"aria-hidden": "true"}
    parts = [html.Li([html.Span(_part(loud, 1), className="stack", **unseen), words]) for loud, words in told]
    return html.Ul(parts, className="legend")


def _rows(page: OpenItems, ask: Asked, band: AgeBand, promise: float | None) -> Iterator[Component]:
    """With a line where the promise ends, at the young side of the band or within it."""
    yield _row(page, ask, band)
    if promise is not None and band.low <= promise and (band.high is None or promise < band.high):
        within = boundary(band, promise) if band.high is not None and promise > band.low else 0.0
        said = _("Promised: {days}", days=days(promise))
        inside = _("{promised}, within the band above", promised=said) if within else said
        yield html.Tr(html.Td(inside, colSpan=4), className="promise")


def _row(page: OpenItems, ask: Asked, band: AgeBand) -> Component:
    its = Chosen(band=band.scope).of(page)
    name = band_words(band.scope)
    late = linked(page, ask, band=band.scope, which="late")
    shown = _dots(its) if len(page.items) <= FEW else _bar(its, page)
    cells = [linked(page, ask, band=band.scope), late, shown]
    return html.Tr([html.Th(name, scope="row"), *map(html.Td, cells)])


def _dots(its: OpenItems) -> Component:
    return html.Span([_dot(item, its) for item in sorted(its.items, key=lambda item: -item.age_days)], className="dots")


def _dot(item: OpenItem, its: OpenItems) -> Component:
    stands = tone(item, its.at)
    said = ", ".join(filter(None, [item.ticket, days(item.age_days), tone_words(stands)]))
    state: dict[str, Any] = {"data-state": stands, "aria-label": said}
    return html.A(SYMBOL[stands], href=request_address(item.source, item.ticket), title=said, **state)


def _bar(its: OpenItems, page: OpenItems) -> Component:
    """As long as there are many of the most that any band has; the part that is late is told apart."""
    most = max((len(Chosen(band=name).of(page).items) for name in page.bands), default=0)
    stands = [tone(item, its.at) for item in its.items]
    unseen: dict[str, Any] = {"aria-hidden": "true"}
    parts = [_part(loud, stands.count(loud) / most) for loud in ("alarm", "watch", "none") if most and loud in stands]
    return html.Span(parts, className="stack", **unseen)


def _part(loud: str, share: float) -> Component:
    state: dict[str, Any] = {"data-state": loud}
    return html.Span(style={"width": f"{share:.2%}"}, **state)

"""The head of a department's page: whose it is, what is open, whether it gains or loses; and what is always on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.pages.department.asked import BY_AGE, Asked
from layouts.pages.department.narrowed import narrowed_to
from layouts.pages.departments.rows import kept_of, opens
from layouts.wall.format import NOTHING, count, days, percent, signed
from wallboard.judging.instant import Instant
from wallboard.languages import _
from wallboard.questions.departments.chosen_items import Chosen
from wallboard.questions.departments.open_items import OpenItems
from wallboard.questions.departments.rows import WEEK, DepartmentRow

Below = str | list[str | Component]
Told = tuple[str, str | Component, Below, str]  # what it is called, what it says, what stands below, and how loud it is


def head(at: Instant, row: DepartmentRow, page: OpenItems, ask: Asked, as_of: str) -> list[Component]:
    """`page`: the open requests that the page is of, by its sides; `as_of`: of when they are, in words."""
    whole = not ask.chosen.about.told()
    figures = [*_of_page(page, ask), *(_of_week(at, row) if whole else [])]
    cells = [_cell(*figure) for figure in figures]
    owner = _("Owner: {name}.", name=row.owner) if row.owner else _("Nobody is named as the owner of this process.")
    clock = _("Ages are in business days.") if page.clock == "business" else _("Ages are in calendar days.")
    return [
        html.P([html.Span(owner, dir="auto"), f" {clock} {as_of}"], className="as-of"),
        *narrowed_to(ask.chosen.about.told(), lambda side: ask.about(**{side: ""})),
        *_on_top(page, ask),
        html.Dl(cells, className="figures"),
    ]


def _cell(name: str, said: str | Component, below: Below, loud: str) -> Component:
    """What is loud is so only while there is some of it."""
    state: dict[str, Any] = {"data-state": loud} if loud and isinstance(said, html.A) else {}
    return html.Div([html.Dt(name), html.Dd([html.B(said, **state), html.Span(below)])])


def _of_page(page: OpenItems, ask: Asked) -> Iterator[Told]:
    yield _("Open"), linked(page, ask, which=""), "", ""
    oldest = max((item.age_days for item in page.items), default=None)
    by_age = replace(ask, chosen=ask.chosen.about).looked_at(BY_AGE)
    yield _("Oldest"), html.A(days(oldest), href=by_age) if page.items else NOTHING, "", ""
    thrice: Below = [_("three times over:"), " ", linked(page, ask, which="late3x")]
    yield _("Past due"), linked(page, ask, which="late"), thrice, "alarm"
    yield _("Due soon"), linked(page, ask, which="soon"), list(_steps(page, ask)), "watch"
    yield _("Without a promise"), linked(page, ask, which="unpromised"), "", ""


def _steps(page: OpenItems, ask: Asked) -> Iterator[str | Component]:
    """How much of the promise is used."""
    yield from (_("75–90 % of the promise used:"), " ", linked(page, ask, which="soon75"), ", ")
    yield from (_("90–100 %:"), " ", linked(page, ask, which="soon90"))


def _of_week(at: Instant, row: DepartmentRow) -> Iterator[Told]:
    yield _gaining(at, row)
    kept = opens(at, "on_time", row.department, percent(row.kept.share), WEEK)
    yield _("Promises kept in 7 days"), kept, kept_of(row.kept), ""


def _gaining(at: Instant, row: DepartmentRow) -> Told:
    """Whether more went than came."""
    name = row.department
    said = opens(at, "net", name, signed(row.net), WEEK)
    below: Below = [
        opens(at, "opened", name, _("{n} opened", n=count(row.opened)), WEEK), ", ",
        opens(at, "finished", name, _("{n} finished", n=count(row.finished)), WEEK),
    ]  # fmt: skip
    if row.net is None or row.net == 0:
        return _("Net in 7 days"), said, below, ""
    return (_("Losing, in 7 days") if row.net > 0 else _("Gaining, in 7 days")), said, below, ""


def linked(page: OpenItems, ask: Asked, **facts: str) -> Component:
    """How many of the page these facts are true of, leading to the list of them; by itself where there are none."""
    n = len(Chosen(**facts).of(page).items)
    return html.A(count(n), href=ask.opens(**facts), className="opens") if n else html.Span(count(0), className="none")


def _on_top(page: OpenItems, ask: Asked) -> list[Component]:
    told = (("emergency", _("Open emergencies"), "alarm"), ("unassigned", _("Unassigned"), "watch"))
    return [_one_on_top(label, linked(page, ask, which=which), loud) for which, label, loud in told]


def _one_on_top(label: str, link: Component, loud: str) -> Component:
    state: dict[str, Any] = {"data-state": loud if isinstance(link, html.A) else "none"}
    return html.Section(html.H2([label, " ", link]), className="on-top", **state)

"""The table of departments: what stands in each column, and which figure it opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page.department_past import of_site, told_site
from layouts.page.figures import figure_address
from layouts.page.parts import address
from layouts.page.sorted_table import SortedColumn
from layouts.pages.departments.asked import Asked
from layouts.wall.format import NOTHING, count, days, percent, signed
from layouts.wall.names import department_label
from wallboard.judging.instant import Instant
from wallboard.languages import _
from wallboard.model import ReadingKey, Scope
from wallboard.questions.departments.rows import WEEK, DepartmentRow, KeptShare

DEPARTMENT = "/departments/{name}"
Column = SortedColumn[DepartmentRow]


def department_address(name: str, site: str = "") -> str:
    """`site`: where there are several."""
    return address(DEPARTMENT, {"name": name}, of_site(site))


def department_link(at: Instant, name: str) -> Component:
    there = department_address(name, told_site(at.site, at.settings))
    return html.A(department_label(at.settings, name), href=there, dir="auto")


def kept_of(kept: KeptShare) -> str:
    """What a share is of: of 120 (81–93 %); "too few" of fewer than five."""
    if kept.interval is None:
        return _("too few: {n}", n=count(kept.n)) if kept.n else ""
    low, high = (round(end * 100) for end in kept.interval)
    return _("of {n} ({low}–{high} %)", n=count(kept.n), low=low, high=high)


def kept_words(kept: KeptShare, nothing: str = NOTHING) -> str:
    """88 % of 120 (81–93 %); "too few" of fewer than five; `nothing` where none was decided."""
    if kept.share is None or kept.interval is None:
        return _("too few: {n}", n=count(kept.n)) if kept.n else nothing
    low, high = (round(end * 100) for end in kept.interval)
    share, n = percent(kept.share), count(kept.n)
    return _("{share} of {n} ({low}–{high} %)", share=share, n=n, low=low, high=high)


def columns(at: Instant, ask: Asked, beside: bool = True) -> list[Column]:
    """Those of the table; the last one puts a department `beside` others."""
    label = partial(department_label, at.settings)
    counted = partial(_counted, at)
    name = Column(
        "department", _("Department"), lambda row: department_link(at, row.department),
        lambda row: label(row.department).casefold(), lambda row: label(row.department),
    )  # fmt: skip
    owner = Column(
        "owner", _("Owner"), lambda row: row.owner or NOTHING, lambda row: row.owner or None, lambda row: row.owner
    )
    kept = Column(
        "kept", _("Promises kept in 7 days"), lambda row: opens(at, "on_time", row.department, kept_words(row.kept), WEEK),
        lambda row: row.kept.share, number=True,
    )  # fmt: skip
    return [
        name,
        counted("emergencies", _("Emergencies"), "emergency", lambda row: row.emergencies, loud="alarm"),
        counted("unassigned", _("Unassigned"), "unassigned", lambda row: row.unassigned, loud="watch"),
        counted("late", _("Past due"), "breached", lambda row: row.late),
        counted("soon", _("Due soon"), "due_soon", lambda row: row.soon),
        counted("open", _("Open"), "open", lambda row: row.open),
        _aged(at, "oldest", _("Oldest"), "age_max_days", lambda row: row.oldest),
        _aged(at, "median", _("Median age"), "age_p50_days", lambda row: row.median),
        counted("opened", _("Opened in 7 days"), "opened", lambda row: row.opened, WEEK),
        counted("finished", _("Finished in 7 days"), "finished", lambda row: row.finished, WEEK),
        counted("net", _("Net in 7 days"), "net", lambda row: row.net, WEEK, signed),
        kept,
        owner,
        *([_beside(label, ask)] if beside else []),
    ]


def _counted(
    at: Instant,
    name: str,
    head: str,
    metric: str,
    value: Callable[[DepartmentRow], int | None],
    window: str = "now",
    written: Callable[[float | None], str] = count,
    loud: str = "",
) -> Column:
    """`loud`: alarm | watch, while there is some of it."""

    def cell(row: DepartmentRow) -> Component:
        told = opens(at, metric, row.department, written(value(row)), window)
        state: dict[str, Any] = {"data-state": loud}
        return html.Span(told, className="loud", **state) if loud and value(row) else told

    return Column(name, head, cell, value, number=True)


def _aged(at: Instant, name: str, head: str, metric: str, value: Callable[[DepartmentRow], float | None]) -> Column:
    def cell(row: DepartmentRow) -> Component:
        return opens(at, metric, row.department, days(value(row)), variant=_clock(at, row.department))

    return Column(name, head, cell, value, number=True)


def _clock(at: Instant, department: str) -> str:
    named = at.settings.departments.get(department)
    return "calendar" if named is None else named.age_in


def opens(
    at: Instant,
    metric: str,
    department: str,
    text: str,
    window: str = "now",
    variant: str = "",
    band: str = "",
    spoken: str = "",
) -> Component:
    """A figure, which leads to what makes it; by itself where there is nothing that does. `spoken`: what it says where a mark in
    it does."""
    scope = Scope(at.site, department=department, band=band)
    key = ReadingKey(f"tickets.{metric}", scope, window, variant)
    reading = at.snapshot.readings.get(key)
    if reading is None or not (reading.value or reading.n or (metric == "net" and text != NOTHING)):
        return html.Span(text)
    named: dict[str, Any] = {"aria-label": spoken} if spoken else {}
    return html.A(text, href=figure_address(key), className="opens", **named)


def _beside(label: Callable[[str], str], ask: Asked) -> Column:
    def cell(row: DepartmentRow) -> Component:
        chosen, name = row.department in ask.beside, label(row.department)
        said: dict[str, Any] = {
            "aria-label": _("Take {name} out of the comparison", name=name)
            if chosen
            else _("Compare {name}", name=name)
        }
        return html.A(_("✓ compared") if chosen else _("Compare"), href=ask.turned(row.department), **said)

    return Column("with", _("Side by side"), cell, lambda row: row.department not in ask.beside)


def named(rows: Sequence[DepartmentRow], names: Sequence[str]) -> list[DepartmentRow]:
    """Those of these names, in their order."""
    known = {row.department: row for row in rows}
    return [known[name] for name in names if name in known]

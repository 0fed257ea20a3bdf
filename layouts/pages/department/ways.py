"""The ways between the pages of one department, and back to all of them."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page.department_past import Narrowed, told_site
from layouts.pages.department.asked import Asked, course_address
from layouts.pages.departments.asked import PATH
from layouts.pages.departments.asked import Asked as AllAsked
from wallboard.engine.reader import Reader
from wallboard.languages import _
from wallboard.questions.departments.chosen_items import Chosen

NOW, COURSE, LISTED = "now", "course", "list"  # there is no way to the last one: a figure leads to it


def ways(reader: Reader, site: str, department: str, narrowed: Narrowed, here: str) -> Component:
    """They keep the type, ward and channel that a page is narrowed to."""
    its = told_site(site, reader.settings)
    every = AllAsked(site).address() if its else PATH
    now = Asked(department, Chosen(**narrowed.told()), site=its).address(to_list=False)
    there = (
        ("", _("All departments"), every),
        (NOW, _("What is open now"), now),
        (COURSE, _("How it goes"), course_address(department, narrowed, its)),
    )
    current: dict[str, Any] = {"aria-current": "page"}
    links = [html.A(said, href=href, **(current if name == here else {})) for name, said, href in there]
    named: dict[str, Any] = {"aria-label": _("Pages of this department")}
    return html.Nav(links, className="ways", **named)

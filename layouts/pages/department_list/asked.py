"""The address of a list of a department's past: which figure it is behind, and how it is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from layouts.page.days import NoSuchDays, day
from layouts.page.department_past import LISTS, Listed, Narrowed
from layouts.page.told_address import UnfitAddress, page_number, told
from wallboard.languages import _
from wallboard.questions.departments.past_figures import PastFigure

_SIDES = ("service_type", "ward", "channel")
_NAMES = frozenset({*_SIDES, "what", "first", "last", "giver", "taker", "q", "sort", "page"})


@dataclass(frozen=True, slots=True)
class Asked:
    listed: Listed
    text: str = ""
    sort: str = ""
    page: int = 1

    def address(self) -> str:
        page = str(self.page) if self.page > 1 else ""
        look = {"q": self.text, "sort": self.sort, "page": page}
        return self.listed.address({name: value for name, value in look.items() if value})

    def sorted_by(self, sort: str) -> str:
        return replace(self, sort=sort, page=1).address()

    def turned_to(self, page: int) -> str:
        return replace(self, page=page).address()

    def of_all(self) -> str:
        return replace(self, text="", page=1).address()


def asked(search: str, department: str) -> Asked:
    """Raises UnfitAddress."""
    values = told(search, _NAMES)[0]
    what = values.get("what", "open")
    if what not in LISTS:
        raise UnfitAddress(_("“{name}” is nothing that this page can be asked for.", name=what))
    narrowed = Narrowed(*(values.get(name, "") for name in _SIDES))
    first, last = (_day(values.get(name, "")) for name in ("first", "last"))
    figure = PastFigure(what, first, last, values.get("giver", ""), values.get("taker", ""))
    listed = Listed(department, narrowed, figure)
    return Asked(listed, values.get("q", ""), values.get("sort", ""), page_number(values.get("page", "1")))


def _day(text: str) -> date | None:
    try:
        return day(text)
    except NoSuchDays as error:
        raise UnfitAddress(str(error)) from None

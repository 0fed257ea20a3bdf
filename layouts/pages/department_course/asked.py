"""The address of how a department does over time: of which of its requests, and the lists that its figures lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from layouts.page.department_past import Narrowed, addresses
from layouts.page.told_address import told
from layouts.pages.department.asked import course_address
from wallboard.questions.departments.chosen_items import SIDES


@dataclass(frozen=True)
class Asked:
    department: str
    narrowed: Narrowed = field(default_factory=Narrowed)
    site: str = ""  # as in `site_of`

    def without(self, side: str) -> str:
        """The address of the page about whatever type, ward or channel."""
        return course_address(self.department, self.narrowed.without(side), self.site)

    def opens(
        self, what: str, first: date | None = None, last: date | None = None, giver: str = "", taker: str = ""
    ) -> str:
        """The address of a figure's list."""
        return self._address(what, first, last, giver, taker)

    @cached_property
    def _address(self) -> Callable[[str, date | None, date | None, str, str], str]:
        return addresses(self.department, self.narrowed, self.site)


def asked(search: str, department: str) -> Asked:
    """Raises UnfitAddress."""
    values = told(search, ("site", *SIDES))[0]
    return Asked(department, Narrowed(*(values.get(name, "") for name in SIDES)), values.get("site", ""))

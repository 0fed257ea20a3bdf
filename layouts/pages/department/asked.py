"""The address of a department's page: which of its requests, and how the list of them is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from layouts.page.department_past import Narrowed, of_site
from layouts.page.list_look import LOOK, ListLook, list_look
from layouts.page.parts import address
from layouts.page.told_address import UnfitAddress, told
from layouts.pages.departments.rows import DEPARTMENT
from wallboard.languages import _
from wallboard.questions.departments.chosen_items import Chosen

_CHOICES = tuple(each.name for each in fields(Chosen))
_NAMES = frozenset({"site", *_CHOICES, *LOOK})
LIST = "list"  # where on the page it stands
BY_AGE = ListLook(sort="-age")  # the oldest first
COURSE = f"{DEPARTMENT}/course"  # how the department does over time


@dataclass(frozen=True, slots=True)
class Asked:
    """`chosen`: the requests that are listed; of it `about` alone is what the rest of the page is of. `site`: as in `site_of`."""

    department: str
    chosen: Chosen = field(default_factory=Chosen)
    look: ListLook = field(default_factory=ListLook)
    site: str = ""

    def kept(self) -> dict[str, str]:
        """What a form takes along besides its own fields."""
        return of_site(self.site) | self.chosen.told()

    def address(self, to_list: bool = True) -> str:
        there = address(DEPARTMENT, {"name": self.department}, self.kept() | self.look.told())
        return f"{there}#{LIST}" if to_list else there

    def opens(self, **facts: str) -> str:
        """The address of those of the page of which these facts are true too."""
        return self._of(facts).address()

    def about(self, **facts: str) -> str:
        """The address of the whole page about these sides alone; "" takes one away."""
        return self._of(facts).address(to_list=False)

    def _of(self, facts: Mapping[str, str]) -> Asked:
        return replace(self, chosen=replace(self.chosen.about, **facts), look=ListLook())

    def looked_at(self, look: ListLook) -> str:
        """The address of another look at the list."""
        return replace(self, look=look).address()


def course_address(department: str, narrowed: Narrowed, site: str = "") -> str:
    """Of how those of its requests go."""
    return address(COURSE, {"name": department}, of_site(site) | narrowed.told())


def asked(search: str, department: str) -> Asked:
    """Raises UnfitAddress."""
    values = told(search, _NAMES)[0]
    chosen = Chosen(**{name: values.get(name, "") for name in _CHOICES})
    if chosen.unfit:
        raise UnfitAddress(_("“{name}” is nothing that this page can be asked for.", name=values[chosen.unfit]))
    return Asked(department, chosen, list_look(values), values.get("site", ""))

"""The address of a department's page: which of its requests, and how the list of them is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlencode

from layouts.page.department_past import Narrowed
from layouts.page.list_look import LOOK, ListLook, list_look
from layouts.page.parts import address
from layouts.page.told_address import UnfitAddress, told
from layouts.pages.departments.rows import DEPARTMENT, department_address
from wallboard.languages import _
from wallboard.questions.departments.chosen_items import Chosen

_CHOICES = tuple(each.name for each in fields(Chosen))
_NAMES = frozenset({*_CHOICES, *LOOK})
LIST = "list"  # where on the page it stands
BY_AGE = ListLook(sort="-age")  # the oldest first
COURSE = f"{DEPARTMENT}/course"  # how the department does over time


@dataclass(frozen=True, slots=True)
class Asked:
    """`chosen`: the requests that are listed; of it `about` alone is what the rest of the page is of."""

    department: str
    chosen: Chosen = field(default_factory=Chosen)
    look: ListLook = field(default_factory=ListLook)

    def address(self, to_list: bool = True) -> str:
        query = urlencode(self.chosen.told() | self.look.told())
        path = department_address(self.department)
        return f"{path}{'?' if query else ''}{query}{f'#{LIST}' if to_list else ''}"

    def opens(self, **facts: str) -> str:
        """The address of those of the page of which these facts are true too."""
        return Asked(self.department, replace(self.chosen.about, **facts)).address()

    def about(self, **facts: str) -> str:
        """The address of the whole page about these sides alone; "" takes one away."""
        return Asked(self.department, replace(self.chosen.about, **facts)).address(to_list=False)

    def looked_at(self, look: ListLook) -> str:
        """The address of another look at the list."""
        return replace(self, look=look).address()


def course_address(department: str, narrowed: Narrowed) -> str:
    """Of how those of its requests go."""
    query = urlencode(narrowed.told())
    return f"{address(COURSE, {'name': department})}{'?' if query else ''}{query}"


def asked(search: str, department: str) -> Asked:
    """Raises UnfitAddress."""
    values = told(search, _NAMES)[0]
    chosen = Chosen(**{name: values.get(name, "") for name in _CHOICES})
    if chosen.unfit:
        raise UnfitAddress(_("“{name}” is nothing that this page can be asked for.", name=values[chosen.unfit]))
    return Asked(department, chosen, list_look(values))

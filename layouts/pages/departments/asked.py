"""The address of the departments' page: which site, what is looked for, in which order, and who are side by side."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode

from layouts.page.department_past import known_site
from layouts.page.list_look import ListLook, list_look
from layouts.page.told_address import told
from wallboard.settings import Settings

PATH = "/departments"
_NAMES = frozenset({"site", "q", "sort"})
MOST_BESIDE = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """`beside`: the departments that are compared, by their own names."""

    site: str
    look: ListLook = field(default_factory=ListLook)  # one page of them, however many there are
    beside: tuple[str, ...] = ()

    def kept(self) -> dict[str, str | tuple[str, ...]]:
        """What a form takes along besides its own fields."""
        return {"site": self.site, "with": self.beside}

    def address(self) -> str:
        pairs = [("site", self.site), *self.look.told().items(), *(("with", name) for name in self.beside)]
        return f"{PATH}?{urlencode(pairs)}"

    def looked_at(self, look: ListLook) -> str:
        """The address of another look at the table."""
        return replace(self, look=look).address()

    def turned(self, name: str) -> str:
        """With a department beside the others, or without it where it was; on the page at its row."""
        there = name in self.beside
        beside = tuple(each for each in self.beside if each != name) if there else (*self.beside, name)
        return f"{replace(self, beside=beside[-MOST_BESIDE:]).address()}#{quote(row_id(name))}"


def row_id(department: str) -> str:
    """Of its row in the table, where the page may have others."""
    return f"row:{department}"


def asked(search: str, settings: Settings) -> Asked:
    """Raises UnfitAddress."""
    values, beside = told(search, _NAMES, ("with",))
    site = known_site(values.get("site") or next(iter(settings.sites), ""), settings)
    return Asked(site, list_look(values), beside[:MOST_BESIDE])

"""The address of a list of a department's past: which figure it is behind, and how it is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from layouts.page.days import NoSuchDays, day
from layouts.page.department_past import LISTS, Listed, Narrowed
from layouts.page.list_look import LOOK, ListLook, list_look
from layouts.page.told_address import UnfitAddress, told
from wallboard.languages import _
from wallboard.questions.departments.chosen_items import SIDES
from wallboard.questions.departments.past_figures import PastFigure

_NAMES = frozenset({"site", *SIDES, "what", "first", "last", "giver", "taker", *LOOK})


@dataclass(frozen=True, slots=True)
class Asked:
    listed: Listed
    look: ListLook = field(default_factory=ListLook)

    def looked_at(self, look: ListLook) -> str:
        """The address of another look at the list."""
        return self.listed.address(look.told())


def asked(search: str, department: str) -> Asked:
    """Raises UnfitAddress."""
    values = told(search, _NAMES)[0]
    what = values.get("what", "open")
    if what not in LISTS:
        raise UnfitAddress(_("“{name}” is nothing that this page can be asked for.", name=what))
    narrowed = Narrowed(*(values.get(name, "") for name in SIDES))
    first, last = (_day(values.get(name, "")) for name in ("first", "last"))
    figure = PastFigure(what, first, last, values.get("giver", ""), values.get("taker", ""))
    if figure.unfit:
        raise UnfitAddress(_unfit(figure))
    return Asked(Listed(department, narrowed, figure, values.get("site", "")), list_look(values))


def _unfit(figure: PastFigure) -> str:
    if figure.first is not None and figure.unfit == "last":
        return _("The last day is before the first one. Change one of them.")
    return _("“{name}” is nothing that this list can be asked for.", name=figure.unfit)


def _day(text: str) -> date | None:
    try:
        return day(text)
    except NoSuchDays as error:
        raise UnfitAddress(str(error)) from None

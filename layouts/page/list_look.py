"""How a list is looked at, by its address: which rows, in which order, and which page of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from layouts.page.told_address import UnfitAddress
from wallboard.languages import _

LOOK = ("q", "sort", "page")  # what an address says of it


@dataclass(frozen=True, slots=True)
class ListLook:
    """The rows in which a `text` stands, by a column (with "-" in front from the end; "": as they come), and which `page`."""

    text: str = ""
    sort: str = ""
    page: int = 1

    def told(self) -> dict[str, str]:
        page = str(self.page) if self.page > 1 else ""
        return {name: value for name, value in zip(LOOK, (self.text, self.sort, page), strict=True) if value}

    def sorted_by(self, sort: str) -> ListLook:
        return replace(self, sort=sort, page=1)

    def turned_to(self, page: int) -> ListLook:
        return replace(self, page=page)

    def of_all(self) -> ListLook:
        return replace(self, text="", page=1)


def list_look(values: Mapping[str, str]) -> ListLook:
    """Of the values of an address. Raises UnfitAddress."""
    return ListLook(values.get("q", ""), values.get("sort", ""), _page(values.get("page", "1")))


def _page(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < len(text) < 7 or int(text) < 1:
        raise UnfitAddress(_("A page of the list is a number from 1."))
    return int(text)

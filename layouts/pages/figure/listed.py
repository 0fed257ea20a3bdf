"""The rows of a figure's list that somebody looks at: found by a text, sorted, a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layouts.pages.figure.asked import Look, NoSuchList
from layouts.pages.figure.columns import Column
from wallboard.languages import _
from wallboard.questions.behind import Behind, Member

A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the rows, how many were found, and how many pages they fill."""

    rows: Sequence[Member]
    found: int
    pages: int


def listed(behind: Behind, columns: Sequence[Column], look: Look) -> Listed:
    """Raises NoSuchList for a column that there is not, and for a page after the last one."""
    found = [member for member in behind.members if _has(member, columns, look.text.casefold())]
    if look.sort and columns:
        _sort(found, columns, look.sort)
    pages = max(1, -(-len(found) // A_PAGE))
    if look.page > pages:
        raise NoSuchList(_("The list has no page {n}: it ends with page {last}.", n=look.page, last=pages))
    return Listed(found[(look.page - 1) * A_PAGE : look.page * A_PAGE], len(found), pages)


def _has(member: Member, columns: Sequence[Column], text: str) -> bool:
    return not text or any(text in column.text(member).casefold() for column in columns)


def _sort(members: list[Member], columns: Sequence[Column], sort: str) -> None:
    name = sort.removeprefix("-")
    column = next((column for column in columns if column.name == name), None)
    if column is None:
        there = ", ".join(column.name for column in columns)
        raise NoSuchList(_("The list has no column “{name}”. There are: {names}.", name=name, names=there))
    members.sort(key=column.order, reverse=sort.startswith("-"))

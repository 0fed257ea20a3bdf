"""What a page may read is what its visitor may."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from layouts.page import PageContext, Services
from tests.layouts.snapshots import NOW
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.model.remit import Remit
from wallboard.model.roles import RIGHTS, Right, Role

STREETS = Remit.of(departments=["Streets"])


@dataclass
class Readers:
    """Notes for whom a reader was made."""

    made: list[tuple[Remit, bool]] = field(default_factory=list)

    def within(self, remit: Remit, names: bool = False) -> Any:
        self.made.append((remit, names))
        return self


@pytest.mark.parametrize("role", Role)
def test_agents_are_named_to_those_only_who_may_see_their_names(role: Role) -> None:
    readers = Readers()
    visitor = Visitor(VisitorKind.PERSON, "ada", "Ada", role, RIGHTS[role], STREETS, "", "session:ada")
    services = Services(readers, None, lambda: NOW, frozenset)  # type: ignore[arg-type]
    assert PageContext(visitor, {}, "/today", services).reader is readers  # type: ignore[comparison-overlap]
    assert readers.made == [(STREETS, Right.NAMES in RIGHTS[role])]


def test_a_page_narrowed_to_a_part_reads_what_is_in_both() -> None:
    readers = Readers()
    visitor = Visitor(
        VisitorKind.PERSON, "ada", "Ada", Role.REVIEWER, RIGHTS[Role.REVIEWER], STREETS, "", "session:ada"
    )
    services = Services(readers, None, lambda: NOW, frozenset)  # type: ignore[arg-type]
    context = PageContext(visitor, {}, "/today", services)
    for part in (context.narrowed(site="main", ward="4"), context.narrowed(department="Water")):
        assert part.reader is readers  # type: ignore[comparison-overlap]
    assert readers.made == [(Remit.of(["main"], ["Streets"], ["4"]), True), (Remit.of(departments=[]), True)]
    assert context.visitor.remit == STREETS


def test_there_are_roles_of_either_kind() -> None:
    assert {Right.NAMES in rights for rights in RIGHTS.values()} == {True, False}

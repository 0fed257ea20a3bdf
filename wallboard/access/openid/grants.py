"""What a provider's groups may do here: role and remit by the settings' grants."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from wallboard.model.remit import Names, Remit
from wallboard.model.roles import Role
from wallboard.settings.parts.access import Grant

HIGHEST_FIRST = tuple(reversed(Role))
MOST_GROUPS = 5_000


@dataclass(frozen=True, slots=True)
class Granted:
    """A role and its remit. `left_out` names groups whose remit could not be added without giving more than was written."""

    role: Role
    remit: Remit
    left_out: tuple[str, ...] = ()


def granted(grants: Iterable[Grant], groups: Collection[str]) -> Granted | None:
    """What members of these groups may do; None when no grant names one of them.

    The highest role counts. Its grants' remits are added up, as long as the sum holds nothing that none of them
    holds: Roads at North and Parks at South do not make Roads at South. The first of the file wins then.
    """
    mine = [grant for grant in grants if grant.group in groups]
    role = next((role for role in HIGHEST_FIRST if any(grant.role is role for grant in mine)), None)
    if role is None:
        return None
    waiting = [(grant.group, remit_of(grant)) for grant in mine if grant.role is role]
    _, remit = waiting.pop(0)
    while mergeable := next(((each, both) for each in waiting if (both := together(remit, each[1]))), None):
        waiting.remove(mergeable[0])
        remit = mergeable[1]
    return Granted(role, remit, tuple(group for group, _ in waiting))


def remit_of(grant: Grant) -> Remit:
    return Remit.of(grant.sites or None, grant.departments or None, grant.wards or None)


def together(one: Remit, other: Remit) -> Remit | None:
    """Exactly what is within one or the other; None where no single remit says that."""
    if one.holds(other):
        return one
    if other.holds(one):
        return other
    differing = [each.name for each in fields(Remit) if getattr(one, each.name) != getattr(other, each.name)]
    if len(differing) != 1:
        return None
    (name,) = differing
    return replace(one, **{name: _either(getattr(one, name), getattr(other, name))})


def _either(ours: Names, theirs: Names) -> Names:
    return None if ours is None or theirs is None else ours | theirs


def groups_of(claim: Any) -> frozenset[str]:
    """The groups that a claim names: a list of texts, or one text."""
    groups = [claim] if isinstance(claim, str) else claim if isinstance(claim, list) else []
    return frozenset(each for each in groups[:MOST_GROUPS] if isinstance(each, str) and each)
